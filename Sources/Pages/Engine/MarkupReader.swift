import Essentials

/// Where in the mark-up a template has come to.
///
/// It reads as much HTML as is needed to know where a value would stand, and refuses what the pages' policy would
/// not run and what would let a text become more than a text. It judges templates, which are written by whoever
/// runs the gateway; values never pass through it.
struct MarkupReader: Sendable {
    /// What the next character belongs to.
    enum State: Sendable, Equatable {
        case text
        /// Right behind a `<`.
        case opened
        case elementName
        /// Behind `</` or `<!`, up to the `>`.
        case closing
        case comment
        /// In a tag, between attributes.
        case tag
        case attributeName
        /// Behind an attribute's name, where an `=` may follow.
        case named
        /// Behind the `=`.
        case equals
        case value(quote: UInt8)
    }

    let template: String
    private(set) var line = 1
    private(set) var state = State.text
    private var element = ""
    private var hasSource = false
    private var attribute = ""
    /// The literal beginning of the attribute's value, up to the first value put in.
    private var beginning: [UInt8] = []
    private var holdsValue = false

    private static let refusedElements: Set<String> = [
        "style", "base", "iframe", "frame", "frameset", "object", "embed", "applet",
    ]
    private static let refusedAttributes: Set<String> = ["style", "srcdoc", "http-equiv"]
    private static let leading: Set<String> = [
        "href", "src", "action", "formaction", "xlink:href", "cite", "data", "poster", "ping", "srcset", "manifest",
        "background", "longdesc",
    ]

    init(template: String) { self.template = template }

    /// Reads literal text.
    ///
    /// - Throws: `TemplateError.unsafe`, `.malformed`.
    mutating func read(_ literal: Substring.UTF8View) throws(TemplateError) {
        for byte in literal {
            try read(byte)
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
    }

    /// Where a value that comes now would stand.
    ///
    /// - Throws: `TemplateError.unsafe` where no value may stand.
    mutating func place() throws(TemplateError) -> Template.Place {
        switch state {
        case .text: return .text
        case .equals: throw unsafe("an attribute's value without quotes")
        case .value:
            let isFirst = beginning.isEmpty && !holdsValue
            let isLink = MarkupReader.leading.contains(attribute)
            if isLink && !isFirst && !holdsValue { try checkBeginning(isWhole: false) }
            holdsValue = true
            return isLink && isFirst ? .link : .text
        default: throw unsafe("a value in the midst of a tag")
        }
    }

    /// True in the value of an attribute that leads somewhere; there no section can be judged.
    var isInLink: Bool {
        if case .value = state { return MarkupReader.leading.contains(attribute) }
        return false
    }

    /// True where a section that began at the other place may end: at the same kind of place, and not within a
    /// name that what follows would go on with.
    func isLevel(with other: MarkupReader) -> Bool {
        guard state == .text || element == other.element else { return false }
        if case .value = state { return state == other.state && attribute == other.attribute }
        return state == other.state || (state == .named && other.state == .tag)
    }

    /// Forgets what only a section brought that need not be shown.
    mutating func leaveSection(begunAt other: MarkupReader) {
        hasSource = other.hasSource
        state = other.state
    }

    private mutating func read(_ byte: UInt8) throws(TemplateError) {
        switch state {
        case .text: if byte == UInt8(ascii: "<") { state = .opened }
        case .opened: try open(byte)
        case .elementName:
            if MarkupReader.isNameEnd(byte) {
                try checkElement()
                try goOn(byte)
            } else {
                element.append(Character(Unicode.Scalar(byte | 0x20)))
            }
        case .closing:
            element.append(Character(Unicode.Scalar(byte)))
            if element == "--" { state = .comment } else if byte == UInt8(ascii: ">") { toText() }
        case .comment:
            element.append(Character(Unicode.Scalar(byte)))
            if element.hasSuffix("-->") { toText() }
        case .tag: try goOn(byte)
        case .attributeName:
            if byte == UInt8(ascii: "=") || MarkupReader.isNameEnd(byte) {
                try checkAttribute()
                state = byte == UInt8(ascii: "=") ? .equals : .named
                if state == .named { try goOn(byte) }
            } else {
                attribute.append(Character(Unicode.Scalar(byte.asciiLowercased)))
            }
        case .named:
            if byte == UInt8(ascii: "=") { state = .equals } else { try goOn(byte) }
        case .equals:
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                state = .value(quote: byte)
                beginning = []
                holdsValue = false
            } else if !MarkupReader.isSpace(byte) {
                throw unsafe("an attribute's value without quotes")
            }
        case .value(let quote):
            if byte != quote {
                if !holdsValue { beginning.append(byte) }
            } else {
                if MarkupReader.leading.contains(attribute) && !holdsValue { try checkBeginning(isWhole: true) }
                endAttribute()
            }
        }
    }

