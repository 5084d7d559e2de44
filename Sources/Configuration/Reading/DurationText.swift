import Essentials

/// Durations as people write them.
enum DurationText {
    private static let units: [(letter: Character, seconds: Int64, word: String)] = [
        ("d", 86_400, "day"), ("h", 3600, "hour"), ("m", 60, "minute"), ("s", 1, "second"),
    ]

    /// `1h30m`, `15m`, `90s`, `2d`, or whole seconds; larger units first, each once. At most ten years.
    static func read(_ text: String) -> Duration? {
        if let seconds = whole(Substring(text)) { return bounded(seconds) }
        var rest = Substring(text)
        var total: Int64 = 0
        var isAnything = false
        for unit in units {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard rest.dropFirst(digits.count).first == unit.letter else { continue }
            guard let number = whole(digits), number <= 315_360_000 / unit.seconds else { return nil }
            total += number * unit.seconds
            rest = rest.dropFirst(digits.count + 1)
            isAnything = true
        }
        return isAnything && rest.isEmpty ? bounded(total) : nil
    }

    /// The shortest way to write it, `1h30m`.
    static func write(_ duration: Duration) -> String {
        var seconds = duration.wholeSeconds
        var text = ""
        for unit in units where seconds >= unit.seconds {
            text += "\(seconds / unit.seconds)\(unit.letter)"
            seconds %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }

    /// In words, "1 hour and 30 minutes".
    static func words(_ duration: Duration) -> String {
        var seconds = duration.wholeSeconds
        var parts: [String] = []
        for unit in units where seconds >= unit.seconds {
            let count = seconds / unit.seconds
            parts.append("\(count) \(unit.word)\(count == 1 ? "" : "s")")
            seconds %= unit.seconds
        }
        return parts.isEmpty ? "0 seconds" : parts.joined(separator: " and ")
    }

    private static func whole(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.count <= 10,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int64(digits)
    }

    private static func bounded(_ seconds: Int64) -> Duration? {
        seconds <= 315_360_000 ? .seconds(seconds) : nil
    }
}
