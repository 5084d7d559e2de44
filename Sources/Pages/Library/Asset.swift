/// A style sheet, script or picture of the pages.
public struct Asset: Sendable {
    /// Its file name.
    public let name: String
    /// Its media type.
    public let contentType: String
    /// Its bytes.
    public let bytes: [UInt8]
    /// A strong validator that changes with the bytes (RFC 9110 §8.8.3).
    public let entityTag: String

    init(name: String, contentType: String, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
        // FNV-1a: tells versions of one file apart, and need not resist anybody.
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
        entityTag = "\"\(String(hash, radix: 16))\""
    }

    /// The media types that are served; no other file of the folder is.
    static func contentType(of name: String) -> String? {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        default: nil
        }
    }
}