    private mutating func open(_ byte: UInt8) throws(TemplateError) {
        element = ""
        hasSource = false
        if MarkupReader.isLetter(byte) {
            state = .elementName
            element.append(Character(Unicode.Scalar(byte | 0x20)))
        } else if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") {
            state = .closing
        } else {
            throw malformed("`<` that begins no tag; write `&lt;`")
        }
    }

    /// Between attributes, or at the end of a name.
    private mutating func goOn(_ byte: UInt8) throws(TemplateError) {
        if byte == UInt8(ascii: ">") {
            guard element != "script" || hasSource else { throw unsafe("a script stands in the page itself") }
            toText()
        } else if MarkupReader.isSpace(byte) || byte == UInt8(ascii: "/") {
            if state != .named { state = .tag }
        } else if MarkupReader.isLetter(byte) {
            state = .attributeName
            attribute = String(Character(Unicode.Scalar(byte.asciiLowercased)))
        } else {
            throw malformed("a tag with a stray `\(Character(Unicode.Scalar(byte)))`")
        }
    }

    private mutating func endAttribute() {
        if attribute == "src" { hasSource = true }
        attribute = ""
        state = .tag
    }

    private mutating func toText() {
        state = .text
        attribute = ""
    }

    private func checkElement() throws(TemplateError) {
        guard !MarkupReader.refusedElements.contains(element) else {
            throw unsafe("the element `\(element)` is not taken in a template")
        }
    }

    private func checkAttribute() throws(TemplateError) {
        guard !attribute.hasPrefix("on") else {
            throw unsafe("the attribute `\(attribute)` is script in the page itself")
        }
        guard !MarkupReader.refusedAttributes.contains(attribute) else {
            throw unsafe("the attribute `\(attribute)` is not taken in a template")
        }
    }

    /// The fixed beginning of a link must say by itself where it leads: `#…`, a path, or an `http(s)` URL.
    private func checkBeginning(isWhole: Bool) throws(TemplateError) {
        let text = String(decoding: beginning, as: UTF8.self)
        let rest = beginning.dropFirst()
        let isPath =
            beginning.first == UInt8(ascii: "/")
            && (rest.first.map { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") } ?? isWhole)
        let afterScheme = ["https://", "http://"].first(where: text.hasPrefix).map { text.dropFirst($0.count) }
        // A value behind a mere `https://` would choose the host.
        let isURL = afterScheme.map { isWhole ? !$0.isEmpty : $0.dropFirst().contains("/") } ?? false
        guard beginning.first == UInt8(ascii: "#") || isPath || isURL else {
            throw unsafe("`\(attribute)` must lead to `/…`, `#…` or `https://…`, or be one value")
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private static func isNameEnd(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func unsafe(_ what: String) -> TemplateError { .unsafe(template: template, line: line, what) }

    private func malformed(_ what: String) -> TemplateError { .malformed(template: template, line: line, what) }
}
