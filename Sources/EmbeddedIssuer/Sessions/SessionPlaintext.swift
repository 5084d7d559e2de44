import Essentials
import SAML

/// What a session token seals: the session as JSON alone, or, where it carries policies and tags or is to be larger than
/// it needs to be, that JSON without them, then they compressed, then bytes that say nothing.
///
/// The second form begins with a byte that no JSON begins with: `1`, the JSON's length in two bytes, the JSON, the length
/// of what is compressed in two bytes, that, and the rest.
struct SessionPlaintext {
    private static let mark: UInt8 = 1
    /// Bytes of JSON that are read, and so the most that is written, before compression.
    private static let limits = JSONLimits.small

    private let head: [UInt8]
    private let carried: [UInt8]

    /// - Throws: `SessionTokenError` for more than could be read back.
    init(_ session: JSONObject, carrying packed: JSONObject) throws(SessionTokenError) {
        var bare: JSONObject = [:]
        for (name, value) in session.members where packed[name] == nil { bare[name] = value }
        head = bare.serializedBytes
        guard !packed.isEmpty else {
            carried = []
            return
        }
        let text = packed.serializedBytes
        guard text.count <= Self.limits.bytes else { throw .tooLarge(percent: 1000) }
        do { carried = try Deflate.compress(text) } catch { throw .vault("a session could not be compressed") }
    }

    /// The share of the room beside the rest that policies and tags take, in percent.
    var percent: Int {
        get throws(SessionTokenError) {
            let room = SessionTokens.maximumPlaintext - head.count - 5
            guard room > 0 else { throw .tooLarge(percent: 1000) }
            let percent = (carried.count * 100 + room - 1) / room
            guard percent <= 100 else { throw .tooLarge(percent: percent) }
            return percent
        }
    }

    /// The bytes that are sealed: this many at least.
    func bytes(atLeast minimum: Int = 0) -> [UInt8] {
        if carried.isEmpty, head.count >= minimum { return head }
        var bytes = [Self.mark] + Self.length(head) + head + Self.length(carried) + carried
        bytes += [UInt8](repeating: 0, count: max(0, minimum - bytes.count))
        return bytes
    }

    private static func length(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)]
    }

    /// The session that was sealed; `nil` where the bytes are of neither form.
    static func session(_ bytes: [UInt8]) -> JSONObject? {
        guard bytes.first == mark else { return try? JSONObject(parsing: bytes, limits: limits) }
        var rest = bytes[1...]
        func part() -> ArraySlice<UInt8>? {
            guard rest.count >= 2 else { return nil }
            let count = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        guard let head = part(), let carried = part(),
            var session = try? JSONObject(parsing: Array(head), limits: limits)
        else { return nil }
        guard !carried.isEmpty else { return session }
        guard let text = try? Deflate.decompress(Array(carried), limit: limits.bytes),
            let packed = try? JSONObject(parsing: text, limits: limits)
        else { return nil }
        for (name, value) in packed.members {
            guard session[name] == nil else { return nil }
            session[name] = value
        }
        return session
    }
}
