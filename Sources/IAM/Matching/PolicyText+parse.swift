import Essentials

/// Why a text with `${` is not understood.
struct VariableFault: Error, Equatable {
    let text: String
    let why: String
}

extension PolicyText {
    /// Reads a text. Where it has no wildcards `*` and `?` are plain characters; where it has no variables, as in
    /// version 2008-10-17, `${` is.
    ///
    /// - Throws: `VariableFault` where a variable does not end, has no name, or has a default without quotes.
    init(_ text: String, wildcards: Bool, variables: Bool) throws(VariableFault) {
        var reader = Reader(bytes: text.bytes, text: text)
        pieces = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
        }
        while let byte = reader.next() {
            switch byte {
            case UInt8(ascii: "*") where wildcards:
                flush()
                if pieces.last != .anyRun { pieces.append(.anyRun) }
            case UInt8(ascii: "?") where wildcards:
                flush()
                pieces.append(.anyOne)
            case UInt8(ascii: "$") where variables && reader.peek() == UInt8(ascii: "{"):
                if let character = reader.escapedCharacter() {
                    literal.append(character)
                } else {
                    flush()
                    pieces.append(try reader.variable())
                }
            default: literal.append(byte)
            }
        }
        flush()
    }

    private struct Reader {
        let bytes: [UInt8]
        let text: String
        var position = 0

        init(bytes: [UInt8], text: String) {
            self.bytes = bytes
            self.text = text
        }

        func peek(_ distance: Int = 0) -> UInt8? {
            position + distance < bytes.count ? bytes[position + distance] : nil
        }

        mutating func next() -> UInt8? {
            guard let byte = peek() else { return nil }
            position += 1
            return byte
        }

        /// `{*}`, `{?}` and `{$}` behind a `$`.
        mutating func escapedCharacter() -> UInt8? {
            guard let character = peek(1), peek(2) == UInt8(ascii: "}"),
                character == UInt8(ascii: "*") || character == UInt8(ascii: "?") || character == UInt8(ascii: "$")
            else { return nil }
            position += 3
            return character
        }

        /// `{key}` or `{key, 'default'}`.
        mutating func variable() throws(VariableFault) -> Piece {
            position += 1
            let key = taken { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "{") }
            guard let first = key.first, let last = key.last, first != UInt8(ascii: " "), last != UInt8(ascii: " "),
                let name = String(strictUTF8: key.map(\.asciiLowercased))
            else { throw fault("a variable has no name, or a space beside it") }
            var fallback: [UInt8]?
            if peek() == UInt8(ascii: ",") {
                position += 1
                _ = taken { $0 == UInt8(ascii: " ") }
                guard next() == UInt8(ascii: "'") else { throw fault("a default stands in single quotes") }
                fallback = taken { $0 != UInt8(ascii: "'") }
                guard next() == UInt8(ascii: "'") else { throw fault("a default's quotes do not end") }
            }
            guard next() == UInt8(ascii: "}") else { throw fault("a variable does not end with `}`") }
            return .variable(ExactString(name), fallback: fallback)
        }

        private mutating func taken(while holds: (UInt8) -> Bool) -> [UInt8] {
            let start = position
            while let byte = peek(), holds(byte) { position += 1 }
            return Array(bytes[start..<position])
        }

        private func fault(_ why: String) -> VariableFault { VariableFault(text: text, why: why) }
    }
}
