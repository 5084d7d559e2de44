public import Essentials

/// Why a document is not a policy that this house evaluates. What is not understood is refused when the policy is
/// loaded, never passed over when it is evaluated.
public enum PolicyError: Reportable, Equatable {
    /// A member that the language requires is missing.
    case missingField(String, statement: Int?)
    /// `Action` or `Resource` is missing in a policy that is not a resource's or a role's.
    case missingElement(String, statement: Int)
    /// A member that the language does not know, or not at this place.
    case unknownField(String, statement: Int?)
    /// A member that this kind of policy may not have.
    case prohibitedField(String, statement: Int?)
    /// `Principal` in a policy whose principal is whom it is attached to.
    case principalNotTaken(String, statement: Int)
    /// A member whose value is not one that it may have.
    case invalidValue(field: String, value: String, statement: Int?)
    /// An action that is not `service:name`.
    case invalidAction(String, ActionFault, statement: Int)
    /// A resource that is neither an ARN nor `*`.
    case invalidResource(String, ResourceFault, statement: Int)
    /// A principal that cannot be named so, or does not exist.
    case invalidPrincipal(kind: String, name: String, statement: Int)
    /// A trust policy for something else than assuming its role.
    case notAnAssumption(String, statement: Int)
    /// `${…}` that is not a policy variable.
    case invalidVariable(String, why: String, statement: Int)
    /// A condition operator that is not known or not taken.
    case unknownOperator(String, statement: Int?)
    /// Something of the language that is not evaluated.
    case notSupported(String, statement: Int?)
    /// Two statements share a `Sid`.
    case duplicateStatementID(String)
    /// A `Sid` with other characters than letters and digits.
    case invalidStatementID(String)
    /// The document is longer than it may be.
    case tooLong(characters: Int, limit: Int)
    /// The document is not JSON.
    case syntax(String, PolicyKind)

    /// What is wrong with an action.
    public enum ActionFault: Sendable, Equatable {
        case noVendor, severalColons, vendor, name
    }

    /// What is wrong with a resource.
    public enum ResourceFault: Sendable, Equatable {
        case notARN, vendor, incomplete
    }

    /// A stable code.
    public var reason: String {
        switch self {
        case .missingField, .missingElement: "policy-missing-field"
        case .unknownField: "policy-unknown-field"
        case .prohibitedField, .principalNotTaken: "policy-prohibited-field"
        case .invalidValue, .invalidAction, .invalidResource, .invalidPrincipal, .notAnAssumption, .invalidVariable,
            .invalidStatementID:
            "policy-invalid-value"
        case .unknownOperator: "policy-unknown-operator"
        case .notSupported: "policy-not-supported"
        case .duplicateStatementID: "policy-duplicate-sid"
        case .tooLong: "policy-too-long"
        case .syntax: "policy-syntax"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .missingField(let field, let statement): "`\(field)` is missing\(place(statement))"
        case .missingElement(let field, let statement):
            "`\(field)` and `Not\(field)` are both missing\(place(statement))"
        case .unknownField(let field, let statement): "\(quoted(field)) is not known\(place(statement))"
        case .prohibitedField(let field, let statement): "`\(field)` may not stand here\(place(statement))"
        case .principalNotTaken(let field, let statement):
            "`\(field)` may not stand in a policy of an identity\(place(statement))"
        case .invalidValue(let field, let value, let statement):
            "\(quoted(field)) may not be \(quoted(value))\(place(statement))"
        case .invalidAction(let action, _, let statement):
            "the action \(quoted(action)) is not of the form `service:name`\(place(statement))"
        case .invalidResource(let resource, let fault, let statement):
            "the resource \(quoted(resource)) \(fault.words)\(place(statement))"
        case .invalidPrincipal(let kind, let name, let statement):
            "the principal \(quoted(name)) of kind `\(kind)` names nobody\(place(statement))"
        case .notAnAssumption(let action, let statement):
            "the action \(quoted(action)) does not assume a role\(place(statement))"
        case .invalidVariable(let text, let why, let statement): "\(why) in \(quoted(text))\(place(statement))"
        case .unknownOperator(let name, let statement):
            "the condition operator \(quoted(name)) is not known\(place(statement))"
        case .notSupported(let what, let statement): "\(what) is not evaluated\(place(statement))"
        case .duplicateStatementID(let sid): "the `Sid` \(quoted(sid)) stands twice"
        case .invalidStatementID(let sid): "the `Sid` \(quoted(sid)) has other characters than letters and digits"
        case .tooLong(let characters, let limit): "the policy has \(characters) characters; at most \(limit) are read"
        case .syntax(let why, _): "the policy is not JSON: \(why)"
        }
    }

    /// IAM's own reference.
    public var clause: String? { "IAM User Guide, IAM JSON policy reference" }

    private func place(_ statement: Int?) -> String { statement.map { " in statement \($0)" } ?? "" }
}

extension PolicyError.ResourceFault {
    fileprivate var words: String {
        switch self {
        case .notARN: "is neither an ARN nor `*`"
        case .vendor: "does not name its service in full"
        case .incomplete: "is an ARN of fewer than six fields, which a session policy may not have"
        }
    }
}
