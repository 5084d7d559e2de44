import EmbeddedIssuer
import HTTP

/// The embedded issuer's STS Query API, with or without trailing slash, by GET and by POST. Where no account
/// has the embedded issuer, the path does not exist.
struct SecurityTokenRoutes: Sendable {
    let issuer: EmbeddedIssuer?

    func mount(on router: inout Router) {
        guard let issuer else { return }
        for path in ["/sts", "/sts/"] {
            router.on(.get, path) { request, _ in await issuer.answer(request) }
            router.on(.post, path) { request, _ in await issuer.answer(request) }
        }
    }
}
