import CRE2
public import Essentials

/// A regular expression in RE2's syntax, compiled once. It matches whole values only, in time linear in
/// the value, with a bounded memory, and letter case counts unless said otherwise.
///
/// `.` does not match a line feed unless the pattern says `(?s)`.
public final class RegularExpression: Sendable {
    /// Bytes a pattern may have.
    public static let maximumPatternBytes = 4096
    /// Capturing groups a pattern may have.
    public static let maximumGroups = 64
    /// Bytes that the compiled program and its caches may take.
    static let maximumMemory: Int64 = 1_048_576

    // RE2's const methods may be called from several threads; the object is freed once, in deinit.
    nonisolated(unsafe) private let handle: OpaquePointer
    private let groupNames: [(group: Int, name: ExactString)]
    private let groupCount: Int

    /// The pattern as written.
    public let pattern: String

    /// Compiles a pattern.
    ///
    /// - Throws: `PatternError` where it is too long, not RE2's syntax, or too large when compiled.
    public init(_ pattern: String, ignoresCase: Bool) throws(PatternError) {
        let bytes = pattern.bytes
        guard bytes.count <= Self.maximumPatternBytes else {
            throw .tooLong(bytes: bytes.count, limit: Self.maximumPatternBytes)
        }
        guard !Self.usesSingleByte(bytes) else { throw .singleByte(pattern: pattern) }
        guard let made = cre2_compile(bytes, bytes.count, ignoresCase, Self.maximumMemory) else { throw .outOfMemory }
        guard cre2_is_valid(made) else {
            let why = Self.text { cre2_error(made, $0, $1) }
            cre2_free(made)
            throw .invalid(pattern: pattern, why: why)
        }
        let count = Int(cre2_group_count(made))
        guard count >= 0, count <= Self.maximumGroups else {
            cre2_free(made)
            throw .tooManyGroups(count, limit: Self.maximumGroups)
        }
        var names: [(group: Int, name: ExactString)] = []
        for group in 0..<count {
            let name = Self.text { cre2_group_name(made, Int32(group + 1), $0, $1) }
            guard !name.isEmpty else { continue }
            // RE2 lets a name stand twice; which of the two a template means, nobody could say.
            guard !names.contains(where: { $0.name.text == name }) else {
                cre2_free(made)
                throw .invalid(pattern: pattern, why: "two groups have the name \(name)")
            }
            names.append((group + 1, ExactString(name)))
        }
        self.pattern = pattern
        handle = made
        groupNames = names
        groupCount = count
    }

    deinit { cre2_free(handle) }

    /// The names of the named groups (`(?P<name>…)`), in the order they stand in the pattern.
    public var captureNames: [String] { groupNames.map(\.name.text) }

    /// Matches the whole text; `nil` where it does not match.
    public func fullMatch(_ text: String) -> RegularExpressionMatch? { match(text.bytes) }

    /// Matches the whole text given as bytes; bytes that are not UTF-8 never match.
    public func fullMatch(bytes: [UInt8]) -> RegularExpressionMatch? {
        guard String(strictUTF8: bytes) != nil else { return nil }
        return match(bytes)
    }

    /// `bytes` are UTF-8. Memory running short is no match: whatever was to be granted is not.
    private func match(_ bytes: [UInt8]) -> RegularExpressionMatch? {
        var ranges = [cre2_range](repeating: cre2_range(start: -1, end: -1), count: groupCount + 1)
        guard cre2_full_match(handle, bytes, bytes.count, &ranges, Int32(groupCount)) == 1 else { return nil }
        var captures: [ExactString: String] = [:]
        for (group, name) in groupNames {
            let range = ranges[group]
            guard range.start >= 0, range.end >= range.start, range.end <= Int64(bytes.count) else { continue }
            guard let text = String(strictUTF8: bytes[Int(range.start)..<Int(range.end)]) else { return nil }
            captures[name] = text
        }
        return RegularExpressionMatch(captures: captures)
    }

    /// Whether `\C` stands in the pattern outside `\Q…\E`.
    private static func usesSingleByte(_ pattern: [UInt8]) -> Bool {
        var reader = ByteReader(pattern)
        var isQuoted = false
        while let byte = reader.next() {
            guard byte == UInt8(ascii: "\\"), let escaped = reader.peek() else { continue }
            switch escaped {
            case UInt8(ascii: "E"): isQuoted = false
            // Within a quotation a backslash is itself, and may be the one before `E`.
            case _ where isQuoted: continue
            case UInt8(ascii: "Q"): isQuoted = true
            case UInt8(ascii: "C"): return true
            default: break
            }
            _ = reader.next()
        }
        return false
    }

    private static func text(_ fill: (UnsafeMutablePointer<UInt8>?, Int) -> Int) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: maximumPatternBytes + 256) { buffer, count in
            count = fill(buffer.baseAddress, buffer.count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// That a text matched, and what the named groups took.
public struct RegularExpressionMatch: Sendable, Equatable {
    /// What each named group took; a group that took no part is absent.
    public let captures: [ExactString: String]

    /// What the group of exactly this name took.
    public subscript(name: String) -> String? { captures[ExactString(name)] }
}
