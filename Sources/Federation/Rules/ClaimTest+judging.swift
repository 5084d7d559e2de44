import Essentials
import Patterns

extension ClaimTest {
    /// Judges what was found under a claim's name.
    func judge(_ found: FoundClaim, name: String) -> Verdict {
        switch found {
        case .withheld(let why): return .withheld(why)
        case .absent:
            if case .exists(false) = self { return .matched([[:]]) }
            return .unmatched("the claim `\(name)` is absent")
        case .value(let value):
            if case .exists(let wanted) = self {
                return wanted ? .matched([[:]]) : .unmatched("the claim `\(name)` is there")
            }
            return judge(value, name: name)
        }
    }

    private func judge(_ value: JSONValue, name: String) -> Verdict {
        guard let elements = value.array else {
            guard let text = value.claimText else { return .failed("the claim `\(name)` is an object, not a text") }
            let found = bindings(text)
            return found.isEmpty ? .unmatched("the claim `\(name)` is `\(text.shown)`") : .matched(found)
        }
        var bindings = BindingSet()
        for element in elements {
            guard let text = element.claimText else {
                return .failed("the claim `\(name)` is an array that holds an \(element.kind)")
            }
            for binding in self.bindings(text) {
                guard bindings.insert(binding) else {
                    return .failed("the claim `\(name)` matches in more than \(Condition.maximumBindings) ways")
                }
            }
        }
        guard bindings.elements.isEmpty else { return .matched(bindings.elements) }
        let shown = elements.prefix(8).compactMap { $0.claimText.map { "`\($0.shown)`" } }.joined(separator: ", ")
        let more = elements.count > 8 ? " and \(elements.count - 8) more" : ""
        return .unmatched("none of the claim `\(name)` fits: \(shown.isEmpty ? "it is empty" : shown)\(more)")
    }

    /// The ways in which one text passes; none where it does not.
    private func bindings(_ text: String) -> [Captures] {
        switch self {
        case .equals(let wanted, let ignoringCase):
            let passes = ignoringCase ? wanted.asciiLowered.isExactly(text.asciiLowered) : wanted.isExactly(text)
            return passes ? [[:]] : []
        case .glob(let glob, let pattern, let ignoringCase):
            let passes =
                ignoringCase
                ? Glob(pattern.asciiLowered).matches(text.asciiLowered) : glob.matches(text)
            return passes ? [[:]] : []
        case .matches(let expression, _, let ignoringCase):
            // Unicode's folding makes these two equal to `k` and `s`; no name is to pass by them.
            if ignoringCase, text.unicodeScalars.contains(where: { $0 == "\u{212A}" || $0 == "\u{17F}" }) { return [] }
            return expression.fullMatch(text).map { [$0.captures] } ?? []
        case .anyOf(let tests): return tests.flatMap { $0.bindings(text) }
        case .exists(let wanted): return wanted ? [[:]] : []
        }
    }
}

extension String {
    /// The text with `A` to `Z` in lower case, everything else as it is.
    fileprivate var asciiLowered: String {
        String(
            decoding: utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}
