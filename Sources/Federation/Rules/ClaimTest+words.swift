import Essentials
import Patterns

extension ClaimTest {
    /// The test in words, to stand behind the claim's name: "is `a`", "fits `*@example.org`".
    public var phrase: String {
        switch self {
        case .equals(let text, let ignoringCase): "is `\(text)`\(ClaimTest.note(ignoringCase))"
        case .glob(_, let pattern, let ignoringCase): "fits `\(pattern)`\(ClaimTest.note(ignoringCase))"
        case .matches(_, let pattern, let ignoringCase): "matches `\(pattern)`\(ClaimTest.note(ignoringCase))"
        case .anyOf(let tests): tests.map(\.phrase).joined(separator: " or ")
        case .exists(let wanted): wanted ? "is there" : "is not there"
        }
    }

    private static func note(_ ignoringCase: Bool) -> String { ignoringCase ? " in any letter case" : "" }

    /// The names of the captures it gives.
    var captureNames: [String] {
        switch self {
        case .matches(let expression, _, _): expression.captureNames
        case .anyOf(let tests): tests.flatMap(\.captureNames)
        case .equals, .glob, .exists: []
        }
    }

    /// True where not every value passes: a rule that asks for no more than presence, or for `*`, keeps
    /// nobody out.
    var isRestricting: Bool {
        switch self {
        case .equals: true
        case .glob(_, let pattern, _): !pattern.utf8.allSatisfy { "*?".utf8.contains($0) }
        case .matches(_, let pattern, _): ![".*", ".+", "(?s).*", "(?s).+", "^.*$", "^.+$"].contains(pattern)
        case .anyOf(let tests): tests.allSatisfy(\.isRestricting)
        case .exists: false
        }
    }
}

extension Condition {
    /// The captures that templates of its rule may name: those of expressions that are not negated.
    public var captureNames: [String] {
        switch self {
        case .claim(_, let test): test.captureNames
        case .all(let parts), .any(let parts): parts.flatMap(\.captureNames)
        case .not: []
        }
    }

    /// True where it cannot hold unless one of these claims was tested against a value: what a rule over an
    /// issuer shared by strangers needs.
    public func isRestricted(to claims: [String]) -> Bool {
        switch self {
        case .claim(let name, let test):
            claims.contains { $0.isExactly(name.text) } && test.isRestricting
        case .all(let parts): parts.contains { $0.isRestricted(to: claims) }
        case .any(let parts): !parts.isEmpty && parts.allSatisfy { $0.isRestricted(to: claims) }
        case .not: false
        }
    }

    /// True where it can never hold for people who have no groups.
    public var needsGroup: Bool {
        switch self {
        case .claim(let name, let test):
            if case .exists(false) = test { false } else { name == .group }
        case .all(let parts): parts.contains(where: \.needsGroup)
        case .any(let parts): !parts.isEmpty && parts.allSatisfy(\.needsGroup)
        case .not: false
        }
    }
}
