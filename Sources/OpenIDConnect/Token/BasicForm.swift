import Essentials
import Synchronization

/// How id and secret stand in the `Authorization` field of `client_secret_basic`.
enum BasicForm: Sendable {
    /// Each form-urlencoded first, so that a `:` in either cannot move the border (RFC 6749 §2.3.1).
    case urlEncoded
    /// As they are (RFC 7617 §2), as some providers want it against RFC 6749: Glewlwyd 2.7.5, as tried.
    case plain

    /// What is base64-encoded.
    func pair(_ id: String, _ secret: Secret) -> [UInt8] {
        switch self {
        case .urlEncoded: Array((PercentEncoding.encode(id) + ":" + PercentEncoding.encode(secret.reveal())).utf8)
        case .plain: Array(id.utf8) + [UInt8(ascii: ":")] + secret.reveal()
        }
    }
}

/// Remembers which form a provider takes. It starts as the specification says, and turns where a provider does
/// not know the client; for most secrets, of unreserved characters only, both forms are one.
final class BasicFormMemory: Sendable {
    private let current = Mutex(BasicForm.urlEncoded)

    /// The form to use.
    var form: BasicForm { current.withLock { $0 } }

    /// Uses the other from now on.
    func turn() { current.withLock { $0 = $0 == .plain ? .urlEncoded : .plain } }
}
