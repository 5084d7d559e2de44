/// Who is signed in, for the head and foot of a page.
public struct Person: Sendable {
    let name: String
    let provider: String
    let formToken: String
    let anotherLink: Link
    let isOperator: Bool

    /// - Parameters:
    ///   - name: as the provider calls the person.
    ///   - provider: what the provider is called.
    ///   - formToken: what proves that a form is ours.
    ///   - anotherLink: sign in as someone else.
    ///   - isOperator: true where the head leads to the diagnosis pages.
    public init(name: String, provider: String, formToken: String, anotherLink: Link, isOperator: Bool = false) {
        self.name = name
        self.provider = provider
        self.formToken = formToken
        self.anotherLink = anotherLink
        self.isOperator = isOperator
    }

    static let sample = Person(
        name: "Ada", provider: "Acme", formToken: "token", anotherLink: "/login/a?as=other",
        isOperator: true)

    var values: TemplateValues {
        [
            "person": .text(name), "provider": .text(provider), "csrf": .text(formToken),
            "another": .link(anotherLink), "operator": .flag(isOperator), "current": .absent,
            "diagnosis_current": .absent,
        ]
    }
}

/// Lengths of time in words.
enum DurationWords {
    /// `8 hours`, `1 hour`, `45 minutes`.
    static func text(_ duration: Duration, _ messages: Messages) -> String {
        let minutes = max(1, (duration.components.seconds + 30) / 60)
        if minutes.isMultiple(of: 60) {
            let hours = minutes / 60
            return messages.text(hours == 1 ? "duration.hour" : "duration.hours", ["n": String(hours)])
        }
        return messages.text(minutes == 1 ? "duration.minute" : "duration.minutes", ["n": String(minutes)])
    }
}
