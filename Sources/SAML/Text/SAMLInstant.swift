internal import Essentials

/// `xs:dateTime` as SAML writes it (SAML Core §1.3.3): in UTC, with a `Z`, without leap seconds.
enum SAMLInstant {
    /// The instant; `nil` for any other spelling, a numeric offset among them.
    static func read(_ text: String) -> Instant? {
        let bytes = Array(text.utf8.prefix(41))
        guard (20...40).contains(bytes.count), bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z"),
            bytes[17] != UInt8(ascii: "6")
        else { return nil }
        return Instant(rfc3339: text)
    }

    /// Whole seconds.
    static func write(_ instant: Instant) -> String { instant.rfc3339 }
}
