/// Judges whether bytes are UTF-8 and hold only what XML 1.0 §2.2 has as characters.
enum CharacterScan {
    /// Throws where they are not.
    static func judge(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLError) {
        let (isASCII, controls) = survey(UnsafeRawBufferPointer(bytes))
        // ASCII, which most messages are, needs no validation.
        guard isASCII || (try? UTF8Span(validating: bytes.span)) != nil else { throw .notUTF8 }
        guard !controls else {
            let index = bytes.firstIndex(where: isControl) ?? 0
            throw .malformed(line: line(of: index, in: bytes), "there is a control character")
        }
        guard !isASCII else { return }
        for noncharacter: [UInt8] in [[0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]] {
            if let index = bytes.find(noncharacter, from: 0) {
                throw .malformed(line: line(of: index, in: bytes), "there is a character that XML does not have")
            }
        }
    }

    /// Whether all bytes are ASCII, and whether there is a control character; eight bytes at a time.
    private static func survey(_ bytes: UnsafeRawBufferPointer) -> (isASCII: Bool, controls: Bool) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        var all: UInt64 = 0
        var index = 0
        var controls = false
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            all |= word
            // A bit for each byte below 0x20; line ends and tabs are among them.
            if (word &- ones &* 0x20) & ~word & tops != 0 {
                for byte in bytes[index..<index + 8] where isControl(byte) { controls = true }
            }
            index += 8
        }
        for byte in bytes[index...] {
            all |= UInt64(byte)
            if isControl(byte) { controls = true }
        }
        return (all & tops == 0, controls)
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
    }

    /// The line that this byte stands in; the first is 1.
    static func line(of index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        1 + bytes[..<index].count { $0 == 0x0A }
    }
}
