import Essentials
import HTTP
import Vault

/// Tokens that prove a POST came from a page of ours: derived from the session's handle, so that nothing more
/// has to be kept, and of no use in any other session.
struct RequestForgery: Sendable {
    static let field = "csrf"

    let vault: Vault

    /// The token that the forms of this session carry.
    func token(for session: Session) throws -> String {
        Base64.encodeURL(try vault.derive("csrf", from: session.handle.reveal()))
    }

    /// The token that the form of a sign-in at the console carries.
    func token(forConsole handle: Secret) throws -> String {
        Base64.encodeURL(try vault.derive("console-csrf", from: handle.reveal()))
    }

    /// True where the form carries this session's token.
    func isGenuine(_ form: FormFields, _ session: Session) throws -> Bool {
        guard let sent = form[Self.field] else { return false }
        return ConstantTime.equal(sent, try token(for: session))
    }
}
