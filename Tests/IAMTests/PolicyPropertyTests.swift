import Essentials
import Testing

@testable import IAM

/// Numbers that follow from a seed, so that a failure can be run again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 31)
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int(next() >> 8) % list.count] }
}

/// What holds for every set of policies. A seed of the environment's own would hide a failure, so it is printed.
@Suite struct PolicyProperties {
    private static let seed = UInt64.random(in: 0...UInt64.max)
    private static let actions = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]
    private static let resources = ["arn:aws:s3:::b/x", "arn:aws:s3:::b/y", "arn:aws:sqs:eu-west-1:111122223333:q"]
    private static let people = [
        "arn:aws:iam::111122223333:user/Bob", "arn:aws:sts::111122223333:assumed-role/r/s",
        "arn:aws:sts::111122223333:federated-user/Bob", "arn:aws:iam::444455556666:user/Bob",
    ]
    private static let named = people + ["111122223333", "arn:aws:iam::111122223333:role/r", "*"]

    private static func statement(_ dice: inout Dice, _ kind: PolicyKind) -> JSONValue {
        var statement: JSONObject = ["Effect": .string(dice.pick(["Allow", "Allow", "Allow", "Deny"]))]
        if kind == .resource { statement["Principal"] = ["AWS": .string(dice.pick(named))] }
        statement[dice.pick(["Action", "Action", "NotAction"])] = .string(
            dice.pick(actions + ["s3:*", "*", "s3:?et*"]))
        statement[dice.pick(["Resource", "Resource", "NotResource"])] = .string(
            dice.pick(resources + ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${k:a, 'x'}"]))
        if dice.pick([true, false, false]) {
            let operation = dice.pick([
                "StringEquals", "StringNotLike", "ForAllValues:StringLike", "StringLikeIfExists",
            ])
            statement["Condition"] = .object([operation: .object(["k:a": .string(dice.pick(["x", "y", "*"]))])])
        }
        return .object(statement)
    }

    private static func policy(_ dice: inout Dice, _ kind: PolicyKind, _ name: String = "p") throws -> Policy {
        let count = dice.pick([1, 2, 3])
        let statements = (0..<count).map { _ in statement(&dice, kind) }
        return try Policy(
            parsing: ["Version": "2012-10-17", "Statement": .array(statements)], kind: kind, name: name)
    }

    private static func set(_ dice: inout Dice) throws -> PolicySet {
        var set = PolicySet()
        for _ in 0..<dice.pick([0, 1, 2, 3]) { set.identity.append(try policy(&dice, .identity)) }
        if dice.pick([true, false]) { set.boundary = try policy(&dice, .boundary) }
        if dice.pick([true, false, false]) {
            set.session = [[try policy(&dice, .session), try policy(&dice, .session)]]
        }
        if dice.pick([true, false]) { set.resource = try policy(&dice, .resource) }
        if dice.pick([true, false, false]) {
            set.serviceControl = [[try policy(&dice, .serviceControl), try policy(&dice, .serviceControl)]]
        }
        return set
    }

    private static func request(_ dice: inout Dice) throws -> AccessRequest {
        let values: [[String]] = [[], ["x"], ["y"], ["x", "y"], [""]]
        return AccessRequest(
            principal: dice.pick([true, true, true, false])
                ? try #require(AccessPrincipal(named: try ARN(dice.pick(people)))) : .anonymous,
            action: dice.pick(actions), resource: dice.pick(resources), context: ["k:a": dice.pick(values)])
    }

    private func each(_ count: Int = 3000, _ body: (inout Dice, PolicySet, AccessRequest) throws -> Bool) throws {
        var dice = Dice(seed: Self.seed)
        for round in 0..<count {
            let set = try Self.set(&dice)
            let request = try Self.request(&dice)
            #expect(try body(&dice, set, request), "seed \(Self.seed), round \(round)")
        }
    }

    private let owner = ResourceOwner.account("111122223333")

    private func outcome(_ set: PolicySet, _ request: AccessRequest) -> AccessDecision.Outcome {
        set.decide(request, owner: owner).outcome
    }

    private func policy(_ effect: String, _ kind: PolicyKind) throws -> Policy {
        var statement: JSONObject = ["Effect": .string(effect), "Action": "*", "Resource": "*"]
        if kind == .resource || kind == .resourceControl { statement["Principal"] = "*" }
        return try Policy(
            parsing: ["Version": "2012-10-17", "Statement": .object(statement)], kind: kind, name: effect)
    }

    @Test func aDenyAnywhereWins() throws {
        var outcomes: Set<AccessDecision.Outcome> = []
        try each { dice, set, request in
            outcomes.insert(outcome(set, request))
            var denied = set
            switch dice.pick([0, 1, 2, 3, 4]) {
            case 0: denied.identity.append(try policy("Deny", .identity))
            case 1: denied.session.append([try policy("Deny", .session)])
            case 2: denied.serviceControl.append([try policy("Deny", .serviceControl)])
            case 3: denied.resourceControl.append([try policy("Deny", .resourceControl)])
            default: denied.boundary = try policy("Deny", .boundary)
            }
            return outcome(denied, request) == .explicitDeny
        }
        // Of each there are some, so that the other properties say something.
        #expect(outcomes == [.allowed, .explicitDeny, .implicitDeny])
    }

    @Test func orderDoesNotMatter() throws {
        try each { dice, set, request in
            var other = set
            other.identity.shuffle(using: &dice)
            other.session = other.session.map { $0.shuffled(using: &dice) }
            other.serviceControl = other.serviceControl.map { $0.shuffled(using: &dice) }
            return outcome(other, request) == outcome(set, request)
        }
    }

    /// Statements of one policy, and the same each in a policy of its own.
    @Test func itDoesNotMatterWhichPolicyAStatementStandsIn() throws {
        var dice = Dice(seed: Self.seed)
        for round in 0..<2000 {
            let statements = (0..<4).map { _ in Self.statement(&dice, .identity) }
            let request = try Self.request(&dice)
            func policy(_ statements: [JSONValue]) throws -> Policy {
                try Policy(
                    parsing: ["Version": "2012-10-17", "Statement": .array(statements)], kind: .identity, name: "p")
            }
            let together = PolicySet(identity: [try policy(statements)])
            let apart = PolicySet(identity: try statements.shuffled(using: &dice).map { try policy([$0]) })
            #expect(outcome(together, request) == outcome(apart, request), "seed \(Self.seed), round \(round)")
        }
    }

    /// A limit never gives, and a grant never takes.
    @Test func limitsOnlyNarrowAndGrantsOnlyWiden() throws {
        try each { dice, set, request in
            let before = outcome(set, request)
            var narrowed = set
            narrowed.serviceControl.append([try Self.policy(&dice, .serviceControl)])
            if set.boundary == nil { narrowed.boundary = try Self.policy(&dice, .boundary) }
            var widened = set
            widened.identity.append(try policy("Allow", .identity))
            let after = outcome(narrowed, request)
            let more = outcome(widened, request)
            return (before == .allowed || after != .allowed) && (before != .allowed || more == .allowed)
                && (before == .explicitDeny) == (more == .explicitDeny)
        }
    }

    /// Whatever allows names a statement that applies, and a denial names one that denies.
    @Test func theStatementNamedDecided() throws {
        try each { _, set, request in
            let trace = set.trace(request, owner: owner)
            switch trace.decision.outcome {
            case .allowed: return trace.decision.statement?.effect == .allow
            case .explicitDeny: return trace.decision.statement?.effect == .deny
            case .implicitDeny:
                return trace.decision.statement == nil
                    && !trace.statements.contains { $0.why == nil && $0.statement.effect == .deny }
            }
        }
    }
}
