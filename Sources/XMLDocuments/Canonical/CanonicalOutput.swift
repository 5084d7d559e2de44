import CLibXML2
import Glibc

/// The bytes of a canonical form as they come, with the escapes of Canonical XML 1.0 §2.3.
struct CanonicalOutput {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    mutating func write(_ text: LibraryText?) {
        if let text { bytes.append(contentsOf: text.buffer) }
    }

    /// A name with its prefix.
    mutating func write(prefix: LibraryText?, name: LibraryText?) {
        if let prefix {
            write(prefix)
            write(UInt8(ascii: ":"))
        }
        write(name)
    }

    /// The content of a text node.
    mutating func write(text: LibraryText?) { write(text, escaping: "&<>\r") }

    /// An attribute's value, without the quotes.
    mutating func write(value: LibraryText?) { write(value, escaping: "&<\"\t\n\r") }

    /// A CDATA section. The parser ended it at the first `]]>`, so that there is none in the content.
    mutating func write(section: LibraryText?) {
        write("<![CDATA[")
        write(section)
        write("]]>")
    }

    /// The content of a comment.
    mutating func write(comment: LibraryText?) { write(comment, escaping: "\r") }

    private mutating func write(_ text: LibraryText?, escaping special: StaticString) {
        guard var rest = text else { return }
        while true {
            let run = CanonicalOutput.length(of: rest, upTo: special)
            bytes.append(contentsOf: UnsafeBufferPointer(start: rest, count: run))
            rest += run
            guard rest.pointee != 0 else { return }
            write(CanonicalOutput.escape(rest.pointee))
            rest += 1
        }
    }

    /// How many bytes stand before one of these or the end.
    private static func length(of text: LibraryText, upTo special: StaticString) -> Int {
        strcspn(
            UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(special.utf8Start).assumingMemoryBound(to: CChar.self))
    }

    private static func escape(_ byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case 0x09: "&#x9;"
        case 0x0A: "&#xA;"
        default: "&#xD;"
        }
    }
}
