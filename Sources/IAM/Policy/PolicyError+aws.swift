import Essentials

extension PolicyError {
    /// AWS's words for `MalformedPolicyDocument`.
    public var awsMessage: String {
        switch self {
        case .missingField(let field, _): "Missing required field \(field)"
        case .missingElement(let field, _): "Policy statement must contain \(field.asciiLowercased)s."
        case .unknownField(let field, _): "Unknown field \(field)"
        case .prohibitedField(let field, _): "Has prohibited field \(field)"
        case .principalNotTaken: "Policy document should not specify a principal."
        case .invalidValue(let field, let value, _):
            field.isExactly("Effect") ? "Invalid effect: \(value)" : "Invalid \(field): \(value)"
        case .invalidAction(let action, let fault, _):
            switch fault {
            case .noVendor: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
            case .severalColons: "Actions/Condition can contain only one colon."
            case .vendor: "Vendor \(action.prefix { $0 != ":" }) is not valid"
            case .name: "Invalid Action: \(action)"
            }
        case .invalidResource(let resource, let fault, _):
            switch fault {
            case .notARN: "Resource \(resource) must be in ARN format or \"*\"."
            case .vendor: "Resource vendor must be fully qualified and cannot contain regexes."
            case .incomplete: "The policy failed legacy parsing"
            }
        case .invalidPrincipal(let kind, let name, _): "Invalid principal in policy: \"\(kind)\":\"\(name)\""
        case .notAnAssumption: "AssumeRole policy may only specify STS AssumeRole actions."
        case .unknownOperator(let name, _): "Invalid Condition type : \(name)"
        case .duplicateStatementID: "Statement IDs (SID) in a single policy must be unique."
        case .invalidStatementID:
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                + "[0-9A-Za-z]*"
        case .syntax(_, .session): "The policy is not in the valid JSON format."
        case .syntax(_, .trust), .syntax(_, .resource): "This policy contains invalid Json"
        case .notSupported, .invalidVariable, .tooLong, .syntax: "Syntax errors in policy."
        }
    }
}
