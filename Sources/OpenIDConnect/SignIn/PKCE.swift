import Cryptography
import Essentials

/// Proof Key for Code Exchange with `S256` (RFC 7636); `plain` does not exist here.
enum PKCE {
    /// A verifier of 32 random bytes: 43 characters (§4.1).
    static func verifier(_ randomness: any Randomness) -> Secret { Secret(randomness.handle(bytes: 32)) }

    /// `BASE64URL(SHA256(ASCII(verifier)))` (§4.2).
    static func challenge(of verifier: Secret) throws(CryptographyError) -> String {
        Base64.encodeURL(try Digest.hash(verifier.reveal(), .sha256))
    }
}
