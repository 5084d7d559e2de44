extension Instant {
    /// `2026-03-12T13:40:07Z` (RFC 3339 §5.6), rounded down to the second.
    public var rfc3339: String {
        let parts = calendar
        return "\(parts.year.padded(4))-\(parts.month.padded(2))-\(parts.day.padded(2))"
            + "T\(parts.hour.padded(2)):\(parts.minute.padded(2)):\(parts.second.padded(2))Z"
    }

    /// `20260312T134007Z`, the basic form of ISO 8601 that AWS's signatures carry.
    public var basicISO8601: String { String(rfc3339.filter { $0 != "-" && $0 != ":" }) }

    /// Year, month, day and time of day in UTC, in the proleptic Gregorian calendar.
    public var calendar: (year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64) {
        let secondsPerDay: Int64 = 86_400
        var days = seconds / secondsPerDay
        var rest = seconds % secondsPerDay
        if rest < 0 {
            rest += secondsPerDay
            days -= 1
        }
        // Days are counted from 0000-03-01, so that a leap day ends its year, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// The instant of a date and time in UTC; `nil` where a part is out of its range.
    public init?(year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        // A leap second counts as the first of the next minute.
        let made = Instant(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
        let back = Instant(seconds: days * 86_400).calendar
        guard back.month == month, back.day == day else { return nil }
        self = made
    }

    /// Reads RFC 3339 §5.6: `2026-03-12T13:40:07Z`, with an optional fraction and a numeric offset.
    public init?(rfc3339 text: String) {
        var reader = ByteReader(Array(text.utf8))
        guard let year = reader.digits(4), reader.next() == UInt8(ascii: "-"), let month = reader.digits(2),
            reader.next() == UInt8(ascii: "-"), let day = reader.digits(2),
            let separator = reader.next(),
            [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(separator),
            let hour = reader.digits(2), reader.next() == UInt8(ascii: ":"), let minute = reader.digits(2),
            reader.next() == UInt8(ascii: ":"), let second = reader.digits(2),
            let whole = Instant(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var nanoseconds: Int64 = 0
        if reader.peek() == UInt8(ascii: ".") {
            guard let fraction = reader.fraction() else { return nil }
            nanoseconds = fraction
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        self.init(seconds: whole.seconds - offset, nanoseconds: nanoseconds)
    }

    /// Reads `20260312T134007Z`, exactly.
    public init?(basicISO8601 text: String) {
        var reader = ByteReader(Array(text.utf8))
        guard let year = reader.digits(4), let month = reader.digits(2), let day = reader.digits(2),
            reader.next() == UInt8(ascii: "T"), let hour = reader.digits(2), let minute = reader.digits(2),
            let second = reader.digits(2), reader.next() == UInt8(ascii: "Z"), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}

extension ByteReader {
    fileprivate mutating func digits(_ count: Int) -> Int64? {
        guard let taken = take(count) else { return nil }
        var value: Int64 = 0
        for digit in taken {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// A point and one digit or more; those past the ninth are read and dropped.
    fileprivate mutating func fraction() -> Int64? {
        guard next() == UInt8(ascii: ".") else { return nil }
        var value: Int64 = 0
        var count = 0
        while let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            _ = next()
            if count < 9 { value = value * 10 + Int64(digit - UInt8(ascii: "0")) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 9)..<9 { value *= 10 }
        return value
    }

    /// `Z` or `+hh:mm`, in seconds.
    fileprivate mutating func offset() -> Int64? {
        switch next() {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
        case let sign? where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
            guard let hours = digits(2), next() == UInt8(ascii: ":"), let minutes = digits(2), hours < 24, minutes < 60
            else { return nil }
            let value = hours * 3600 + minutes * 60
            return sign == UInt8(ascii: "-") ? -value : value
        default: return nil
        }
    }
}

extension Int64 {
    /// Decimal digits, zeros in front up to a width.
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
