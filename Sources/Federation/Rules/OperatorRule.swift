import Essentials

/// Who is an operator of the gateway: sees its diagnosis pages. It grants nothing else.
public struct OperatorRule: Sendable {
    /// The providers whose people it is for; none: all.
    public let providers: [String]
    /// What must hold.
    public let condition: Condition
    /// Where it stands in the file.
    public let place: SourcePlace

    /// A rule of these parts.
    public init(providers: [String], condition: Condition, place: SourcePlace) {
        self.providers = providers
        self.condition = condition
        self.place = place
    }

    /// True where the person is one. A condition that cannot be evaluated, or hangs on a claim that may not be relied
    /// on, makes nobody an operator.
    public func includes(_ identity: ExternalIdentity) -> Bool {
        guard providers.isEmpty || providers.contains(where: { $0.isExactly(identity.provider) }) else { return false }
        guard case .matched = condition.judge(identity).verdict else { return false }
        return true
    }
}
