/// Writes a document, two spaces a level. Text and attribute values are escaped; names are the program's own.
public struct XMLWriter: Sendable {
    /// What has been written.
    public private(set) var text: String
    private var open: [String] = []

    /// Starts without an XML declaration, as AWS's answers do.
    public init() { text = "" }

    /// Opens an element, closes it after what `content` writes.
    public mutating func element(
        _ name: String, attributes: [(name: String, value: String)] = [], _ content: (inout XMLWriter) -> Void
    ) {
        indent()
        text += "<\(name)"
        for attribute in attributes { text += " \(attribute.name)=\"\(XMLWriter.escape(attribute.value))\"" }
        text += ">\n"
        open.append(name)
        content(&self)
        open.removeLast()
        indent()
        text += "</\(name)>\n"
    }

    /// Writes an element that holds text only.
    public mutating func element(_ name: String, text value: String) {
        indent()
        text += "<\(name)>\(XMLWriter.escape(value))</\(name)>\n"
    }

    /// Writes an element that holds text only, where there is a text.
    public mutating func element(_ name: String, text value: String?) {
        if let value { element(name, text: value) }
    }

    private mutating func indent() { text += String(repeating: "  ", count: open.count) }

    /// Escapes `& < > " '` and what a reader would normalise; a character that XML 1.0 §2.2 does not have becomes
    /// U+FFFD.
    public static func escape(_ text: String) -> String {
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
