extension JSONValue {
    /// Parses a whole JSON text (RFC 8259) strictly: UTF-8 only, no byte-order mark, no duplicate names
    /// (nor names that are canonically equivalent), no lone surrogates, nothing before or after but space.
    ///
    /// - Throws: `JSONError`.
    public init(parsing bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        var result: Result<JSONValue, JSONError> = .failure(.malformed(offset: 0, "nothing was read"))
        bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(text: buffer, limits: limits)
            do throws(JSONError) { result = .success(try parser.document()) } catch { result = .failure(error) }
        }
        self = try result.get()
    }

    /// Parses a whole JSON text.
    public init(parsing text: String, limits: JSONLimits) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

extension JSONObject {
    /// Parses a JSON text whose outermost value must be an object.
    public init(parsing bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        guard case .object(let object) = try JSONValue(parsing: bytes, limits: limits) else {
            throw .malformed(offset: 0, "an object was expected")
        }
        self = object
    }
}

/// One pass over the bytes. Every read goes through `peek`, which knows the end.
private struct JSONParser {
    let text: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var position = 0
    var values = 0

    init(text: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == text.count else { throw malformed("something follows the value") }
        return value
    }

    private func malformed(_ what: String) -> JSONError { .malformed(offset: position, what) }

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        values += 1
        guard values <= limits.values else { throw .tooMany(limit: limits.values) }
        switch peek() {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            return .number(try number())
        case nil: throw malformed("the text ends where a value was expected")
        default: throw malformed("a value was expected")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw malformed("a value was expected") }
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        position += 1
        var members: [JSONObject.Member] = []
        var names: Set<String>?
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw malformed("a member's name was expected") }
            let name = try string()
            guard try isNew(name, among: members, &names) else { throw .duplicateName(name) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw malformed("`:` was expected") }
            skipSpace()
            members.append((name, try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(JSONObject(unique: members)) }
            guard take(UInt8(ascii: ",")) else { throw malformed("`,` or `}` was expected") }
            skipSpace()
        }
    }

    /// Whether no member has this name, nor one that is canonically equivalent.
    ///
    /// A scan is quickest for the few members of a token; a set keeps a large object linear. Where a name is not
    /// ASCII, equivalence is worked out by normalisation, which takes the square of a run of combining marks: such
    /// a name is short, and is normalised once, for the set.
    private func isNew(
        _ name: String, among members: [JSONObject.Member], _ names: inout Set<String>?
    ) throws(JSONError) -> Bool {
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        guard isASCII || name.utf8.count <= JSONParser.longestForeignName else {
            throw malformed("a name beyond ASCII of more than \(JSONParser.longestForeignName) bytes")
        }
        if names == nil {
            if isASCII, members.count < 32 { return !members.contains { $0.name.isExactly(name) } }
            names = Set(members.map(\.name))
        }
        return names?.insert(name).inserted == true
    }

    private static let longestForeignName = 256

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw malformed("`,` or `]` was expected") }
            skipSpace()
        }
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        guard position - start <= 64 else { throw malformed("a number of more than 64 characters") }
        return JSONNumber(checked: String(decoding: text[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw malformed("a digit was expected") }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = peek() {
            // What most of a text is, first.
            if byte > UInt8(ascii: "\\") || (byte > UInt8(ascii: "\"") && byte < UInt8(ascii: "\\")) {
                position += 1
                continue
            }
            if byte == UInt8(ascii: "\"") {
                let found = String(strictUTF8: text[start..<position])
                guard let found else { throw malformed("a text is not UTF-8") }
                position += 1
                return found
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw malformed("a control character stands in a text") }
            position += 1
        }
        throw malformed("a text does not end")
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var out = Array(text[start..<position])
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let found = String(strictUTF8: out) else { throw malformed("a text is not UTF-8") }
                return found
            case UInt8(ascii: "\\"): out.append(contentsOf: String(try escape()).utf8)
            case 0x00..<0x20: throw malformed("a control character stands in a text")
            default: out.append(byte)
            }
        }
        throw malformed("a text does not end")
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = peek() else { throw malformed("a text does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw malformed("an escape that JSON does not have")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw malformed("half of a surrogate pair")
        }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw malformed("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Hexadecimal.value(of: byte) else {
                throw malformed("four hexadecimal digits were expected")
            }
            position += 1
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
