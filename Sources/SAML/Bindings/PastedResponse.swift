internal import Essentials
internal import HTTP

/// A response as people have it at hand: XML, base64 as a form carries it, or the form's field with its name.
public enum PastedResponse {
    private static let field = "SAMLResponse"

    /// The XML of it; `nil` where it is none of these. What is XML is not said: nothing at all comes back as it is.
    public static func xml(of bytes: [UInt8]) -> [UInt8]? {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if start.first(where: { !isSpace($0) }) == UInt8(ascii: "<") { return bytes }
        let kept = start.filter { !isSpace($0) }
        // Nothing at all is no XML rather than no base64.
        guard !kept.isEmpty else { return bytes }
        if kept.starts(with: (field + "=").utf8) {
            guard let form = try? FormFields(parsing: Array(kept), limit: PostBinding.maximumFormBytes),
                let value = form[field]
            else { return nil }
            return Base64.decode(value.filter { !$0.isWhitespace })
        }
        return Base64.decode(String(decoding: kept, as: UTF8.self))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
