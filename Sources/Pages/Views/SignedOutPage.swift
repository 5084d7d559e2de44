/// The end of a session.
public struct SignedOutPage: Page {
    let provider: String?

    /// - Parameter provider: the provider that confirmed the sign-out there too.
    public init(provider: String?) { self.provider = provider }

    /// `signed-out.html`.
    public static let template = "signed-out"

    /// Signed out here and there.
    public static var sample: SignedOutPage { SignedOutPage(provider: "Acme") }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        let lead =
            provider.map { messages.text("signed-out.both", ["provider": $0]) } ?? messages.text("signed-out.here")
        return PageValues(["lead": .text(lead)])
    }
}
