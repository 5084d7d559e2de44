public import Cryptography
public import Essentials

/// How a verified element was signed.
public struct SignatureFacts: Sendable, Equatable {
    /// The signature algorithm.
    public let algorithm: SignatureURI
    /// The hash function of the reference.
    public let digest: HashAlgorithm
    /// The key that verified it.
    public let keyLabel: String
    /// Where that key stands among those given, from 0.
    public let keyIndex: Int
    /// The `ID` that the reference names.
    public let identifier: ExactString

    /// Whether SHA-1 stands anywhere in it.
    public var usesSHA1: Bool { algorithm.hash == .sha1 || digest == .sha1 }
}
