public import Essentials

/// One line of a `Condition` block: an operator, a key, the values that fit.
struct Condition: Sendable, Hashable {
    /// What became of it.
    enum Outcome: Sendable, Equatable {
        case met
        case notMet(why: String)
        /// It cannot be told. An `Allow` does not allow then, and a `Deny` denies.
        case undecidable(why: String)
    }

    let spelling: ExactString
    let test: ConditionOperator
    /// The key as written.
    let key: ExactString
    let values: [ConditionValue]

    /// Tests the condition against the request's context.
    func judge(_ context: TrustContext) -> Outcome {
        let requested = context[key]
        let isUnreadable = context.isUnreadable(key)
        if test.family == .null {
            let isAbsent = requested.isEmpty && !isUnreadable
            let wantsAbsence = values == [.truth(true)]
            return isAbsent == wantsAbsence ? .met : .notMet(why: "`\(key)` is \(isAbsent ? "absent" : "present")")
        }
        // It is there: neither what holds for an absent key nor what holds for a part of its values is to be said.
        guard !isUnreadable else { return .undecidable(why: "`\(key)` has a value that no condition compares") }
        guard !requested.isEmpty else { return withoutKey }
        switch test.quantifier {
        case .single:
            guard requested.count == 1 else {
                return .undecidable(
                    why: "`\(key)` has \(requested.count) values, and `\(spelling)` does not say whether all must fit")
            }
            return outcome(requested, holds: { $0[0] })
        case .any: return outcome(requested, holds: { $0.contains(true) })
        case .all: return outcome(requested, holds: { $0.allSatisfy { $0 } })
        }
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
        return isMet ? .met : .notMet(why: "`\(key)` is absent")
    }

    private func outcome(_ requested: [String], holds: ([Bool]) -> Bool) -> Outcome {
        var verdicts: [Bool] = []
        for value in requested {
            var fits = false
            for expected in values {
                guard let verdict = expected.fits(value) else {
                    return .undecidable(why: "the value of `\(key)` is not of the kind that `\(spelling)` compares")
                }
                fits = fits || verdict
            }
            verdicts.append(fits != test.isNegated)
        }
        return holds(verdicts) ? .met : .notMet(why: "`\(spelling)` on `\(key)` does not hold")
    }
}

/// The condition keys of a request: names compare without regard to ASCII case, as IAM's do.
public struct TrustContext: Sendable, ExpressibleByDictionaryLiteral {
    private var values: [ExactString: [String]] = [:]
    private var unreadable: Set<ExactString> = []

    /// No key.
    public init() {}

    /// These keys; two spellings of one key are joined.
    public init(_ keys: [String: [String]]) {
        for (key, values) in keys.sorted(by: { ExactString($0.key) < ExactString($1.key) }) { add(values, for: key) }
    }

    /// These keys.
    public init(dictionaryLiteral elements: (String, [String])...) {
        for (key, values) in elements { add(values, for: key) }
    }

    /// Adds values to a key.
    public mutating func add(_ values: [String], for key: String) {
        self.values[ExactString(key.asciiLowercased), default: []] += values
    }

    /// Notes that a key is there with a value that no condition compares: every condition on it is undecidable.
    public mutating func addUnreadable(_ key: String) { unreadable.insert(ExactString(key.asciiLowercased)) }

    /// True where a key is there and cannot be compared.
    func isUnreadable(_ key: ExactString) -> Bool { unreadable.contains(ExactString(key.text.asciiLowercased)) }

    /// The values of a key; none where it is absent.
    public subscript(key: ExactString) -> [String] { values[ExactString(key.text.asciiLowercased)] ?? [] }
}
