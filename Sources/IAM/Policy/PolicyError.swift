public import Essentials

/// Why a document is not a policy that this house evaluates. What is not understood is refused when the policy is
/// loaded, never passed over when it is evaluated.
public enum PolicyError: Reportable, Equatable {
    /// A member that the language requires is missing.
    case missingField(String, statement: Int?)
    /// A member that the language does not know, or not at this place.
    case unknownField(String, statement: Int?)
    /// A member that this kind of policy may not have.
    case prohibitedField(String, statement: Int?)
    /// A member whose value is not one that it may have.
    case invalidValue(field: String, value: String, statement: Int?)
    /// A condition operator that is not known or not taken.
    case unknownOperator(String, statement: Int?)
    /// Something of the language that is not evaluated.
    case notSupported(String, statement: Int?)
    /// Two statements share a `Sid`.
    case duplicateStatementID(String)
    /// The document is longer than it may be.
    case tooLong(characters: Int, limit: Int)
    /// The document is not JSON.
    case syntax(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .missingField: "policy-missing-field"
        case .unknownField: "policy-unknown-field"
        case .prohibitedField: "policy-prohibited-field"
        case .invalidValue: "policy-invalid-value"
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
        case .unknownField(let field, let statement): "`\(field)` is not known\(place(statement))"
        case .prohibitedField(let field, let statement): "`\(field)` may not stand here\(place(statement))"
        case .invalidValue(let field, let value, let statement):
            "`\(field)` may not be `\(value)`\(place(statement))"
        case .unknownOperator(let name, let statement):
            "the condition operator `\(name)` is not known\(place(statement))"
        case .notSupported(let what, let statement): "\(what) is not evaluated\(place(statement))"
        case .duplicateStatementID(let sid): "the `Sid` `\(sid)` stands twice"
        case .tooLong(let characters, let limit): "the policy has \(characters) characters; at most \(limit) are read"
        case .syntax(let why): "the policy is not JSON: \(why)"
        }
    }

    /// IAM's own reference.
    public var clause: String? { "IAM User Guide, IAM JSON policy reference" }

    /// AWS's words for `MalformedPolicyDocument`.
    public var awsMessage: String {
        switch self {
        case .missingField(let field, _): "Missing required field \(field)"
        case .unknownField(let field, _): "Unknown field \(field)"
        case .prohibitedField(let field, _): "Has prohibited field \(field)"
        case .invalidValue(let field, let value, _):
            field.isExactly("Effect") ? "Invalid effect: \(value)" : "Invalid \(field): \(value)"
        case .unknownOperator(let name, _): "Invalid Condition type : \(name)"
        case .duplicateStatementID: "Statement IDs (SID) in a single policy must be unique."
        case .notSupported, .tooLong, .syntax: "Syntax errors in policy."
        }
    }

    private func place(_ statement: Int?) -> String { statement.map { " in statement \($0)" } ?? "" }
}
