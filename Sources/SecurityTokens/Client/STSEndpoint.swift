import Essentials
public import HTTP

/// Where an issuer that speaks STS listens.
public struct STSEndpoint: Sendable, Hashable {
    /// The URL that requests are posted to.
    public let url: HTTPURL
    /// The region, where it is one of AWS's.
    public let region: String?

    /// An address of one's own: MinIO, Ceph, moto, another Sallyport.
    public init(custom url: HTTPURL) {
        self.url = url
        region = nil
    }

    /// AWS's own for a region, in the partition that the region belongs to. The global endpoint is never used: its
    /// tokens are not valid everywhere, and it is one place to fail.
    ///
    /// - Throws: `IssuerRefusal.validation` where the text is not the name of a region.
    public init(region: String) throws(IssuerRefusal) {
        guard STSEndpoint.isRegion(region),
            let url = HTTPURL("https://sts.\(region).\(STSEndpoint.suffix(of: region))/")
        else { throw .validation("`\(region)` is not the name of a region") }
        self.url = url
        self.region = region
    }

    /// The partitions that are not `aws`, by the beginning of their regions' names.
    private static let suffixes: [(prefix: String, suffix: String)] = [
        ("cn-", "amazonaws.com.cn"), ("us-gov-", "amazonaws.com"), ("us-isob-", "sc2s.sgov.gov"),
        ("us-isof-", "csp.hci.ic.gov"), ("us-iso-", "c2s.ic.gov"), ("eu-isoe-", "cloud.adc-e.uk"),
        ("eusc-", "amazonaws.eu"),
    ]

    private static func suffix(of region: String) -> String {
        suffixes.first { region.startsExactly(with: $0.prefix) }?.suffix ?? "amazonaws.com"
    }

    /// Small letters and digits in three parts or more, the last a number: `eu-central-1`.
    private static func isRegion(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (3...5).contains(parts.count), text.utf8.count <= 32, let last = parts.last else { return false }
        return parts.dropLast().allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
            && (1...2).contains(last.count)
            && last.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
