/// Base64 in its two alphabets, decoded strictly (RFC 4648 §3.2, §3.5, §5): no white space, no foreign
/// character, padding exactly as the form demands it, and no bit left over.
public enum Base64 {
    /// Encodes without padding in the URL-safe alphabet (RFC 7515 §2).
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: urlAlphabet, padded: false)
    }

    /// Encodes with padding in the standard alphabet (RFC 4648 §4).
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: standardAlphabet, padded: true)
    }

    /// Decodes unpadded base64url; `nil` for anything that is not the one canonical spelling.
    public static func decodeURL(_ text: some Collection<UInt8>) -> [UInt8]? { decode(text, table: urlTable) }

    /// Decodes unpadded base64url; `nil` for anything that is not the one canonical spelling.
    public static func decodeURL(_ text: String) -> [UInt8]? { decode(text.utf8, table: urlTable) }

    /// Decodes padded standard base64; `nil` for anything that is not the one canonical spelling.
    public static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 4) else { return nil }
        // By bytes: of Characters, the last may be a foreign mark and the `=` behind it in one.
        var body = text.utf8[...]
        if body.last == UInt8(ascii: "=") { body = body.dropLast() }
        if body.last == UInt8(ascii: "=") { body = body.dropLast() }
        return decode(body, table: standardTable)
    }

    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlTable = table(of: urlAlphabet)
    private static let standardTable = table(of: standardAlphabet)
    private static let foreign: UInt8 = 0xFF

    private static func table(of alphabet: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: foreign, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: [UInt8], padded: Bool) -> String {
        bytes.inOnePiece { encodeBuffer($0, alphabet: alphabet, padded: padded) }
    }

    private static func encodeBuffer(_ bytes: UnsafeBufferPointer<UInt8>, alphabet: [UInt8], padded: Bool) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { out in
            var written = 0
            func put(_ character: UInt8) {
                out[written] = character
                written += 1
            }
            alphabet.withUnsafeBufferPointer { alphabet in
                var position = 0
                while position < bytes.count {
                    let left = min(3, bytes.count - position)
                    let bits =
                        UInt32(bytes[position]) << 16 | (left > 1 ? UInt32(bytes[position + 1]) << 8 : 0)
                        | (left > 2 ? UInt32(bytes[position + 2]) : 0)
                    // So many bytes make one character more than there are of them.
                    for index in 0...left { put(alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)]) }
                    position += left
                }
            }
            while padded && !written.isMultiple(of: 4) { put(UInt8(ascii: "=")) }
            return written
        }
    }

    private static func decode(_ text: some Collection<UInt8>, table: [UInt8]) -> [UInt8]? {
        text.inOnePiece { decodeBuffer($0, table: table) }
    }

    private static func decodeBuffer(_ text: UnsafeBufferPointer<UInt8>, table: [UInt8]) -> [UInt8]? {
        let tail = text.count & 3
        guard tail != 1 else { return nil }
        let length = text.count / 4 * 3 + (tail == 0 ? 0 : tail - 1)
        var valid = true
        let decoded = [UInt8](unsafeUninitializedCapacity: length) { out, written in
            table.withUnsafeBufferPointer { table in
                var seen: UInt8 = 0
                var leftOver: UInt8 = 0
                var position = 0
                while position + 4 <= text.count {
                    let first = table[Int(text[position])]
                    let second = table[Int(text[position + 1])]
                    let third = table[Int(text[position + 2])]
                    let fourth = table[Int(text[position + 3])]
                    seen |= first | second | third | fourth
                    out[written] = first << 2 | second >> 4
                    out[written + 1] = second << 4 | third >> 2
                    out[written + 2] = third << 6 | fourth
                    written += 3
                    position += 4
                }
                // Two characters make one byte and leave four bits, three make two and leave two.
                if tail >= 2 {
                    let first = table[Int(text[position])]
                    let second = table[Int(text[position + 1])]
                    seen |= first | second
                    out[written] = first << 2 | (second & 63) >> 4
                    written += 1
                    leftOver = second & 15
                    if tail == 3 {
                        let third = table[Int(text[position + 2])]
                        seen |= third
                        out[written] = second << 4 | (third & 63) >> 2
                        written += 1
                        leftOver = third & 3
                    }
                }
                valid = seen & 0xC0 == 0 && leftOver == 0
            }
        }
        return valid ? decoded : nil
    }
}
