public import Essentials

extension ClientCertificate {
    /// Reads the header fields by which a proxy passes on its client's certificate; `nil` where there is none.
    /// They prove nothing but that somebody wrote them: ask for them only where the request came from a proxy
    /// that is known to write them itself and to drop its clients' own.
    ///
    /// - Throws: `ClientCertificateFieldError` for anything but one `Client-Cert` that is a byte sequence, and
    ///   `Client-Cert-Chain` fields that are lists of such (RFC 9440 §2.2, §2.3; RFC 8941 §3.1, §3.3.5).
    public static func named(in headers: HTTPHeaders) throws(ClientCertificateFieldError) -> ClientCertificate? {
        let leaves = headers.all("Client-Cert")
        let chains = headers.all("Client-Cert-Chain")
        guard let leaf = leaves.first else {
            guard chains.isEmpty else { throw .chainWithoutCertificate }
            return nil
        }
        guard leaves.count == 1 else { throw .repeated }
        var intermediates: [[UInt8]] = []
        for line in chains {
            for item in line.split(separator: ",", omittingEmptySubsequences: false) {
                guard intermediates.count < maximumIntermediates else { throw .tooMany(limit: maximumIntermediates) }
                intermediates.append(try byteSequence(item.trimmed, "Client-Cert-Chain"))
            }
        }
        return ClientCertificate(
            leaf: try byteSequence(leaf, "Client-Cert"), intermediates: intermediates, origin: .proxy)
    }

    /// `:base64:`, and no parameters, for none are defined. RFC 8941 lets a reader take base64 without padding;
    /// this one takes the one spelling that a writer must use.
    private static func byteSequence(_ text: String, _ field: String) throws(ClientCertificateFieldError) -> [UInt8] {
        let bytes = text.utf8
        guard bytes.count > 2, bytes.first == UInt8(ascii: ":"), bytes.last == UInt8(ascii: ":"),
            bytes.count <= maximumBytes / 3 * 4 + 6,
            let decoded = Base64.decode(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)),
            !decoded.isEmpty, decoded.count <= maximumBytes
        else { throw .malformed(field: field) }
        return decoded
    }
}

/// Why the fields that pass on a client's certificate are not read.
public enum ClientCertificateFieldError: Reportable, Equatable {
    case repeated
    case chainWithoutCertificate
    case tooMany(limit: Int)
    case malformed(field: String)

    /// A stable code.
    public var reason: String { "client-certificate-field-malformed" }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .repeated: "there is more than one `Client-Cert`"
        case .chainWithoutCertificate: "there is a `Client-Cert-Chain` without a `Client-Cert`"
        case .tooMany(let limit): "`Client-Cert-Chain` names more than \(limit) certificates"
        case .malformed(let field): "`\(field)` is not a certificate as a byte sequence"
        }
    }

    /// What to do about it.
    public var remedy: String? { "let the proxy write the fields as RFC 9440 says, and drop those of its clients" }

    /// The clause.
    public var clause: String? {
        switch self {
        case .chainWithoutCertificate, .tooMany: "RFC 9440 §2.3"
        case .repeated, .malformed: "RFC 9440 §2.2"
        }
    }
}
