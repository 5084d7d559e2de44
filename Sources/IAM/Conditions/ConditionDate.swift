import Essentials

/// The spellings of a date that conditions take (W3C, Date and Time Formats): year and month, a day, a minute, a
/// second or a part of one with its zone; or seconds since the epoch.
enum ConditionDate {
    /// Reads one; `nil` for anything else.
    static func read(_ text: String) -> Instant? {
        guard text.utf8.count <= 64 else { return nil }
        if text.utf8.allSatisfy(\.isASCIIDigit) {
            // AWS reads digits alone as seconds, so that a year alone has no spelling.
            return Int64(text).flatMap { $0 <= 1 << 53 ? Instant(seconds: $0) : nil }
        }
        switch text.utf8.count {
        case 7: return Instant(rfc3339: text + "-01T00:00:00Z")
        case 10: return Instant(rfc3339: text + "T00:00:00Z")
        default: return Instant(rfc3339: text) ?? minute(text)
        }
    }

    /// `2026-01-01T10:00Z`: the seconds are left out.
    private static func minute(_ text: String) -> Instant? {
        let bytes = text.bytes
        guard bytes.count >= 17, bytes[13] == UInt8(ascii: ":"), bytes[16] != UInt8(ascii: ":"),
            let whole = String(strictUTF8: bytes[..<16] + ":00".bytes + bytes[16...])
        else { return nil }
        return Instant(rfc3339: whole)
    }
}
