public import Essentials

/// What every message has in common (SAML Core §3.2).
public enum SAMLMessage {
    /// Bytes of a message that are read at most.
    public static let maximumBytes = 524_288

    /// An ID that nobody can guess and nobody else will make: 160 bits (SAML Core §1.3.4). An XML name does not
    /// begin with a digit.
    public static func identifier(_ randomness: some Randomness) -> ExactString {
        ExactString("_" + Hexadecimal.encode(randomness.bytes(20)))
    }

    static let version = "2.0"
}
