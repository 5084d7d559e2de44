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

    /// True where it keeps strangers out: a rule that asks for no more than a claim's presence, or for a pattern
    /// that any account's value fits, does not.
    func isRestricting(_ claim: String) -> Bool {
        switch self {
        case .equals: true
        case .glob(let glob, let pattern, _):
            !ClaimTest.strangers.contains { glob.matches($0) } && ClaimTest.pinsDomain(pattern, of: claim)
        case .matches(let expression, _, _): !ClaimTest.strangers.contains { expression.fullMatch($0) != nil }
        case .anyOf(let tests): tests.allSatisfy { $0.isRestricting(claim) }
        case .exists: false
        }
    }

    /// Whether a glob over an address or a domain leaves no part of the domain's own name to strangers: anybody may
    /// register `evilexample.org`, which `*example.org` fits, and be `alice` there.
    private static func pinsDomain(_ pattern: String, of claim: String) -> Bool {
        let isWild: (UInt8) -> Bool = { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        guard pattern.utf8.contains(where: isWild) else { return true }
        let tail = pattern.utf8.reversed().prefix { !isWild($0) }.reversed()
        if claim.isExactly("email") {
            return tail.last != UInt8(ascii: "@") && tail.contains(UInt8(ascii: "@"))
        }
        if claim.isExactly("hd") {
            return tail.first == UInt8(ascii: ".") && tail.dropFirst().contains(UInt8(ascii: "."))
        }
        return true
    }

    /// Values as strangers have them, which nobody means by name: an address, a domain, numbers of the length
    /// that Google and Facebook give, a GUID, an opaque subject.
    private static let strangers = [
        "zq7stranger@zq7strangers.invalid", "zq7strangers.invalid", "907410293847561029384", "90741029384756102",
        "9f74b0c2-7d3e-4a61-8b5f-0c2d9e8f7a61", "Zq7-Stranger_0c2d9e8f7a61Xy", "",
    ]
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
            claims.contains { $0.isExactly(name.text) } && test.isRestricting(name.text)
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
