internal import Essentials

/// The times of metadata: `xs:dateTime` and `xs:duration`. Publishers spell an instant in more ways than messages do.
enum MetadataTime {
    /// Reads an instant (SAML Core §1.3.3, XML Schema 2 §3.2.7): RFC 3339, or the same without a zone, which means
    /// UTC; white space around it is dropped.
    static func instant(_ text: String) -> Instant? {
        guard text.utf8.count <= 128 else { return nil }
        let trimmed = text.collapsed
        guard separatesByT(trimmed) else { return nil }
        return Instant(rfc3339: trimmed) ?? Instant(rfc3339: trimmed + "Z")
    }

    /// RFC 3339 also takes a space there.
    private static func separatesByT(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count > 10 && bytes[10] == UInt8(ascii: "T")
    }

    /// Reads a duration that is not negative (XML Schema 2 §3.2.6): `P1DT12H`, `PT6H30M`. A month counts as 30 days
    /// and a year as 365. `nil` also for one of more than a thousand years.
    static func duration(_ text: String) -> Duration? {
        guard text.utf8.count <= 128 else { return nil }
        var reader = ByteReader(Array(text.collapsed.utf8))
        guard reader.next() == UInt8(ascii: "P") else { return nil }
        var rest = dateUnits[...]
        var seconds: Int64 = 0
        var parts = 0
        var isInTime = false
        while let byte = reader.peek() {
            if byte == UInt8(ascii: "T"), !isInTime {
                _ = reader.next()
                isInTime = true
                rest = timeUnits[...]
                // `T` promises a part behind it.
                guard reader.peek() != nil else { return nil }
                continue
            }
            guard let number = reader.number(), let (letter, hasFraction) = reader.unit(),
                let index = rest.firstIndex(where: { $0.letter == letter }), !hasFraction || letter == UInt8(ascii: "S")
            else { return nil }
            seconds += number * rest[index].seconds
            guard seconds <= 1000 * 365 * 86_400 else { return nil }
            rest = rest[(index + 1)...]
            parts += 1
        }
        return parts > 0 ? .seconds(seconds) : nil
    }

    private typealias Unit = (letter: UInt8, seconds: Int64)
    private static let dateUnits: [Unit] = [
        (UInt8(ascii: "Y"), 365 * 86_400), (UInt8(ascii: "M"), 30 * 86_400), (UInt8(ascii: "D"), 86_400),
    ]
    private static let timeUnits: [Unit] = [
        (UInt8(ascii: "H"), 3600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
    ]

    /// Writes whole seconds as a duration.
    static func text(_ duration: Duration) -> String { "PT\(max(0, duration.wholeSeconds))S" }
}

extension ByteReader {
    /// Up to nine digits.
    fileprivate mutating func number() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            guard count < 9 else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            count += 1
            _ = next()
        }
        return count > 0 ? value : nil
    }

    /// The letter of a unit; before it a fraction may stand, which is dropped.
    fileprivate mutating func unit() -> (letter: UInt8, hasFraction: Bool)? {
        guard peek() == UInt8(ascii: ".") else { return next().map { ($0, false) } }
        _ = next()
        guard number() != nil else { return nil }
        return next().map { ($0, true) }
    }
}
