import Essentials

/// Reads a `Condition` block: every line of it must hold.
struct ConditionReader {
    let version: PolicyDocument.Version
    let statement: Int

    /// The lines; absent is none, and holds always.
    func conditions(_ value: JSONValue?) throws(PolicyError) -> [Condition] {
        guard let value else { return [] }
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
                conditions.append(
                    Condition(
                        spelling: spelling, test: test, key: key, values: try values(written, of: test, key: key)))
            }
        }
        return conditions
    }

    private func values(
        _ written: JSONValue, of test: ConditionOperator, key: String
    ) throws(PolicyError) -> [ConditionValue] {
        var values: [ConditionValue] = []
        for text in try texts(written, field: key) {
            let read: ConditionValue?
            do throws(VariableFault) {
                read = try ConditionValue(text, for: test.family, variables: version == .current)
            } catch { throw .invalidVariable(error.text, why: error.why, statement: statement) }
            guard let value = read else { throw .invalidValue(field: key, value: text, statement: statement) }
            values.append(value)
        }
        if test.family == .null, values.count != 1 {
            throw .invalidValue(field: key, value: "a list", statement: statement)
        }
        return values
    }

    /// Texts, numbers and truth values, one or a list; each as its text.
    private func texts(_ value: JSONValue, field: String) throws(PolicyError) -> [String] {
        let elements = value.array ?? [value]
        guard !elements.isEmpty else { throw .invalidValue(field: field, value: "[]", statement: statement) }
        var texts: [String] = []
        for element in elements {
            guard let text = element.conditionText else {
                throw .invalidValue(field: field, value: element.kind, statement: statement)
            }
            texts.append(text)
        }
        return texts
    }
}

extension JSONValue {
    /// The text that a condition compares; `nil` for null, lists and objects.
    var conditionText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
