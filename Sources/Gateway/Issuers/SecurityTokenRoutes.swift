import EmbeddedIssuer
import HTTP

/// The embedded issuer's STS Query API, with or without trailing slash, by GET and by POST. Where no account
/// has the embedded issuer, the path does not exist.
struct SecurityTokenRoutes: Sendable {
    let issuer: EmbeddedIssuer?
    /// Whether the IAM API is answered at `/iam` too.
    let hasAdministration: Bool
    let refusals: RefusalPages

    /// Below which every account is an issuer of tokens.
    static let tokenIssuers = "/sts/accounts"

    /// Whether somebody may end sessions at `/admin/revocations`.
    let hasRevocations: Bool

    func mount(on router: inout Router) {
        guard let issuer else { return }
        for path in ["/sts", "/sts/"] {
            router.on(.get, path) { request, _ in await issuer.answer(request) }
            router.on(.post, path) { request, _ in await issuer.answer(request) }
            router.on(.head, path) { _, _ in .headRefused }
        }
        // What services elsewhere need to verify the tokens that principals of an account get.
        for (path, document) in [
            ("openid-configuration", EmbeddedIssuer.TokenDocument.discovery), ("jwks.json", .keys),
        ] {
            router.on(.get, "\(SecurityTokenRoutes.tokenIssuers)/{account}/.well-known/\(path)") { request, parts in
                await issuer.tokenDocument(document, of: parts["account"] ?? "") ?? refusals.notFound(request)
            }
        }
        if hasRevocations {
            router.on(.get, "/admin/revocations") { request, _ in await issuer.answerRevocations(request) }
            router.on(.post, "/admin/revocations") { request, _ in await issuer.answerRevocations(request) }
            router.on(.head, "/admin/revocations") { _, _ in .headRefused }
        }
        guard hasAdministration else { return }
        for path in ["/iam", "/iam/"] {
            router.on(.get, path) { request, _ in await issuer.administer(request) }
            router.on(.post, path) { request, _ in await issuer.administer(request) }
            router.on(.head, path) { _, _ in .headRefused }
        }
    }
}

extension HTTPResponse {
    /// The answer to HEAD where GET does something: without its body it would hand out keys that nobody sees, or make
    /// what nobody is told of.
    static let headRefused = HTTPResponse(.methodNotAllowed, headers: ["Allow": "GET, POST"])
}
