internal import Essentials

/// Base64 as SAML's bindings carry it: providers break its lines, which nothing else of strict base64 allows.
enum SAMLBase64 {
    /// The bytes; `nil` where it is not base64 with padding in its one spelling, line breaks and spaces aside.
    static func decode(_ text: String) -> [UInt8]? {
        let kept = text.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
        guard !kept.isEmpty else { return nil }
        return Base64.decode(String(decoding: kept, as: UTF8.self))
    }
}
