public import Essentials

/// Every refusal that a person meets: what happened, where it stopped, whose turn it is.
public struct ErrorPage: Page {
    let refusal: any Reportable
    let reference: String
    let time: (machine: String, shown: String)
    let provider: String?
    let providerID: String?
    let issuer: String?
    let person: String?
    let again: Link

    /// - Parameters:
    ///   - refusal: its reason chooses the words; detail, remedy and clause are folded, for the administrator.
    ///   - reference: leads to the record.
    ///   - provider: what the provider is called, where one had to do with it.
    ///   - providerID: its id in the configuration.
    ///   - issuer: what the issuer is called, where one had to do with it.
    ///   - person: who is signed in.
    ///   - again: where the main action leads.
    public init(
        refusal: any Reportable, reference: String, time: (machine: String, shown: String), provider: String?,
        providerID: String?, issuer: String?, person: String?, again: Link
    ) {
        self.refusal = refusal
        self.reference = reference
        self.time = time
        self.provider = provider
        self.providerID = providerID
        self.issuer = issuer
        self.person = person
        self.again = again
    }

    /// `error.html`.
    public static let template = "error"

    private struct Example: Reportable {
        let reason = "token-audience-mismatch"
        let detail = "the audience is `other`"
        let remedy: String? = "register this client"
        let clause: String? = "OpenID Connect Core §3.1.3.7"
    }

    /// A refusal with everything about it.
    public static var sample: ErrorPage {
        ErrorPage(
            refusal: Example(), reference: "sp-7f3k-29qd",
            time: ("2026-03-12T13:40:07Z", "12 March 2026, 13:40:07 UTC"),
            provider: "Acme", providerID: "acme", issuer: "AWS", person: "Ada", again: "/login")
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        let words = messages.refusal(refusal.reason)
        let names = [
            "provider": provider ?? messages.text("error.the-provider"),
            "issuer": issuer ?? messages.text("error.the-issuer"),
            "name": person ?? messages.text("error.you"),
        ]
        return PageValues([
            "heading": .text(Messages.fill(words.heading, names)), "lead": .text(Messages.fill(words.lead, names)),
            "way": .list(way(words.stage, names, messages)), "has_way": .flag(words.stage != .none),
            "turn": .text(messages.text("turn.\(words.turn.rawValue)")),
            "advice": .text(messages.text("advice.\(words.turn.rawValue)")),
            "action": .text(messages.text(action(words.turn))),
            "again": .link(again),
            "reference": .text(reference), "time": .text(time.shown), "time_machine": .text(time.machine),
            "reason": .text(refusal.reason), "detail": .text(refusal.detail), "remedy": .optional(refusal.remedy),
            "clause": .optional(refusal.clause), "provider_id": .optional(providerID),
        ])
    }

    /// The words of the main action fit where it leads: to the roles, or to the chooser of providers.
    private func action(_ turn: Messages.Turn) -> String {
        if again == "/" { return "error.roles" }
        return turn == .yours ? "error.again" : "error.another"
    }

    /// You, the provider, Sallyport, the issuer: done up to where it stopped, to do behind it.
    private func way(_ stopped: Messages.Stage, _ names: [String: String], _ messages: Messages) -> [TemplateValues] {
        let order: [Messages.Stage] = [.none, .provider, .sallyport, .issuer]
        let position = order.firstIndex(of: stopped) ?? 0
        return order.enumerated().map { index, stage in
            let state = index < position ? "done" : index == position ? "stop" : "todo"
            let title: String =
                switch stage {
                case .none: messages.text("way.you")
                case .provider: names["provider"] ?? ""
                case .sallyport: messages.text("way.sallyport")
                case .issuer: names["issuer"] ?? ""
                }
            return [
                "state": .text(state),
                "icon": .text(["done": "check", "stop": "cross", "todo": "dash"][state] ?? "dash"),
                "station": .text(title), "words": .text(messages.text("way.\(state)")),
            ]
        }
    }
}
