import Essentials

/// One value of a condition, read once when the policy is.
enum ConditionValue: Sendable, Hashable {
    case text(ExactString, ignoresCase: Bool)
    case pattern(WildcardPattern)
    case number(DecimalNumber, ConditionOperator.Ordering)
    case date(Instant, ConditionOperator.Ordering)
    case truth(Bool)

    /// Reads a value for an operator; `nil` where it is not one of that kind.
    init?(_ text: String, for family: ConditionOperator.Family) {
        switch family {
        case .string(let ignoresCase): self = .text(ExactString(text), ignoresCase: ignoresCase)
        case .like: self = .pattern(WildcardPattern(text))
        case .numeric(let ordering):
            guard let number = DecimalNumber(text) else { return nil }
            self = .number(number, ordering)
        case .date(let ordering):
            guard let date = ConditionValue.date(text) else { return nil }
            self = .date(date, ordering)
        case .bool, .null:
            guard let truth = ConditionValue.truth(text) else { return nil }
            self = .truth(truth)
        }
    }

    /// Whether a value of the request fits; `nil` where it is not a value of this kind at all.
    func fits(_ requested: String) -> Bool? {
        switch self {
        case .text(let expected, let ignoresCase):
            return ignoresCase
                ? ConditionValue.folded(requested) == ConditionValue.folded(expected.text)
                : expected == ExactString(requested)
        case .pattern(let pattern): return pattern.matches(requested)
        case .number(let expected, let ordering):
            return DecimalNumber(requested).map { ordering.holds($0, expected) }
        case .date(let expected, let ordering):
            return ConditionValue.date(requested).map { ordering.holds($0, expected) }
        case .truth(let expected): return ConditionValue.truth(requested).map { $0 == expected }
        }
    }

    /// RFC 3339, a date alone, or seconds since the epoch.
    private static func date(_ text: String) -> Instant? {
        if let instant = Instant(rfc3339: text) { return instant }
        if let instant = Instant(rfc3339: text + "T00:00:00Z") { return instant }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int64(text).flatMap { $0 <= 1 << 53 ? Instant(seconds: $0) : nil }
    }

    private static func truth(_ text: String) -> Bool? {
        switch folded(text) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// ASCII letters only, so that the Kelvin sign stays another letter than `k`.
    private static func folded(_ text: String) -> ExactString { ExactString(text.asciiLowercased) }
}

extension String {
    /// ASCII capitals made small, everything else as it is.
    var asciiLowercased: String {
        String(
            decoding: utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}
