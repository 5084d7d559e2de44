/// A page that a person sees for a moment: its form carries a message of ours to a provider. Script sends it on by
/// itself; without, the button does.
public struct PostPage: Page {
    let action: Link
    let fields: [(name: String, value: String)]
    let provider: String
    let isLeaving: Bool

    /// - Parameters:
    ///   - action: where the form goes; its origin belongs into the page's `form-action`.
    ///   - fields: the hidden fields.
    ///   - provider: what the provider is called.
    ///   - isLeaving: true on the way out, false on the way in.
    public init(action: Link, fields: [(name: String, value: String)], provider: String, isLeaving: Bool) {
        self.action = action
        self.fields = fields
        self.provider = provider
        self.isLeaving = isLeaving
    }

    /// `post.html`.
    public static let template = "post"

    /// A sign-in.
    public static var sample: PostPage {
        PostPage(
            action: "https://idp.example.org/sso", fields: [("SAMLRequest", "PHg+"), ("RelayState", "abc")],
            provider: "Acme", isLeaving: false)
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        let way = isLeaving ? "leaving" : "entering"
        let names = ["provider": provider]
        return PageValues([
            "title": .text(messages.text("post.\(way).title", names)), "action": .link(action),
            "lead": .text(messages.text("post.\(way).lead", names)),
            "button": .text(messages.text("post.button", names)),
            "fields": .list(fields.map { ["name": .text($0.name), "value": .text($0.value)] }),
        ])
    }
}
