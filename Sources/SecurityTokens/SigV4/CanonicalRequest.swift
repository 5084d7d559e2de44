import Essentials
import HTTP

/// How a service writes the path of a request before signing.
public struct CanonicalPathForm: Sendable, Equatable {
    /// Dot segments are removed and runs of slashes made one.
    public let isNormalised: Bool
    /// What stands in the request line is percent-encoded once more.
    public let isEncodedAgain: Bool

    /// A form of these choices.
    public init(isNormalised: Bool, isEncodedAgain: Bool) {
        self.isNormalised = isNormalised
        self.isEncodedAgain = isEncodedAgain
    }

    /// STS and every service but S3.
    public static let ordinary = CanonicalPathForm(isNormalised: true, isEncodedAgain: true)
    /// S3: the path as it stands.
    public static let s3 = CanonicalPathForm(isNormalised: false, isEncodedAgain: false)
}

/// A request in the one form that is signed (AWS General Reference, Create a canonical request).
struct CanonicalRequest {
    let text: String

    /// Builds the form from the target exactly as it stands in the request line.
    ///
    /// `signedHeaders` are lower-case names in order; `payloadHash` is what stands on the last line. `nil` where
    /// the target is not one that can be signed (a bad percent sign in its query).
    init?(
        method: HTTPMethod, rawTarget: [UInt8], headers: HTTPHeaders, signedHeaders: [String], payloadHash: String,
        path form: CanonicalPathForm
    ) {
        let parts = rawTarget.split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = CanonicalRequest.path(parts.first.map(Array.init) ?? [], form)
        guard let query = CanonicalRequest.query(parts.count > 1 ? parts[1] : []) else { return nil }
        var lines = [method.rawValue, path, query]
        for name in signedHeaders {
            let values = headers.all(name).map(CanonicalRequest.folded)
            lines.append("\(name):\(values.joined(separator: ","))")
        }
        lines += ["", signedHeaders.joined(separator: ";"), payloadHash]
        text = lines.joined(separator: "\n")
    }

    private static func path(_ raw: [UInt8], _ form: CanonicalPathForm) -> String {
        let path = form.isNormalised ? normalised(raw) : (raw.isEmpty ? [UInt8(ascii: "/")] : raw)
        let slash = [UInt8(ascii: "/")]
        guard !form.isEncodedAgain else { return PercentEncoding.encode(path, keeping: slash) }
        // Encoded exactly once: what the sender left bare is encoded, what it encoded keeps its bytes.
        return PercentEncoding.decode(path, form: false).map { PercentEncoding.encode($0, keeping: slash) }
            ?? PercentEncoding.encode(path, keeping: slash)
    }

    /// RFC 3986 §5.2.4, and empty segments left out.
    private static func normalised(_ raw: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var segments: [ArraySlice<UInt8>] = []
        for segment in raw.split(separator: slash) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return [slash] }
        let joined = [slash] + Array(segments.joined(separator: [slash]))
        return raw.last == slash ? joined + [slash] : joined
    }

    /// Names and values decoded and encoded anew, in the order of their bytes; the signature itself left out.
    private static func query(_ raw: ArraySlice<UInt8>) -> String? {
        var pairs: [(name: String, value: String)] = []
        for part in raw.split(separator: UInt8(ascii: "&")) {
            let mark = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = PercentEncoding.decode(part[..<mark], form: false),
                let value = PercentEncoding.decode(part[mark...].dropFirst(), form: false)
            else { return nil }
            let encoded = PercentEncoding.encode(name)
            if encoded != "X-Amz-Signature" { pairs.append((encoded, PercentEncoding.encode(value))) }
        }
        pairs.sort { $0.name == $1.name ? $0.value < $1.value : $0.name < $1.name }
        return pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// No space at either end, runs of white space made one space.
    private static func folded(_ value: String) -> String {
        value.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            .map { String(Substring($0)) }.joined(separator: " ")
    }
}
