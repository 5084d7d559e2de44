/// The roles a person may take, as tiles by account.
public struct RolesPage: Page {
    /// One role.
    public struct Role: Sendable {
        let name: String
        let description: String?
        let maximum: Duration
        let isSensitive: Bool
        let action: Link
        let console: Link?

        /// - Parameters:
        ///   - action: where the form for its keys goes.
        ///   - console: where the same form goes for the console, where there is one.
        public init(
            name: String, description: String?, maximum: Duration, isSensitive: Bool, action: Link, console: Link?
        ) {
            self.name = name
            self.description = description
            self.maximum = maximum
            self.isSensitive = isSensitive
            self.action = action
            self.console = console
        }
    }

    /// One account with its roles.
    public struct Account: Sendable {
        let name: String
        let id: String
        let issuer: String
        let roles: [Role]

        /// An account of these parts.
        public init(name: String, id: String, issuer: String, roles: [Role]) {
            self.name = name
            self.id = id
            self.issuer = issuer
            self.roles = roles
        }
    }

    let person: Person
    let accounts: [Account]
    let total: Int
    let search: String?
    let groups: [String]
    let sessionEnd: (machine: String, shown: String)
    let proofNote: String?
    let reference: String?

    /// - Parameters:
    ///   - accounts: those that fit the search.
    ///   - total: how many roles there are without the search.
    ///   - search: what was sought.
    ///   - groups: the person's groups, shown where there is no role at all.
    ///   - sessionEnd: when the sign-in ends, for machines and for people.
    ///   - askedAgainBy: the provider will be asked again before keys are made; its name.
    ///   - reference: of the record that nothing was granted.
    public init(
        person: Person, accounts: [Account], total: Int, search: String?, groups: [String],
        sessionEnd: (machine: String, shown: String), askedAgainBy: String?, reference: String?
    ) {
        self.person = person
        self.accounts = accounts
        self.total = total
        self.search = search
        self.groups = groups
        self.sessionEnd = sessionEnd
        proofNote = askedAgainBy
        self.reference = reference
    }

    /// `roles.html`.
    public static let template = "roles"

    /// One account, two roles.
    public static var sample: RolesPage {
        RolesPage(
            person: .sample,
            accounts: [
                Account(
                    name: "dev", id: "111111111111", issuer: "AWS",
                    roles: [
                        Role(
                            name: "Admin", description: "All.", maximum: .seconds(3600), isSensitive: true,
                            action: "/keys/a/b", console: "/to-console/a/b"),
                        Role(
                            name: "Reader", description: nil, maximum: .seconds(900), isSensitive: false,
                            action: "/keys/a/c", console: nil),
                    ])
            ], total: 2, search: "dev", groups: ["staff"], sessionEnd: ("2026-03-12T18:40:00Z", "18:40 UTC"),
            askedAgainBy: "Acme", reference: "sp-1d0k-5wzz")
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        var values = person.values
        let shown = accounts.reduce(0) { $0 + $1.roles.count }
        values["current"] = .text("page")
        values["count"] = .text(countWords(shown, messages))
        values["session_end"] = .text(sessionEnd.shown)
        values["session_end_machine"] = .text(sessionEnd.machine)
        values["search"] = .optional(search)
        values["found"] = .flag(search != nil && shown > 0)
        values["nothing_found"] = .flag(total > 0 && shown == 0)
        values["no_role"] = .flag(total == 0)
        values["has_roles"] = .flag(total > 0)
        values["groups"] = .optional(groups.isEmpty ? nil : groups.joined(separator: ", "))
        values["reference"] = .optional(reference)
        values["asked_again"] = .optional(proofNote.map { messages.text("roles.asked-again", ["provider": $0]) })
        values["accounts"] = .list(
            accounts.enumerated().map { index, account in
                [
                    "account": .text(account.name), "account_id": .text(account.id), "issuer": .text(account.issuer),
                    "anchor": .text("account-\(index + 1)"),
                    "roles": .list(account.roles.map { tile($0, messages) }),
                ]
            })
        return PageValues(values)
    }

    /// `9 roles in 4 accounts.`; of a search, how many it left.
    private func countWords(_ shown: Int, _ messages: Messages) -> String {
        guard search == nil else {
            return messages.text("roles.found", ["n": String(shown), "total": String(total)])
        }
        return messages.text(
            total == 1 ? "roles.one" : "roles.many", ["n": String(total), "accounts": accountWords(messages)])
    }

    private func accountWords(_ messages: Messages) -> String {
        let count = accounts.count
        return messages.text(count == 1 ? "roles.one-account" : "roles.accounts", ["n": String(count)])
    }

    private func tile(_ role: Role, _ messages: Messages) -> TemplateValues {
        [
            "role": .text(role.name), "description": .optional(role.description), "sensitive": .flag(role.isSensitive),
            "maximum": .text(messages.text("roles.up-to", ["duration": DurationWords.text(role.maximum, messages)])),
            "action": .link(role.action), "has_console": .flag(role.console != nil),
            "console": .link(role.console ?? "/"),
        ]
    }
}
