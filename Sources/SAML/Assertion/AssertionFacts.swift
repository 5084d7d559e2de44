public import Essentials

/// What an assertion says, as it was read. Nobody vouches for it: only `VerifiedAssertion` is proved.
public struct AssertionFacts: Sendable, Hashable {
    /// The provider's entity ID.
    public internal(set) var issuer: ExactString = ""
    /// The assertion's own name, by which a replay is known.
    public internal(set) var assertionID: ExactString = ""
    /// When the assertion was made.
    public internal(set) var issueInstant: Instant = .epoch
    /// Who it is about.
    public internal(set) var nameID = NameID(value: "")
    /// What it says of them.
    public internal(set) var attributes: [SAMLAttribute] = []
    /// The provider's name for the session, for a logout.
    public internal(set) var sessionIndex: ExactString?
    /// When the person proved to the provider who they are.
    public internal(set) var authnInstant: Instant = .epoch
    /// How they did.
    public internal(set) var authnContext: ExactString?
    /// When a session that is founded on it must end, where the provider says so.
    public internal(set) var sessionNotOnOrAfter: Instant?
    /// From when it holds, where it says so.
    public internal(set) var notBefore: Instant?
    /// When it ceases to hold: the earlier one of its conditions' end and its confirmation's.
    public internal(set) var notOnOrAfter: Instant = .epoch
    /// The end of its conditions, where they have one.
    var conditionsEnd: Instant?
    /// Where it was to be delivered.
    public internal(set) var recipient: ExactString = ""
    /// Whom it is for, all audience restrictions together.
    public internal(set) var audiences: [ExactString] = []
    /// The provider asks that nothing of it is kept for later use (SAML Core §2.5.1.5).
    public internal(set) var isOneTimeUse = false
    /// The request that it answers; `nil` where nobody asked for it.
    public internal(set) var inResponseTo: ExactString?

    init() {}

    /// The values of every attribute of this name, in their order.
    public func values(of name: ExactString) -> [String] {
        attributes.filter { $0.name == name }.flatMap(\.values)
    }
}
