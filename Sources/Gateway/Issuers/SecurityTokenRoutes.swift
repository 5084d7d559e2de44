import EmbeddedIssuer
import HTTP

/// The embedded issuer's STS Query API, with or without trailing slash, by GET and by POST. Where no account
/// has the embedded issuer, the path does not exist.
struct SecurityTokenRoutes: Sendable {
    let issuer: EmbeddedIssuer?
    /// Whether the IAM API is answered at `/iam` too.
    let hasAdministration: Bool

    func mount(on router: inout Router) {
        guard let issuer else { return }
        for path in ["/sts", "/sts/"] {
            router.on(.get, path) { request, _ in await issuer.answer(request) }
            router.on(.post, path) { request, _ in await issuer.answer(request) }
        }
        guard hasAdministration else { return }
        for path in ["/iam", "/iam/"] {
            router.on(.get, path) { request, _ in await issuer.administer(request) }
            router.on(.post, path) { request, _ in await issuer.administer(request) }
        }
    }
}
