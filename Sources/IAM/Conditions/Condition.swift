import Essentials

/// One line of a `Condition` block: an operator, a key, the values that fit.
struct Condition: Sendable, Hashable {
    /// What became of it.
    enum Outcome: Sendable, Equatable {
        case met
        case notMet
        /// It cannot be told. An `Allow` does not allow then, and a `Deny` denies.
        case undecidable
    }

    let spelling: ExactString
    let test: ConditionOperator
    /// The key as written.
    let key: ExactString
    /// The key in small letters.
    private let folded: ExactString
    let values: [ConditionValue]

    init(spelling: String, test: ConditionOperator, key: String, values: [ConditionValue]) {
        self.spelling = ExactString(spelling)
        self.test = test
        self.key = ExactString(key)
        folded = ExactString(key.asciiLowercased)
        self.values = values
    }

    /// Tests the condition against the request's context.
    func judge(_ context: RequestContext) -> Outcome {
        let requested = context.values(folded: folded)
        let isUnreadable = context.isUnreadable(folded: folded)
        if test.family == .null {
            let isAbsent = requested.isEmpty && !isUnreadable
            return isAbsent == (values == [.truth(true)]) ? .met : .notMet
        }
        // It is there: neither what holds for an absent key nor what holds for a part of its values is to be said.
        guard !isUnreadable else { return .undecidable }
        guard !requested.isEmpty else { return withoutKey }
        guard test.quantifier != .single else {
            // A key of several values wants an operator that says how many of them must fit.
            return requested.count == 1 ? judge(requested[0], context) : .undecidable
        }
        // IAM User Guide, multivalued context keys: values that are a null data set, such as an empty string, are
        // taken as none.
        guard !requested.allSatisfy(\.isEmpty) else { return withoutKey }
        return judge(requested, context)
    }

    private func judge(_ requested: [String], _ context: RequestContext) -> Outcome {
        var isUndecided = false
        for value in requested {
            switch (judge(value, context), test.quantifier) {
            case (.undecidable, _): isUndecided = true
            case (.met, .any): return .met
            case (.notMet, .all): return .notMet
            default: continue
            }
        }
        if isUndecided { return .undecidable }
        return test.quantifier == .all ? .met : .notMet
    }

    /// One value of the request: it must fit one of the policy's values, or none of them where that is negated.
    private func judge(_ value: String, _ context: RequestContext) -> Outcome {
        var isUndecided = false
        for expected in values {
            switch expected.fits(value, context) {
            case .yes: return test.isNegated ? .notMet : .met
            case .no: continue
            // A text that is no ARN fits none; that it differs from one cannot be said either.
            case .otherKind: return test.family == .arn && !test.isNegated ? .notMet : .undecidable
            // A value that nothing could be filled into fits nothing; but that nothing fits cannot be said.
            case .unresolved: isUndecided = isUndecided || test.isNegated
            }
        }
        return isUndecided ? .undecidable : test.isNegated ? .met : .notMet
    }

    /// IAM User Guide: an absent key fails an operator, fulfils a negated one, `…IfExists` and `ForAllValues`,
    /// and fails `ForAnyValue` also where that is negated.
    private var withoutKey: Outcome {
        let isMet: Bool =
            switch test.quantifier {
            case .single: test.ifExists || test.isNegated
            case .all: true
            case .any: test.ifExists
            }
        return isMet ? .met : .notMet
    }

    /// Why it is not met, or cannot be told; for people.
    func explanation(_ outcome: Outcome, _ context: RequestContext) -> String {
        let requested = context.values(folded: folded)
        switch outcome {
        case .met: return "`\(spelling)` on `\(key)` holds"
        case .notMet:
            if test.family == .null { return "`\(key)` is \(context.isAbsent(folded) ? "absent" : "present")" }
            return requested.isEmpty ? "`\(key)` is absent" : "`\(spelling)` on `\(key)` does not hold"
        case .undecidable:
            if context.isUnreadable(folded: folded) { return "`\(key)` has a value that no condition compares" }
            if test.quantifier == .single, requested.count > 1 {
                return "`\(key)` has \(requested.count) values, and `\(spelling)` does not say whether all must fit"
            }
            let isUnresolved = requested.contains { value in
                values.contains { $0.fits(value, context) == .unresolved }
            }
            return isUnresolved
                ? "a variable in `\(spelling)` on `\(key)` has no value"
                : "the value of `\(key)` is not of the kind that `\(spelling)` compares"
        }
    }
}
