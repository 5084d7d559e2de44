import Essentials
import SecurityTokens
import Vault

/// Seals sessions into their tokens; `SessionGate` opens them again.
///
/// A token is base64url of what the vault seals, at most 4,096 characters (the span that STS's
/// `MinimumSessionTokenSize` gives), so that it passes as a header through a proxy's defaults.
struct SessionTokens: Sendable {
    /// Characters of a token at most.
    static let maximumCharacters = 4096
    /// Bytes that may be sealed, so that the token stays within its characters whatever the vault adds (53 bytes).
    static let maximumPlaintext = 3000

    let vault: Vault

    /// A session's credentials, and the share of the space for policy and tags that it takes, in percent.
    ///
    /// - Parameter minimum: characters that the token has at least, up to `maximumCharacters`.
    func credentials(
        of session: IssuedSession, atLeast minimum: Int
    ) throws(SessionTokenError) -> (credentials: TemporaryCredentials, packedPolicySize: Int) {
        try credentials(
            session.json, packed: session.packed, of: session.accessKeyID, until: session.expires,
            context: IssuedSession.context, atLeast: minimum)
    }

    /// Credentials whose token seals such a session.
    func credentials(
        _ session: JSONObject, packed: JSONObject, of accessKeyID: String, until expires: Instant, context: [UInt8],
        atLeast minimum: Int
    ) throws(SessionTokenError) -> (credentials: TemporaryCredentials, packedPolicySize: Int) {
        let plaintext = try SessionPlaintext(session, carrying: packed)
        let percent = try plaintext.percent
        let token: String
        let secret: Secret
        do throws(VaultError) {
            var bytes = plaintext.bytes()
            var sealed = try vault.seal(bytes, for: .sessionToken, context: context)
            // Four characters for three bytes.
            let wanted = (min(minimum, SessionTokens.maximumCharacters) * 3 + 3) / 4
            if sealed.count < wanted {
                bytes = plaintext.bytes(atLeast: bytes.count + wanted - sealed.count)
                sealed = try vault.seal(bytes, for: .sessionToken, context: context)
            }
            token = Base64.encodeURL(sealed)
            secret = try AccessKeys.secret(of: accessKeyID, vault: vault)
        } catch { throw .vault(error.detail) }
        guard token.utf8.count <= SessionTokens.maximumCharacters else { throw .tooLarge(percent: 101) }
        let credentials = TemporaryCredentials(
            accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: Secret(token), expiration: expires)
        return (credentials, percent)
    }

    /// The secret of an access key id.
    func secret(of accessKeyID: String) throws(SessionTokenError) -> Secret {
        do { return try AccessKeys.secret(of: accessKeyID, vault: vault) } catch { throw .vault(error.detail) }
    }
}

/// Why a session has no token.
enum SessionTokenError: Error, Equatable {
    /// It is given more to carry than fits.
    case tooLarge(percent: Int)
    /// The vault failed.
    case vault(String)
}
