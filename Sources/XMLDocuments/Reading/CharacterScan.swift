/// Judges whether bytes are UTF-8 and hold only what XML 1.0 §2.2 has as characters.
enum CharacterScan {
    /// Throws where they are not.
    static func judge(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLError) {
        var all: UInt8 = 0
        var controls: UInt8 = 0
        for byte in bytes {
            all |= byte
            let isControl = byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
            controls |= isControl ? 1 : 0
        }
        // ASCII, which most messages are, needs no validation.
        guard all < 0x80 || (try? UTF8Span(validating: bytes.span)) != nil else { throw .notUTF8 }
        guard controls == 0 else {
            let index = bytes.firstIndex { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } ?? 0
            throw .malformed(line: line(of: index, in: bytes), "there is a control character")
        }
        guard all >= 0x80 else { return }
        for noncharacter: [UInt8] in [[0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]] {
            if let index = bytes.find(noncharacter, from: 0) {
                throw .malformed(line: line(of: index, in: bytes), "there is a character that XML does not have")
            }
        }
    }

    /// The line that this byte stands in; the first is 1.
    static func line(of index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        1 + bytes[..<index].count { $0 == 0x0A }
    }
}
