/// Who a browser is signed in as at the embedded issuer's console.
public struct ConsolePage: Page {
    let formToken: String
    let name: String
    let role: String?
    let account: String
    let accountID: String
    let arn: String
    let sourceIdentity: String?
    let accessKeyID: String
    let sentBy: String?
    let begins: (machine: String, shown: String)
    let end: (machine: String, shown: String)

    /// - Parameters:
    ///   - formToken: what proves that the form is ours.
    ///   - name: the session's name, or the federated user's.
    ///   - role: the role's name; `nil` for a federated user.
    ///   - account: what people call the account.
    ///   - sentBy: who sent the person, as they call themselves.
    ///   - begins: when the browser signed in, for machines (RFC 3339) and for people.
    ///   - end: when that is over.
    public init(
        formToken: String, name: String, role: String?, account: String, accountID: String, arn: String,
        sourceIdentity: String?,
        accessKeyID: String, sentBy: String?, begins: (machine: String, shown: String),
        end: (machine: String, shown: String)
    ) {
        self.formToken = formToken
        self.name = name
        self.role = role
        self.account = account
        self.accountID = accountID
        self.arn = arn
        self.sourceIdentity = sourceIdentity
        self.accessKeyID = accessKeyID
        self.sentBy = sentBy
        self.begins = begins
        self.end = end
    }

    /// `console.html`.
    public static let template = "console"

    /// A role's session with everything about it.
    public static var sample: ConsolePage {
        ConsolePage(
            formToken: "token", name: "ada@example.org", role: "Reader", account: "dev", accountID: "111111111111",
            arn: "arn:aws:sts::111111111111:assumed-role/Reader/ada@example.org", sourceIdentity: "ada@example.org",
            accessKeyID: "ASIAEXAMPLE", sentBy: "https://portal.example.org",
            begins: ("2026-03-12T13:40:07Z", "13:40 UTC"),
            end: ("2026-03-12T14:40:07Z", "12 March 2026, 14:40:07 UTC"))
    }

    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        PageValues([
            "heading": .text(
                role.map { messages.text("console.role", ["account": account, "role": $0]) }
                    ?? messages.text("console.user", ["account": account])),
            "csrf": .text(formToken), "name": .text(name), "role": .optional(role), "account": .text(account),
            "account_id": .text(accountID),
            "arn": .text(arn), "source_identity": .optional(sourceIdentity), "access_key_id": .text(accessKeyID),
            "sent_by": .optional(sentBy), "begins": .text(begins.shown), "begins_machine": .text(begins.machine),
            "end": .text(end.shown), "end_machine": .text(end.machine),
        ])
    }
}
