internal import XMLDocuments

/// Writes a message on one line, so that nothing but what is meant is signed. Names are the program's own.
struct MessageWriter {
    private(set) var text = ""

    /// The message as bytes.
    var bytes: [UInt8] { Array(text.utf8) }

    /// An element with what `content` writes inside; attributes without a value are left out.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: (inout MessageWriter) -> Void
    ) {
        open(name, attributes)
        text += ">"
        content(&self)
        text += "</\(name)>"
    }

    /// An element that holds text only.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text value: String) {
        element(name, attributes) { $0.text += XMLWriter.escape(value) }
    }

    /// An element without content.
    mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:]) {
        open(name, attributes)
        text += "/>"
    }

    /// XML that was written before.
    mutating func raw(_ xml: [UInt8]) { text += String(decoding: xml, as: UTF8.self) }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
        text += "<\(name)"
        for (name, value) in attributes {
            if let value { text += " \(name)=\"\(XMLWriter.escape(value))\"" }
        }
    }
}
