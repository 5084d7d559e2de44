import Essentials

/// A decision with all that led to it: what each stage said, and why each statement applied or did not.
public struct AccessTrace: Sendable {
    /// One stage.
    public struct Step: Sendable {
        /// Which.
        public let step: AccessStep
        /// What it said.
        public let result: StepResult
        /// By which statement, where one said it.
        public let statement: DecidingStatement?
    }

    /// One statement of one policy.
    public struct Entry: Sendable {
        /// Which.
        public let statement: DecidingStatement
        /// Why it did not apply; `nil` where it did.
        public let why: String?
    }

    /// The decision.
    public let decision: AccessDecision
    /// The stages that were asked, in order.
    public let steps: [Step]
    /// Every statement of every policy.
    public let statements: [Entry]
}

/// What a stage said.
public enum StepResult: Sendable, Equatable {
    /// There is no policy of this type.
    case absent
    /// No statement denies.
    case passes
    case denies
    case allows
    /// No statement allows.
    case silent
    /// The resource's own policy grants alone, within boundary and session policy, or to the account only.
    case grantsAlone, grantsWithinLimits, grantsToAccount

    /// In words that stay as they are.
    public var name: String {
        switch self {
        case .absent: "absent"
        case .passes: "passes"
        case .denies: "denies"
        case .allows: "allows"
        case .silent: "does-not-allow"
        case .grantsAlone: "grants-alone"
        case .grantsWithinLimits: "grants-within-limits"
        case .grantsToAccount: "grants-to-account"
        }
    }

    static func grants(_ grant: Grant) -> StepResult {
        switch grant {
        case .alone: .grantsAlone
        case .limited: .grantsWithinLimits
        case .delegated: .grantsToAccount
        }
    }
}

/// Who keeps what the stages said; deciding itself needs nobody to.
protocol StepRecorder {
    mutating func note(_ step: AccessStep, _ result: StepResult, _ statement: DecidingStatement?)
}

struct SilentRecorder: StepRecorder {
    mutating func note(_ step: AccessStep, _ result: StepResult, _ statement: DecidingStatement?) {}
}

struct TraceRecorder: StepRecorder {
    private(set) var steps: [AccessTrace.Step] = []

    mutating func note(_ step: AccessStep, _ result: StepResult, _ statement: DecidingStatement?) {
        steps.append(AccessTrace.Step(step: step, result: result, statement: statement))
    }
}

extension PolicySet {
    /// Decides a request and says how.
    public func trace(_ request: AccessRequest, owner: ResourceOwner) -> AccessTrace {
        var recorder = TraceRecorder()
        let decision = decide(request, owner: owner, recorder: &recorder)
        var entries: [AccessTrace.Entry] = []
        for policy in all {
            for statement in policy.statements {
                let miss = statement.miss(request, hasBoundary: boundary != nil)
                entries.append(
                    AccessTrace.Entry(
                        statement: DecidingStatement(policy, statement),
                        why: miss.map { statement.explanation($0, request) }))
            }
        }
        return AccessTrace(decision: decision, steps: recorder.steps, statements: entries)
    }

    /// Every policy, in the order in which they are asked.
    private var all: [Policy] {
        var all = Array(serviceControl.joined())
        all += resourceControl.joined()
        all += scope.joined()
        if let resource { all.append(resource) }
        all += identity
        if let boundary { all.append(boundary) }
        all += session.joined()
        return all
    }
}
