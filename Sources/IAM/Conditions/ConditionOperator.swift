import Essentials

/// A condition operator as a policy spells it: `ForAnyValue:StringNotEqualsIfExists`.
struct ConditionOperator: Sendable, Hashable {
    /// How several values of one request key are taken.
    enum Quantifier: Sendable, Hashable {
        /// The key has one value.
        case single
        /// `ForAnyValue:`: one value that fits is enough.
        case any
        /// `ForAllValues:`: every value must fit; also where there is none.
        case all
    }

    /// How two values are ordered.
    enum Ordering: Sendable, Hashable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

        /// True for an order of (request value, policy value).
        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .equal, .notEqual: left == right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
        }
    }

    /// What is compared, and how.
    enum Family: Sendable, Hashable {
        case string(ignoresCase: Bool)
        case like
        case numeric(Ordering)
        case date(Ordering)
        case bool
        case binary
        case address
        case arn
        case null
    }

    let quantifier: Quantifier
    let family: Family
    /// A negated operator holds where no value of the policy fits.
    let isNegated: Bool
    /// `…IfExists`: holds where the key is absent.
    let ifExists: Bool

    /// Reads an operator; `nil` where it is not one of those understood here.
    init?(_ spelling: String) {
        var rest = Substring(spelling)
        if spelling.startsExactly(with: "ForAnyValue:") {
            quantifier = .any
            rest = rest.dropFirst("ForAnyValue:".count)
        } else if spelling.startsExactly(with: "ForAllValues:") {
            quantifier = .all
            rest = rest.dropFirst("ForAllValues:".count)
        } else {
            quantifier = .single
        }
        let name = String(rest)
        ifExists = name.endsExactly(with: "IfExists")
        let base = ExactString(ifExists ? String(name.dropLast("IfExists".count)) : name)
        guard let (family, isNegated) = ConditionOperator.families[base] else { return nil }
        // `Null` asks for the presence itself; neither addition means anything beside it.
        if family == .null, ifExists || quantifier != .single { return nil }
        self.family = family
        self.isNegated = isNegated
    }

    private static let families: [ExactString: (Family, isNegated: Bool)] = [
        "StringEquals": (.string(ignoresCase: false), false),
        "StringNotEquals": (.string(ignoresCase: false), true),
        "StringEqualsIgnoreCase": (.string(ignoresCase: true), false),
        "StringNotEqualsIgnoreCase": (.string(ignoresCase: true), true),
        "StringLike": (.like, false),
        "StringNotLike": (.like, true),
        "NumericEquals": (.numeric(.equal), false),
        "NumericNotEquals": (.numeric(.notEqual), true),
        "NumericLessThan": (.numeric(.less), false),
        "NumericLessThanEquals": (.numeric(.lessOrEqual), false),
        "NumericGreaterThan": (.numeric(.greater), false),
        "NumericGreaterThanEquals": (.numeric(.greaterOrEqual), false),
        "DateEquals": (.date(.equal), false),
        "DateNotEquals": (.date(.notEqual), true),
        "DateLessThan": (.date(.less), false),
        "DateLessThanEquals": (.date(.lessOrEqual), false),
        "DateGreaterThan": (.date(.greater), false),
        "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
        "Bool": (.bool, false),
        "BinaryEquals": (.binary, false),
        "IpAddress": (.address, false),
        "NotIpAddress": (.address, true),
        "ArnEquals": (.arn, false),
        "ArnNotEquals": (.arn, true),
        "ArnLike": (.arn, false),
        "ArnNotLike": (.arn, true),
        "Null": (.null, false),
    ]
}
