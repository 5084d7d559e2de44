import Essentials
import HTTP
import Synchronization

extension DemoOpenIDProvider {
    /// RP-Initiated Logout 1.0: ends the session of the browser where the hint is an ID token given out here,
    /// and sends it back only to a place the client has registered.
    func endSession(_ request: HTTPRequest) -> HTTPResponse {
        guard let fields = try? request.method == .post ? request.form() : request.query(),
            fields.repeatedName == nil
        else { return trouble("The request cannot be read.") }
        let now = clock.now()
        guard let hint = fields["id_token_hint"], let grant = state.withLock({ $0.idTokens.get(hint, at: now) }),
            fields["client_id"].map({ $0.isExactly(grant.request.client.id) }) ?? true
        else {
            // Without proof of who asks, any page could sign people out.
            return trouble("Nobody was signed out: the request does not say who is to be.")
        }
        let back = fields["post_logout_redirect_uri"].map { wanted in
            grant.request.client.postLogoutRedirectURIs.first { $0.text.text.isExactly(wanted) }
        }
        if case .some(.none) = back {
            return trouble("The application asked to go on to a place it has not registered.")
        }
        if let cookie = request.cookies[DemoOpenIDProvider.sessionCookie] {
            state.withLock { _ = $0.sessions.take(cookie, at: now) }
        }
        var response: HTTPResponse
        if let place = back.flatMap({ $0 }) {
            let state = fields["state"].map { [("state", $0)] } ?? []
            response = .seeOther(place.adding(query: state).description)
        } else {
            response = DemoPage.signedOut(base: issuer.text.text)
        }
        response.headers.add(cookie(DemoOpenIDProvider.sessionCookie, "").deletion)
        return response
    }
}
