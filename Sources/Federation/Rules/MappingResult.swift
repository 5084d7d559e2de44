import Essentials

/// What the rules say about one person.
public struct MappingResult: Sendable {
    /// What the person may take, in the order of the catalogue.
    public let grants: [RoleGrant]
    /// What each rule said, in order.
    public let trace: [RuleTrace]

    /// The grant of one role.
    public func grant(account: String, role: String) -> RoleGrant? {
        grants.first { $0.role.account.isExactly(account) && $0.role.name.isExactly(role) }
    }
}

/// What one rule said, for `explain`.
public struct RuleTrace: Sendable {
    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// It is for another provider's people.
        case notForProvider
        /// Its condition holds; these roles it grants (`account/role`).
        case matched(granted: [String])
        /// Its condition does not hold.
        case notMatched(String)
        /// It could not be evaluated and grants nothing.
        case failed(String)
    }

    /// The rule's number, from 1.
    public let rule: Int
    /// Where it stands.
    public let place: SourcePlace
    /// How it ended.
    public let outcome: Outcome
    /// What was found of each of its conditions.
    public let condition: ConditionTrace?
    /// What else should be known: what a template selected that is not on the list, and the like.
    public let notes: [String]
}

/// What was found of one condition.
public struct ConditionTrace: Sendable {
    /// Its verdict.
    public enum Verdict: String, Sendable {
        /// It holds.
        case matched
        /// It does not hold.
        case unmatched = "not-matched"
        /// The claim is there and may not be relied on, so that neither holds nor its contrary.
        case withheld
        /// It could not be evaluated.
        case failed
    }

    /// The condition in words.
    public let text: String
    /// Its verdict.
    public let verdict: Verdict
    /// Why, where it does not hold.
    public let why: String?
    /// The conditions within it.
    public let parts: [ConditionTrace]
}
