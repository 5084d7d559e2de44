import Essentials

/// What is known of a body when the signature of its request is verified.
public enum SignedPayload: Sendable {
    /// The whole body is here: it is hashed, and a digest that was declared must be its own.
    case seen([UInt8])
    /// The body went to somebody else. The signature binds what `x-amz-content-sha256` says of it, which only whoever
    /// has the body can check; these ways of saying it are taken. Where nothing is said the body counts as empty.
    case notSeen(accepting: Set<PayloadDeclaration>)
}

/// The ways in which `x-amz-content-sha256` speaks of a body (S3 API Reference, "Authenticating Requests").
public enum PayloadDeclaration: Sendable, Hashable, CaseIterable {
    /// Its SHA-256.
    case digest
    /// `UNSIGNED-PAYLOAD`: the signature does not cover it.
    case unsigned
    /// `STREAMING-…`: it comes in chunks, each signed on the one before, or unsigned with a trailer.
    case streaming

    private static let streamingForms: Set<ExactString> = [
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
    ]

    /// What stands there where the body is not signed.
    static let unsignedText = "UNSIGNED-PAYLOAD"

    /// The way of a value; `nil` where it is none.
    init?(_ value: String) {
        if value.isExactly(PayloadDeclaration.unsignedText) {
            self = .unsigned
        } else if PayloadDeclaration.streamingForms.contains(ExactString(value)) {
            self = .streaming
        } else if value.utf8.count == 64, value.utf8.allSatisfy(Hexadecimal.isSmallDigit) {
            self = .digest
        } else {
            return nil
        }
    }
}

extension Hexadecimal {
    /// `0`…`9`, `a`…`f`.
    static func isSmallDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
