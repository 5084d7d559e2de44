import Essentials

/// Where a person goes after a sign-in: a path of this gateway, never another place.
enum ReturnPath {
    /// The path as asked for, or `/` where it is anything but a plain path of ours: visible ASCII, one slash in
    /// front (two would name a host), no backslash (browsers read it as a slash), at most 1,024 bytes.
    static func checked(_ text: String?) -> String {
        guard let text, text.utf8.count <= 1024, text.utf8.first == UInt8(ascii: "/"),
            text.utf8.dropFirst().first != UInt8(ascii: "/"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") })
        else { return "/" }
        return text
    }
}
