import Essentials
import HTTP
import Pages
import SAML

extension GatewayContext {
    /// What carries a message of ours to a provider: a redirect, or a page whose form does.
    func answer(_ message: OutgoingMessage, to provider: String, isLeaving: Bool) -> HTTPResponse {
        switch message {
        case .redirect(let url): return .seeOther(url.text.text)
        case .post(let form):
            let view = PostPage(
                action: Link(form.action.text.text), fields: form.fields, provider: provider, isLeaving: isLeaving)
            return page(.ok, pages.render(view), formActions: [form.action.origin])
        }
    }
}
