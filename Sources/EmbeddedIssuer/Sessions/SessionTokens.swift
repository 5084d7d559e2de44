import Essentials
import SecurityTokens
import Vault

/// Seals sessions into their tokens and opens them again.
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
    func credentials(
        of session: IssuedSession
    ) throws(SessionTokenError) -> (credentials: TemporaryCredentials, packedPolicySize: Int) {
        let plaintext = session.json.serializedBytes
        let carried = session.packed.isEmpty ? 0 : session.packed.serializedBytes.count
        let room = SessionTokens.maximumPlaintext - (plaintext.count - carried)
        guard room > 0 else { throw .tooLarge(percent: 1000) }
        let percent = (carried * 100 + room - 1) / room
        guard percent <= 100 else { throw .tooLarge(percent: percent) }
        let token: String
        let secret: Secret
        do throws(VaultError) {
            token = Base64.encodeURL(try vault.seal(plaintext, for: .sessionToken, context: SessionTokens.context))
            secret = try AccessKeys.secret(of: session.accessKeyID, vault: vault)
        } catch { throw .vault(error.detail) }
        guard token.utf8.count <= SessionTokens.maximumCharacters else { throw .tooLarge(percent: 101) }
        let credentials = TemporaryCredentials(
            accessKeyID: session.accessKeyID, secretAccessKey: secret, sessionToken: Secret(token),
            expiration: session.expires)
        return (credentials, percent)
    }

    /// The session of a token; `nil` where it is none of ours, altered, or for another key.
    func session(of token: Secret, accessKeyID: String) -> IssuedSession? {
        guard token.count <= SessionTokens.maximumCharacters, AccessKeys.isTemporary(accessKeyID),
            let sealed = Base64.decodeURL(token.reveal()),
            let plaintext = try? vault.open(sealed, for: .sessionToken, context: SessionTokens.context),
            let json = try? JSONObject(parsing: plaintext, limits: .small), let session = IssuedSession(json),
            session.accessKeyID.isExactly(accessKeyID)
        else { return nil }
        return session
    }

    /// The secret of an access key id.
    func secret(of accessKeyID: String) throws(SessionTokenError) -> Secret {
        do { return try AccessKeys.secret(of: accessKeyID, vault: vault) } catch { throw .vault(error.detail) }
    }

    private static let context = "sts".bytes
}

/// Why a session has no token.
enum SessionTokenError: Error, Equatable {
    /// It is given more to carry than fits.
    case tooLarge(percent: Int)
    /// The vault failed.
    case vault(String)
}
