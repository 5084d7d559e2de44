import Essentials

@testable import HTTP

/// Request line and fields as a stranger writes them, to the judge that stands before every handler.
enum RequestHeadsTarget {
    static func run(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.first.map { $0.split(separator: UInt8(ascii: " "), maxSplits: 2) } ?? []
        guard line.count == 3 else { return }
        let fields = lines.dropFirst().map { field -> RawRequestHead.Field in
            let colon = field.firstIndex(of: UInt8(ascii: ":")) ?? field.endIndex
            return (Array(field[..<colon]), Array(field[colon...].dropFirst()))
        }
        let raw = RawRequestHead(
            method: Array(line[0]), target: Array(line[1]), version: Array(line[2]), fields: fields, layout: nil)
        guard let head = try? RequestHead(judging: raw, limits: .init(headerBytes: 16_384, bodyBytes: 1_048_576)) else {
            return
        }
        promise(head.headers.all("Host").count <= 1, "two Host fields passed")
        promise(
            !(head.headers.contains("Transfer-Encoding") && head.headers.contains("Content-Length")),
            "Transfer-Encoding passed beside Content-Length")
        promise(head.rawTarget.first == UInt8(ascii: "/"), "a target that is no path passed")
        for (name, value) in head.headers.fields {
            promise(!name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a name that is no token passed")
            promise(value.utf8.allSatisfy { $0 != 0 && $0 != 0x0A && $0 != 0x0D }, "a line break passed in a value")
        }
    }
}

/// Queries and form bodies.
enum FormsTarget {
    static func run(_ bytes: [UInt8]) {
        guard let form = try? FormFields(parsing: bytes) else { return }
        promise(form.pairs.count <= FormFields.maximumFields, "more fields passed than the limit")
        let written = Array(PercentEncoding.form(form.pairs.map { ($0.name, $0.value) }).utf8)
        guard let again = try? FormFields(parsing: written, limit: .max) else {
            return promise(false, "what was read does not read again")
        }
        let isSame = zip(form.pairs, again.pairs).allSatisfy {
            $0.name.isExactly($1.name) && $0.value.isExactly($1.value)
        }
        promise(isSame && form.pairs.count == again.pairs.count, "what was read reads differently again")
        _ = Cookies(["Cookie": String(decoding: bytes, as: UTF8.self)]).pairs
    }
}
