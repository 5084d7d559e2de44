import Essentials

/// A `Condition` block: every line must hold.
struct ConditionBlock: Sendable, Hashable {
    let conditions: [Condition]

    /// Reads a block; absent is empty, and holds always.
    init(parsing value: JSONValue?, version: PolicyDocument.Version, statement: Int) throws(PolicyError) {
        guard let value else {
            conditions = []
            return
        }
        guard case .object(let operators) = value else {
            throw .invalidValue(field: "Condition", value: value.kind, statement: statement)
        }
        var conditions: [Condition] = []
        for (spelling, block) in operators.members {
            guard let test = ConditionOperator(spelling) else {
                throw .unknownOperator(spelling, statement: statement)
            }
            guard case .object(let keys) = block, !keys.isEmpty else {
                throw .invalidValue(field: spelling, value: block.kind, statement: statement)
            }
            for (key, written) in keys.members {
                guard !key.isEmpty else { throw .invalidValue(field: spelling, value: key, statement: statement) }
                let texts = try ConditionBlock.values(written, field: key, statement: statement)
                var values: [ConditionValue] = []
                for text in texts {
                    if version == .current, ConditionBlock.holdsVariable(text) {
                        throw .notSupported("the policy variable in `\(text)`", statement: statement)
                    }
                    guard let value = ConditionValue(text, for: test.family) else {
                        throw .invalidValue(field: key, value: text, statement: statement)
                    }
                    values.append(value)
                }
                if test.family == .null, values.count != 1 {
                    throw .invalidValue(field: key, value: "a list", statement: statement)
                }
                conditions.append(
                    Condition(
                        spelling: ExactString(spelling), test: test, key: ExactString(key), values: values))
            }
        }
        self.conditions = conditions
    }

    /// The first condition that does not hold, or the first that cannot be told where all others hold.
    func judge(_ context: TrustContext) -> Condition.Outcome {
        var undecidable: Condition.Outcome?
        for condition in conditions {
            switch condition.judge(context) {
            case .met: continue
            case .notMet(let why): return .notMet(why: why)
            case .undecidable(let why): undecidable = undecidable ?? .undecidable(why: why)
            }
        }
        return undecidable ?? .met
    }

    private static func holdsVariable(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{") }
    }

    /// Texts, numbers and truth values, one or a list; each as its text.
    private static func values(_ value: JSONValue, field: String, statement: Int) throws(PolicyError) -> [String] {
        let elements = value.array ?? [value]
        guard !elements.isEmpty else { throw .invalidValue(field: field, value: "[]", statement: statement) }
        var texts: [String] = []
        for element in elements {
            switch element {
            case .string(let text): texts.append(text)
            case .number(let number): texts.append(number.text)
            case .bool(let truth): texts.append(truth ? "true" : "false")
            case .null, .array, .object:
                throw .invalidValue(field: field, value: element.kind, statement: statement)
            }
        }
        return texts
    }
}
