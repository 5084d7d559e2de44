public import Essentials
public import Patterns

/// `where/what`: which roles of the catalogue a rule grants. It selects and never builds.
public struct GrantSelector: Sendable {
    /// One side of the slash.
    public enum Side: Sendable {
        /// Exactly this name.
        case literal(String)
        /// Every name in the catalogue that fits.
        case glob(Glob)
        /// The name that the template gives for this person; a `*` in it is just a `*`.
        case template(Template)
    }

    /// The selector as written.
    public let text: String
    /// The account.
    public let account: Side
    /// The role.
    public let role: Side
    /// Where it stands.
    public let place: SourcePlace

    /// Reads a selector.
    ///
    /// - Throws: `SelectorError` where it is not two names with a slash between them.
    public init(_ text: String, at place: SourcePlace) throws(SelectorError) {
        let sides = GrantSelector.split(text)
        guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }) else { throw .notWhereAndWhat(text) }
        self.text = text
        self.place = place
        account = try GrantSelector.side(sides[0], in: text)
        role = try GrantSelector.side(sides[1], in: text)
    }

    /// The key of the one role it names, where both sides are literal.
    public var literal: (account: String, role: String)? {
        guard case .literal(let account) = account, case .literal(let role) = role else { return nil }
        return (account, role)
    }

    /// The templates in it.
    public var templates: [Template] {
        [account, role].compactMap { if case .template(let template) = $0 { template } else { nil } }
    }

    /// Splits at slashes outside `${…}`, where a claim's name may hold one.
    private static func split(_ text: String) -> [String] {
        var sides: [[UInt8]] = [[]]
        var isInGap = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{") { isInGap = true }
            if byte == UInt8(ascii: "}") { isInGap = false }
            if byte == UInt8(ascii: "/"), !isInGap {
                sides.append([])
            } else {
                sides[sides.count - 1].append(byte)
            }
        }
        return sides.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func side(_ text: String, in whole: String) throws(SelectorError) -> Side {
        let template: Template
        do { template = try Template(text) } catch { throw .template(error) }
        let hasStar = text.utf8.contains(UInt8(ascii: "*"))
        if let literal = template.literal { return hasStar ? .glob(Glob(literal)) : .literal(literal) }
        guard !hasStar else { throw .starBesideTemplate(whole) }
        return .template(template)
    }
}

/// Why a text selects nothing.
public enum SelectorError: Reportable, Equatable {
    case notWhereAndWhat(String)
    case starBesideTemplate(String)
    case template(TemplateError)

    /// A stable code.
    public var reason: String {
        switch self {
        case .notWhereAndWhat: "grant-malformed"
        case .starBesideTemplate: "grant-star-beside-template"
        case .template(let error): error.reason
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notWhereAndWhat(let text): "`\(text)` is not a grant"
        case .starBesideTemplate(let text): "`\(text)` mixes `*` and `${…}` in one name"
        case .template(let error): error.detail
        }
    }

    /// What would do.
    public var remedy: String? {
        switch self {
        case .notWhereAndWhat: "write it as ACCOUNT/ROLE"
        case .starBesideTemplate: "write two grants, or capture the whole name"
        case .template(let error): error.remedy
        }
    }
}
