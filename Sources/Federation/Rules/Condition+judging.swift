import Essentials
import Patterns

/// What a condition says about one person.
enum Verdict {
    /// It holds, once for each way the regular expressions in it can take their captures.
    case matched([Captures])
    case unmatched(String)
    /// A claim it hangs on may not be relied on: neither this condition nor its contrary holds.
    case withheld(String)
    case failed(String)

    var traced: ConditionTrace.Verdict {
        switch self {
        case .matched: .matched
        case .unmatched: .unmatched
        case .withheld: .withheld
        case .failed: .failed
        }
    }

    var why: String? {
        switch self {
        case .matched: nil
        case .unmatched(let why), .withheld(let why), .failed(let why): why
        }
    }
}

/// A verdict, and how it came about.
struct Judgement {
    let verdict: Verdict
    let trace: ConditionTrace
}

extension Condition {
    /// How many sets of captures one rule may yield for one person.
    static let maximumBindings = 1024

    /// Judges the condition. Every part of it is looked at, also where the verdict is already clear, so that
    /// a part that cannot be evaluated fails the whole.
    func judge(_ identity: ExternalIdentity) -> Judgement {
        switch self {
        case .claim(let name, let test): claimJudgement(name, test, identity)
        case .all(let parts): combined("all of", parts.map { $0.judge(identity) }, Condition.conjunction)
        case .any(let parts): combined("any of", parts.map { $0.judge(identity) }, Condition.disjunction)
        case .not(let part): combined("not", [part.judge(identity)], Condition.negation)
        }
    }

    private func claimJudgement(_ name: ClaimName, _ test: ClaimTest, _ identity: ExternalIdentity) -> Judgement {
        let verdict = test.judge(identity.find(name), name: name.text)
        return Judgement(
            verdict: verdict,
            trace: ConditionTrace(
                text: "\(name.text) \(test.phrase)", verdict: verdict.traced, why: verdict.why, parts: []))
    }

    private func combined(_ text: String, _ parts: [Judgement], _ combine: ([Verdict]) -> Verdict) -> Judgement {
        let verdict = combine(parts.map(\.verdict))
        return Judgement(
            verdict: verdict,
            trace: ConditionTrace(text: text, verdict: verdict.traced, why: verdict.why, parts: parts.map(\.trace)))
    }

    private static func failure(in verdicts: [Verdict]) -> Verdict? {
        verdicts.first { if case .failed = $0 { true } else { false } }
    }

    private static func withheld(in verdicts: [Verdict]) -> Verdict? {
        verdicts.first { if case .withheld = $0 { true } else { false } }
    }

    private static func conjunction(_ verdicts: [Verdict]) -> Verdict {
        if let failure = failure(in: verdicts) { return failure }
        if let unmatched = verdicts.first(where: { if case .unmatched = $0 { true } else { false } }) {
            return unmatched
        }
        if let withheld = withheld(in: verdicts) { return withheld }
        var bindings: [Captures] = [[:]]
        for case .matched(let further) in verdicts {
            var joined = BindingSet()
            // Of a thousand groups on either side a million pairs would be compared, nearly all in vain.
            let names = shared(bindings, further)
            let byTexts = Dictionary(grouping: further) { texts(of: names, in: $0) }
            for left in bindings {
                for right in byTexts[texts(of: names, in: left)] ?? [] {
                    // One name that took two texts is a contradiction, not a choice.
                    guard right.allSatisfy({ left[$0.key]?.isExactly($0.value) ?? true }) else { continue }
                    guard joined.insert(left.merging(right) { first, _ in first }) else { return tooMany }
                }
            }
            bindings = joined.elements
        }
        return bindings.isEmpty ? .unmatched("its named captures contradict each other") : .matched(bindings)
    }

    /// The names that took a text in every one of both.
    private static func shared(_ left: [Captures], _ right: [Captures]) -> [ExactString] {
        (left.first.map { Array($0.keys) } ?? []).filter { name in
            left.allSatisfy { $0[name] != nil } && right.allSatisfy { $0[name] != nil }
        }
    }

    private static func texts(of names: [ExactString], in captures: Captures) -> [ExactString] {
        names.map { ExactString(captures[$0] ?? "") }
    }

    private static func disjunction(_ verdicts: [Verdict]) -> Verdict {
        if let failure = failure(in: verdicts) { return failure }
        var bindings = BindingSet()
        for case .matched(let found) in verdicts {
            for binding in found {
                guard bindings.insert(binding) else { return tooMany }
            }
        }
        if !bindings.elements.isEmpty { return .matched(bindings.elements) }
        return withheld(in: verdicts) ?? .unmatched("none of them holds")
    }

    private static func negation(_ verdicts: [Verdict]) -> Verdict {
        switch verdicts.first {
        case .matched: .unmatched("what must not hold does")
        case .unmatched: .matched([[:]])
        case .withheld(let why): .withheld(why)
        case .failed(let why): .failed(why)
        case nil: .failed("there is nothing to negate")
        }
    }

    private static var tooMany: Verdict {
        .failed("its regular expressions match in more than \(maximumBindings) ways")
    }
}

/// Sets of captures, each once, in order, bounded.
struct BindingSet {
    private(set) var elements: [Captures] = []
    private var seen: Set<[ExactString: ExactString]> = []

    /// Takes one more; false where there are too many.
    mutating func insert(_ binding: Captures) -> Bool {
        guard seen.insert(binding.mapValues { ExactString($0) }).inserted else { return true }
        elements.append(binding)
        return elements.count <= Condition.maximumBindings
    }
}
