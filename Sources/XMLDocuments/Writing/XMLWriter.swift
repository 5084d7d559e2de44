/// Writes a document. Text and attribute values are escaped; names are the program's own.
public struct XMLWriter: Sendable {
    /// How elements stand to each other.
    public enum Layout: Sendable {
        /// A line each, two spaces a level.
        case indented
        /// Without any white space between them, so that what is signed has none that a reader could lose.
        case compact
    }

    /// What has been written.
    public private(set) var text: String
    private var open: [String] = []
    private let layout: Layout

    /// Starts without an XML declaration, as AWS's answers do.
    public init(_ layout: Layout = .indented) {
        text = ""
        self.layout = layout
    }

    /// What has been written, as UTF-8.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// Opens an element, closes it after what `content` writes. Names carry their prefix; namespaces are declared
    /// as attributes.
    public mutating func element<Failure>(
        _ name: String, attributes: [(name: String, value: String)] = [],
        _ content: (inout XMLWriter) throws(Failure) -> Void
    ) throws(Failure) {
        indent()
        start(name, attributes)
        end(of: ">")
        open.append(name)
        defer { open.removeLast() }
        try content(&self)
        let levels = open.count - 1
        if layout == .indented { text += String(repeating: "  ", count: levels) }
        end(of: "</\(name)>")
    }

    /// Writes an element that holds text only.
    public mutating func element(_ name: String, attributes: [(name: String, value: String)] = [], text value: String) {
        indent()
        start(name, attributes)
        // One by one: an interpolated text is built apart first and then copied.
        text += ">"
        text += XMLWriter.escape(value)
        text += "</"
        text += name
        end(of: ">")
    }

    /// Writes an element that holds text only, where there is a text.
    public mutating func element(_ name: String, text value: String?) {
        if let value { element(name, text: value) }
    }

    /// Writes an element that holds nothing.
    public mutating func empty(_ name: String, attributes: [(name: String, value: String)] = []) {
        indent()
        start(name, attributes)
        end(of: "/>")
    }

    /// Writes an element that is XML already, such as a signed assertion, as it is.
    public mutating func raw(_ element: [UInt8]) {
        indent()
        end(of: String(decoding: element, as: UTF8.self))
    }

    private mutating func indent() {
        if layout == .indented { for _ in open { text += "  " } }
    }

    private mutating func start(_ name: String, _ attributes: [(name: String, value: String)]) {
        text += "<"
        text += name
        for attribute in attributes { text += " \(attribute.name)=\"\(XMLWriter.escape(attribute.value))\"" }
    }

    private mutating func end(of line: String) {
        text += line
        if layout == .indented { text += "\n" }
    }

    /// ASCII that stands for itself in text and attribute values.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: byte >= 0x20 && byte < 0x7F
        }
    }

    /// Escapes `& < > " '` and what a reader would normalise; a character that XML 1.0 §2.2 does not have becomes
    /// U+FFFD.
    public static func escape(_ text: String) -> String {
        // Nearly every text is plain; scalar by scalar it costs more than all the rest of an answer.
        if text.utf8.allSatisfy(isPlain) { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "'": out.append(contentsOf: "&#39;".unicodeScalars)
            case "\r": out.append(contentsOf: "&#13;".unicodeScalars)
            case "\n": out.append(contentsOf: "&#10;".unicodeScalars)
            case "\t": out.append(contentsOf: "&#9;".unicodeScalars)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
