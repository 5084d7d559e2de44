/// The chooser of providers.
public struct SignInPage: Page {
    /// One provider's link.
    public struct Provider: Sendable {
        let link: Link
        let label: String
        let hint: String?
        let mark: String?
        let silence: String?

        /// - Parameters:
        ///   - label: the provider's own wording (`Continue with Google`).
        ///   - hint: a line below it.
        ///   - mark: the name of a drawn mark of the template (`google`).
        ///   - silentSince: the provider does not answer since then.
        public init(link: Link, label: String, hint: String?, mark: String?, silentSince: String?) {
            self.link = link
            self.label = label
            self.hint = hint
            self.mark = mark
            self.silence = silentSince
        }
    }

    let organisation: String?
    let providers: [Provider]
    let target: String?

    /// - Parameter target: the path the person goes on to, where it is not the portal itself.
    public init(organisation: String?, providers: [Provider], target: String?) {
        self.organisation = organisation
        self.providers = providers
        self.target = target
    }

    /// `signin.html`.
    public static let template = "signin"

    /// Two providers, one of them silent.
    public static var sample: SignInPage {
        SignInPage(
            organisation: "Acme",
            providers: [
                Provider(
                    link: "/login/a", label: "Continue with Google", hint: "Acme", mark: "google", silentSince: nil),
                Provider(link: "/login/b", label: "Sign in", hint: nil, mark: nil, silentSince: "13:05 UTC"),
            ], target: "/keys")
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        let title =
            organisation.map { messages.text("signin.title", ["organisation": $0]) } ?? messages.text("signin.plain")
        let marks: Set<String> = ["google", "microsoft", "facebook", "okta"]
        return PageValues([
            "title": .text(title), "target": .optional(target),
            "providers": .list(
                providers.map { provider in
                    let mark = provider.mark.flatMap { marks.contains($0) ? $0 : nil } ?? "other"
                    return [
                        "link": .link(provider.link), "label": .text(provider.label), "hint": .optional(provider.hint),
                        "mark": .text(mark),
                        "silence": .optional(provider.silence.map { messages.text("signin.silent", ["time": $0]) }),
                    ]
                }),
            "none": .flag(providers.isEmpty),
        ])
    }
}
