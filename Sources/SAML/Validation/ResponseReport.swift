internal import Essentials

/// What every check made of a response: for people who look for the reason.
public struct ResponseReport: Sendable {
    /// What a check came to.
    public enum Outcome: Sendable, Equatable {
        /// It holds.
        case passed
        /// It does not.
        case failed(ResponseRefusal)
        /// There was nothing to judge, or what it needs did not hold.
        case notJudged
    }

    /// One check.
    public struct Entry: Sendable, Equatable {
        /// Which.
        public let check: ResponseCheck
        /// What it came to.
        public let outcome: Outcome
    }

    /// Every check once, in the order of `ResponseCheck`.
    public let entries: [Entry]
    /// The signatures that were found good.
    public let signatures: [AssertionSignature]
    /// What the assertion says, as far as it could be read; nobody vouches for it unless `assertion` is there.
    public let facts: AssertionFacts?
    /// The assertion, where every check holds.
    public let assertion: VerifiedAssertion?
    /// The refusal that `ResponseVerifier.verify` gives: that of the first check that failed.
    public let refusal: ResponseRefusal?
}
