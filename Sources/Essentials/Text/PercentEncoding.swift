/// Percent-encoding (RFC 3986 §2.1) and the form encoding built on it.
public enum PercentEncoding {
    /// Encodes everything but unreserved characters (`A-Z a-z 0-9 - . _ ~`), as AWS's signatures and
    /// RFC 3986 §2.3 have it.
    public static func encode(_ text: String) -> String { encode(text.utf8) }

    /// Encodes every byte that is not an unreserved character; `keeping` names further bytes to leave.
    public static func encode(_ bytes: some Sequence<UInt8>, keeping: [UInt8] = []) -> String {
        bytes.inOnePiece { encode($0, keeping) }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>, _ keeping: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        for byte in bytes {
            if isUnreserved(byte) || keeping.contains(byte) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Decodes `%XX`, and `+` as a space where `form` is set; `nil` where a `%` is not followed by two
    /// hexadecimal digits.
    public static func decode(_ bytes: some Collection<UInt8>, form: Bool) -> [UInt8]? {
        bytes.inOnePiece { decode($0, form) }
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ form: Bool) -> [UInt8]? {
        var isWellFormed = true
        let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count) { out, written in
            var position = 0
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "%"):
                    guard position + 2 <= bytes.count, let high = Hexadecimal.value(of: bytes[position]),
                        let low = Hexadecimal.value(of: bytes[position + 1])
                    else {
                        isWellFormed = false
                        return
                    }
                    position += 2
                    out[written] = high << 4 | low
                case UInt8(ascii: "+") where form: out[written] = UInt8(ascii: " ")
                default: out[written] = byte
                }
                written += 1
            }
        }
        return isWellFormed ? decoded : nil
    }

    /// Encodes names and values for a query or an `application/x-www-form-urlencoded` body.
    public static func form(_ fields: some Sequence<(String, String)>) -> String {
        fields.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    }

    /// RFC 3986 §2.3.
    public static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
