/// What a template may put in.
indirect enum TemplateValue: Sendable {
    /// A text; escaped wherever it stands.
    case text(String)
    /// A place to go: a path of ours or an `http(s)` URL. The only value that may begin an `href`, `src` or
    /// `action`.
    case link(Link)
    /// Whether a section is shown.
    case flag(Bool)
    /// A section shown once for each.
    case list([TemplateValues])
    /// A section shown once, with its own names.
    case values(TemplateValues)
    /// Nothing: an optional that is absent.
    case absent

    /// A text, or nothing.
    static func optional(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .absent }
}

/// Names and their values.
typealias TemplateValues = [String: TemplateValue]

/// A place that a page may lead to.
public struct Link: Sendable, Hashable, ExpressibleByStringLiteral {
    let text: String

    /// A rooted path (one slash in front) or an `http(s)` URL; anything else, `javascript:` first of all, becomes
    /// `#`, which leads nowhere.
    public init(_ text: String) {
        let isPath = text.hasPrefix("/") && !text.hasPrefix("//") && !text.hasPrefix("/\\")
        let isURL = text.hasPrefix("https://") || text.hasPrefix("http://")
        let isVisible = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        self.text = (isPath || isURL) && isVisible ? text : "#"
    }

    /// A rooted path or an `http(s)` URL.
    public init(stringLiteral value: String) { self.init(value) }
}
