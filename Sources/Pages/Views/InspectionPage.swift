/// An operator's page: a SAML response that somebody pasted, and what every check makes of it.
public struct InspectionPage: Page {
    /// A provider that a response may be held against.
    public struct Provider: Sendable {
        let id: String
        let name: String

        /// A provider of this id and name.
        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// What stands in the form, but for the response: that is never shown again.
    public struct Entry: Sendable {
        let provider: String?
        let request: String
        let at: String

        /// - Parameters:
        ///   - provider: the id of the chosen one.
        ///   - request: the request that the response must answer, as it was typed.
        ///   - at: the instant to judge by, as it was typed.
        public init(provider: String?, request: String, at: String) {
            self.provider = provider
            self.request = request
            self.at = at
        }
    }

    /// A signature that was found good.
    public struct Signature: Sendable {
        let covers: String
        let id: String
        let algorithm: String
        let key: String
        let keyName: String?

        /// - Parameters:
        ///   - covers: `response` or `assertion`.
        ///   - id: the ID of the element that it covers.
        ///   - key: the fingerprint of the key's certificate.
        ///   - keyName: what the certificate calls its subject.
        public init(covers: String, id: String, algorithm: String, key: String, keyName: String?) {
            self.covers = covers
            self.id = id
            self.algorithm = algorithm
            self.key = key
            self.keyName = keyName
        }
    }

    /// What a check came to.
    public enum Outcome: String, Sendable {
        case pass
        case fail
        case notJudged = "not-judged"
    }

    /// One check.
    public struct Check: Sendable {
        let meaning: String
        let outcome: Outcome
        let found: String?
        let clause: String

        /// - Parameters:
        ///   - meaning: what it asks, a sentence without its full stop.
        ///   - found: what was wrong.
        public init(meaning: String, outcome: Outcome, found: String?, clause: String) {
            self.meaning = meaning
            self.outcome = outcome
            self.found = found
            self.clause = clause
        }
    }

    /// What came of a response.
    public struct Result: Sendable {
        /// True where every check holds.
        public let isAccepted: Bool
        /// The reason of the first check that failed, else `verified`.
        public let reason: String
        let detail: String
        let remedy: String?
        let clause: String?
        let wasRequestJudged: Bool
        let signatures: [Signature]
        let facts: [(label: Fact, value: String)]
        let attributes: [(name: String, values: String)]
        let checks: [Check]

        /// - Parameters:
        ///   - wasRequestJudged: false where nobody said which request it must answer.
        ///   - facts: what the assertion says, masked where it would name somebody or open something.
        ///   - attributes: what it says of the person.
        ///   - checks: in their order; none where nothing could be judged.
        public init(
            isAccepted: Bool, reason: String, detail: String, remedy: String?, clause: String?,
            wasRequestJudged: Bool, signatures: [Signature], facts: [(label: Fact, value: String)],
            attributes: [(name: String, values: String)], checks: [Check]
        ) {
            self.isAccepted = isAccepted
            self.reason = reason
            self.detail = detail
            self.remedy = remedy
            self.clause = clause
            self.wasRequestJudged = wasRequestJudged
            self.signatures = signatures
            self.facts = facts
            self.attributes = attributes
            self.checks = checks
        }
    }

    /// What an assertion says besides attributes.
    public enum Fact: String, Sendable, CaseIterable {
        case subject
        case format
        case session
        case made
        case ends
        case audience
        case recipient
        case request
    }

    let person: Person
    let providers: [Provider]
    let entry: Entry
    let problem: Problem?
    let result: Result?

    /// Why nothing was judged.
    public enum Problem: String, Sendable, CaseIterable {
        /// The instant is not written as RFC 3339 has it.
        case time
        /// There is neither XML nor base64.
        case response
        /// The provider is none of those that can be chosen.
        case provider
    }

    /// - Parameters:
    ///   - entry: what was typed, shown again.
    ///   - result: `nil` where nothing was pasted yet.
    public init(person: Person, providers: [Provider], entry: Entry, problem: Problem? = nil, result: Result? = nil) {
        self.person = person
        self.providers = providers
        self.entry = entry
        self.problem = problem
        self.result = result
    }

    /// `inspect.html`.
    public static let template = "inspect"

    /// A response with everything about it.
    public static var sample: InspectionPage {
        InspectionPage(
            person: .sample, providers: [Provider(id: "acme", name: "Acme")],
            entry: Entry(provider: "acme", request: "_1", at: "2026-03-12T13:40:07Z"), problem: .time,
            result: Result(
                isAccepted: false, reason: "saml-audience-mismatch", detail: "the audience is `other`",
                remedy: "register this service", clause: "SAML Core §2.5.1.4", wasRequestJudged: false,
                signatures: [
                    Signature(covers: "assertion", id: "_2", algorithm: "rsa-sha256", key: "00", keyName: "a")
                ],
                facts: [(.subject, "ada…")], attributes: [("groups", "staff")],
                checks: [
                    Check(meaning: "the response is XML", outcome: .pass, found: nil, clause: "SAML Security §6.1"),
                    Check(meaning: "it is for us", outcome: .fail, found: "`other`", clause: "SAML Core §2.5.1.4"),
                ]))
    }
}
