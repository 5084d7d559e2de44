public import Essentials

/// Who may assume a role by way of a federated provider, and on what condition (`AssumeRolePolicyDocument`).
///
/// Understood are `Effect`, `Principal.Federated`, `Action`, `Condition` and `Sid`; anything else refuses the
/// policy when it is read.
public struct TrustPolicy: Sendable {
    fileprivate struct Statement: Sendable {
        let reference: StatementReference
        let effect: PolicyDocument.Effect
        let federated: Set<ExactString>
        let actions: [WildcardPattern]
        let conditions: ConditionBlock
    }

    private let statements: [Statement]

    private static let members: Set<ExactString> = ["Sid", "Effect", "Principal", "Action", "Condition"]
    private static let prohibited: Set<ExactString> = ["Resource", "NotResource", "NotPrincipal"]

    /// Reads a policy.
    ///
    /// - Throws: `PolicyError` with the statement's number.
    public init(parsing document: JSONObject) throws(PolicyError) {
        let outline = try PolicyDocument(
            parsing: document, allowed: TrustPolicy.members, prohibited: TrustPolicy.prohibited)
        var statements: [Statement] = []
        for written in outline.statements {
            let number = written.reference.number
            statements.append(
                Statement(
                    reference: written.reference, effect: written.effect,
                    federated: try TrustPolicy.federated(written.members["Principal"], statement: number),
                    actions: try TrustPolicy.actions(written.members["Action"], statement: number),
                    conditions: try ConditionBlock(
                        parsing: written.members["Condition"], version: outline.version, statement: number)))
        }
        self.statements = statements
    }

    /// Decides a request. A `Deny` that fits wins over every `Allow`; without an `Allow` that fits the answer is no.
    public func decide(_ request: TrustRequest) -> TrustDecision {
        var allowed: StatementReference?
        var misses: [StatementMiss] = []
        for statement in statements {
            if let why = statement.missesOutline(of: request) {
                misses.append(StatementMiss(statement: statement.reference, why: why))
                continue
            }
            switch (statement.effect, statement.conditions.judge(request.context)) {
            // A condition that cannot be told never opens: it denies where it stands in a `Deny`.
            case (.deny, .met), (.deny, .undecidable): return .explicitDeny(statement.reference)
            case (.allow, .met): allowed = allowed ?? statement.reference
            case (_, .notMet(let why)), (.allow, .undecidable(let why)):
                misses.append(StatementMiss(statement: statement.reference, why: why))
            }
        }
        return allowed.map { .allowed($0) } ?? .implicitDeny(misses)
    }

    private static func federated(_ value: JSONValue?, statement: Int) throws(PolicyError) -> Set<ExactString> {
        guard let value else { throw .missingField("Principal", statement: statement) }
        guard case .object(let kinds) = value else {
            if let text = value.string, text.isExactly("*") {
                throw .notSupported("the principal `*`", statement: statement)
            }
            throw .invalidValue(field: "Principal", value: value.string ?? value.kind, statement: statement)
        }
        for (kind, _) in kinds.members where !kind.isExactly("Federated") {
            throw ["AWS", "Service", "CanonicalUser"].contains(ExactString(kind))
                ? .notSupported("the principal kind `\(kind)`", statement: statement)
                : .unknownField(kind, statement: statement)
        }
        guard let names = kinds["Federated"] else { throw .missingField("Federated", statement: statement) }
        var federated: Set<ExactString> = []
        for name in try PolicyDocument.texts(names, field: "Federated", statement: statement) {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "*")), !name.utf8.contains(UInt8(ascii: "?")) else {
                // A principal is named, never a pattern.
                throw .invalidValue(field: "Federated", value: name, statement: statement)
            }
            federated.insert(ExactString(name))
        }
        return federated
    }

    private static func actions(_ value: JSONValue?, statement: Int) throws(PolicyError) -> [WildcardPattern] {
        guard let value else { throw .missingField("Action", statement: statement) }
        var patterns: [WildcardPattern] = []
        for text in try PolicyDocument.texts(value, field: "Action", statement: statement) {
            guard text.asciiLowercased.startsExactly(with: "sts:"), text.utf8.count <= 128 else {
                throw .invalidValue(field: "Action", value: text, statement: statement)
            }
            patterns.append(WildcardPattern(text, ignoringCase: true))
        }
        return patterns
    }
}

extension TrustPolicy.Statement {
    fileprivate func missesOutline(of request: TrustRequest) -> String? {
        if federated.isDisjoint(with: request.federatedProviders) {
            return "`Principal` does not name the provider"
        }
        if !actions.contains(where: { $0.matches(request.action) }) {
            return "`Action` does not include `\(request.action)`"
        }
        return nil
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
