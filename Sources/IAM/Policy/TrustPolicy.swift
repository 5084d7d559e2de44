public import Essentials

/// Who may assume a role, and on what condition (`AssumeRolePolicyDocument`): the role's own resource policy.
///
/// A decision by `decide` is about somebody whom an identity provider vouches for, for whom no other policy counts.
/// For principals of an account the policy is the `resource` of a `PolicySet`.
public struct TrustPolicy: Sendable {
    /// The policy, of kind `.trust`.
    public let policy: Policy

    /// Reads a policy.
    ///
    /// - Throws: `PolicyError` with the statement's number.
    public init(parsing document: JSONObject) throws(PolicyError) {
        policy = try Policy(parsing: document, kind: .trust, name: "the trust policy")
    }

    /// The same trust in a policy that was read already; `nil` for a policy of another kind.
    public init?(_ policy: Policy) {
        guard policy.kind == .trust else { return nil }
        self.policy = policy
    }

    /// Decides a request. A `Deny` that fits wins over every `Allow`; without an `Allow` that fits the answer is no.
    public func decide(_ request: TrustRequest) -> TrustDecision {
        let asked = AccessRequest(
            principal: .federated(request.federatedProviders), action: request.action, resource: "",
            context: request.context)
        let verdict = [policy].verdict(asked, hasBoundary: false)
        if let deny = verdict.deny { return .explicitDeny(policy.statements[deny.statement].reference) }
        if let allow = verdict.allow { return .allowed(policy.statements[allow.statement].reference) }
        return .implicitDeny(
            policy.statements.compactMap { statement in
                statement.miss(asked, hasBoundary: false).map {
                    StatementMiss(statement: statement.reference, why: statement.explanation($0, asked))
                }
            })
    }
}

/// What is asked of a trust policy.
public struct TrustRequest: Sendable {
    /// `sts:AssumeRoleWithWebIdentity`, `sts:TagSession` …
    public let action: String
    /// Every name that the provider goes by: its ARN, its host, its id.
    public let federatedProviders: Set<ExactString>
    /// The condition keys.
    public let context: TrustContext

    /// A request by a provider of several names.
    public init(action: String, federatedProviders: Set<ExactString>, context: TrustContext) {
        self.action = action
        self.federatedProviders = federatedProviders
        self.context = context
    }

    /// A request by a provider of one name.
    public init(action: String, federatedProvider: ExactString, context: TrustContext) {
        self.init(action: action, federatedProviders: [federatedProvider], context: context)
    }
}

/// What a trust policy says, and by which statement.
public enum TrustDecision: Sendable, Equatable {
    /// This statement allowed it.
    case allowed(StatementReference)
    /// This statement denied it, whatever others say.
    case explicitDeny(StatementReference)
    /// No statement allowed it; why each did not.
    case implicitDeny([StatementMiss])

    /// True where it was allowed.
    public var isAllowed: Bool { if case .allowed = self { true } else { false } }

    /// The decision as a sentence.
    public var explanation: String {
        switch self {
        case .allowed(let statement): "\(statement) allows it"
        case .explicitDeny(let statement): "\(statement) denies it"
        case .implicitDeny(let misses):
            misses.isEmpty
                ? "no statement allows it"
                : "no statement allows it: " + misses.map { "\($0.statement): \($0.why)" }.joined(separator: "; ")
        }
    }
}

/// A statement that did not fit, and why.
public struct StatementMiss: Sendable, Equatable {
    /// The statement.
    public let statement: StatementReference
    /// Why it did not fit.
    public let why: String
}
