public import Essentials

/// A signature that was found good, and what it covered.
public struct AssertionSignature: Sendable, Hashable {
    /// The element that a signature covers as a whole.
    public enum Cover: String, Sendable, Hashable {
        /// The response, and the assertion inside it.
        case response
        /// The assertion.
        case assertion
    }

    /// What it covered.
    public let cover: Cover
    /// The URI of the signature algorithm.
    public let algorithm: String
    /// The SHA-256 fingerprint of the certificate whose key made it, in hexadecimal.
    public let keyFingerprint: String
    /// The `ID` that it covered.
    public let coveredID: ExactString

    init(cover: Cover, algorithm: String, keyFingerprint: String, coveredID: ExactString) {
        self.cover = cover
        self.algorithm = algorithm
        self.keyFingerprint = keyFingerprint
        self.coveredID = coveredID
    }
}

/// An assertion that passed every check, read from the very element that a signature covers. Only `ResponseVerifier`
/// makes one.
@dynamicMemberLookup
public struct VerifiedAssertion: Sendable {
    /// What it says.
    public let facts: AssertionFacts
    /// The signatures that cover it; one at least.
    public let signedBy: [AssertionSignature]

    /// `nil` where nothing signed it.
    init?(facts: AssertionFacts, signedBy: [AssertionSignature]) {
        guard !signedBy.isEmpty else { return nil }
        self.facts = facts
        self.signedBy = signedBy
    }

    /// What it says: `assertion.issuer` is `assertion.facts.issuer`.
    public subscript<Value>(dynamicMember path: KeyPath<AssertionFacts, Value>) -> Value { facts[keyPath: path] }

    /// The values of every attribute of this name, in their order.
    public func values(of name: ExactString) -> [String] { facts.values(of: name) }
}
