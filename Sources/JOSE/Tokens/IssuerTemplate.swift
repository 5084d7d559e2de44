internal import Essentials

/// An issuer with at most one placeholder in braces.
struct IssuerTemplate {
    private let prefix: String
    private let suffix: String?

    /// `nil` where braces do not make exactly one placeholder or none.
    init?(_ text: String) {
        let opening = text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "{") }
        let closing = text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "}") }
        if opening.isEmpty && closing.isEmpty {
            prefix = text
            suffix = nil
            return
        }
        guard opening.count == 1, closing.count == 1, let start = opening.first, let end = closing.first, start < end
        else { return nil }
        prefix = String(text[..<start])
        suffix = String(text[text.utf8.index(after: end)...])
    }

    /// The issuer with the placeholder filled; `nil` where the value may not fill one.
    func filled(with value: String) -> String? {
        guard let suffix else { return prefix }
        guard IssuerTemplate.mayFill(value) else { return nil }
        return prefix + value + suffix
    }

    /// Whether some value that may fill the placeholder makes this issuer of it.
    func fits(_ issuer: String) -> Bool {
        guard let suffix else { return prefix.isExactly(issuer) }
        let length = issuer.utf8.count - prefix.utf8.count - suffix.utf8.count
        guard length > 0, issuer.startsExactly(with: prefix), issuer.endsExactly(with: suffix) else { return false }
        let value = issuer.utf8.dropFirst(prefix.utf8.count).prefix(length)
        return IssuerTemplate.mayFill(String(decoding: value, as: UTF8.self))
    }

    /// `[A-Za-z0-9-]{1,64}`: nothing that could end the path segment or the host it stands in.
    private static func mayFill(_ value: String) -> Bool {
        (1...64).contains(value.utf8.count)
            && value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
