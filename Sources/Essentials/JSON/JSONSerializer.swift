extension JSONValue {
    /// The value as JSON text, without white space, members in their order.
    public var serialized: String { String(decoding: serializedBytes, as: UTF8.self) }

    /// The value as UTF-8 JSON text.
    public var serializedBytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out, indent: nil)
        return out
    }

    /// The value as JSON text for people: two spaces a level.
    public var pretty: String {
        var out: [UInt8] = []
        write(to: &out, indent: 0)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8], indent: Int?) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): out.append(contentsOf: value.text.utf8)
        case .string(let value): JSONValue.write(value, to: &out)
        case .array(let elements):
            JSONValue.list(elements, "[", "]", to: &out, indent: indent) { element, out, inner in
                element.write(to: &out, indent: inner)
            }
        case .object(let object):
            JSONValue.list(object.members, "{", "}", to: &out, indent: indent) { member, out, inner in
                JSONValue.write(member.name, to: &out)
                out.append(UInt8(ascii: ":"))
                if inner != nil { out.append(UInt8(ascii: " ")) }
                member.value.write(to: &out, indent: inner)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element], _ open: String, _ close: String, to out: inout [UInt8], indent: Int?,
        write: (Element, inout [UInt8], Int?) -> Void
    ) {
        out.append(contentsOf: open.utf8)
        let inner = indent.map { $0 + 1 }
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            newLine(to: &out, indent: inner)
            write(element, &out, inner)
        }
        if !elements.isEmpty { newLine(to: &out, indent: indent) }
        out.append(contentsOf: close.utf8)
    }

    private static func newLine(to out: inout [UInt8], indent: Int?) {
        guard let indent else { return }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: indent * 2))
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        defer { out.append(UInt8(ascii: "\"")) }
        if text.utf8.inOnePiece({ $0.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F } }) {
            out.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
            case 0x0A: out.append(contentsOf: "\\n".utf8)
            case 0x00..<0x20, 0x7F:
                out.append(contentsOf: "\\u00".utf8)
                out.append(contentsOf: Hexadecimal.encode([byte]).utf8)
            default: out.append(byte)
            }
        }
    }
}

extension JSONObject {
    /// The object as JSON text, without white space.
    public var serialized: String { JSONValue.object(self).serialized }
    /// The object as UTF-8 JSON text.
    public var serializedBytes: [UInt8] { JSONValue.object(self).serializedBytes }
}
