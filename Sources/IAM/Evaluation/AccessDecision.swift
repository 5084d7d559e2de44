import Essentials

/// The answer to a request, and what decided it.
public struct AccessDecision: Sendable, Equatable {
    /// Yes, no because a statement says so, or no because none says yes.
    public enum Outcome: String, Sendable, Hashable {
        case allowed
        case explicitDeny
        case implicitDeny
    }

    /// The answer.
    public let outcome: Outcome
    /// Where it was decided.
    public let step: AccessStep
    /// The statement that allowed or denied; `nil` where none did.
    public let statement: DecidingStatement?

    /// True where it was allowed.
    public var isAllowed: Bool { outcome == .allowed }

    /// The decision as a sentence for the operator.
    public var explanation: String {
        switch (outcome, statement) {
        case (.allowed, let statement?): "\(statement) allows it"
        case (.allowed, nil): "the root user may do everything in its account"
        case (.explicitDeny, let statement?): "\(statement) denies it"
        default: step.refusal
        }
    }
}

/// A stage of the evaluation (IAM User Guide, How AWS enforcement code logic evaluates requests).
public enum AccessStep: String, Sendable, Hashable, CaseIterable {
    case explicitDeny = "explicit-deny"
    case serviceControl = "service-control"
    case resourceControl = "resource-control"
    case resource
    case identity
    case boundary
    case session

    /// Why a request ends here.
    var refusal: String {
        switch self {
        case .explicitDeny: "a statement denies it"
        case .serviceControl: "no service control policy allows it"
        case .resourceControl: "no resource control policy allows it"
        case .resource: "the resource's own policy does not allow it"
        case .identity: "no policy of the identity allows it"
        case .boundary: "the permissions boundary does not allow it"
        case .session: "no session policy allows it"
        }
    }
}

/// A statement of a policy by name.
public struct DecidingStatement: Sendable, Equatable, CustomStringConvertible {
    /// The policy's name.
    public let policy: String
    /// What the policy is attached to.
    public let kind: PolicyKind
    /// Which of its statements.
    public let reference: StatementReference
    /// What the statement does.
    public let effect: PolicyEffect

    /// `statement 2 (AllowDeploy) of deploy.json`.
    public var description: String { "\(reference) of \(policy)" }

    init(_ policy: Policy, _ statement: Statement) {
        self.policy = policy.name
        kind = policy.kind
        reference = statement.reference
        effect = statement.effect
    }
}
