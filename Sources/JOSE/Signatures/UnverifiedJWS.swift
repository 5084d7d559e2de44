public import Essentials
internal import Glibc

/// A JSON Web Signature in compact form (RFC 7515 §7.1), taken apart and its header judged; who signed it
/// is not yet known.
public struct UnverifiedJWS: Sendable {
    /// The longest text that is read, in bytes.
    public static let maximumLength = 16_384

    /// The protected header (RFC 7515 §4).
    public let header: JSONObject
    /// `alg`, as the text has it. It decides nothing: the verifier's list does.
    public let algorithmName: String
    /// `kid`.
    public let keyID: ExactString?
    let payload: [UInt8]
    let signature: [UInt8]
    /// Header and payload as they were signed (RFC 7515 §5.2, step 8).
    let signingInput: [UInt8]
    private let text: Secret

    /// The whole text as it came.
    public var compact: Secret { text }

    /// Takes a compact form apart (RFC 7515 §5.2, steps 1 to 7).
    ///
    /// - Throws: `TokenRefusal` unless it is three parts of strict base64url within 16 KiB with a header of
    ///   strict JSON that asks for nothing we must not do: `crit` and `b64` (extensions, of which none is
    ///   known here), `jku`, `x5u` (addresses of keys) and `jwk` (a key that came with the message).
    public init(_ compact: String) throws(TokenRefusal) {
        let bytes = Array(compact.utf8)
        guard bytes.count <= UnverifiedJWS.maximumLength else {
            throw .tooLarge(bytes: bytes.count, limit: UnverifiedJWS.maximumLength)
        }
        let dots = UnverifiedJWS.dots(in: bytes)
        guard dots.count == 2 else { throw .notThreeParts(dots.count + 1) }
        let (first, second) = (dots[0], dots[1])
        guard let header = Base64.decodeURL(bytes[..<first]) else { throw .notBase64URL(.header) }
        do throws(JSONError) {
            self.header = try JSONObject(parsing: header, limits: .small)
        } catch { throw .headerNotJSON(error) }
        // Before the payload, which an extension may have spelled otherwise (RFC 7797).
        (algorithmName, keyID) = try UnverifiedJWS.judge(self.header)
        guard let payload = Base64.decodeURL(bytes[(first + 1)..<second]) else { throw .notBase64URL(.payload) }
        guard let signature = Base64.decodeURL(bytes[(second + 1)...]) else { throw .notBase64URL(.signature) }
        self.payload = payload
        self.signature = signature
        self.signingInput = Array(bytes[..<second])
        self.text = Secret(bytes)
    }

    /// Extensions, of which none is known here (RFC 7515 §4.1.11, RFC 7797), and keys that come with the
    /// message or are pointed to by it (RFC 8725 §3.10).
    private static let refusedParameters = ["crit", "b64", "jku", "jwk", "x5u"]

    private static func dots(in bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        bytes.withUnsafeBytes { text in
            var rest = text[...]
            // The library's search looks at many bytes at once; one by one it costs as much as all the decoding.
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty,
                let dot = memchr(start, Int32(UInt8(ascii: ".")), rest.count)
            {
                let index = rest.startIndex + (UnsafeRawPointer(dot) - start)
                found.append(index)
                rest = rest[(index + 1)...]
            }
        }
        return found
    }

    private static func judge(_ header: JSONObject) throws(TokenRefusal) -> (algorithm: String, keyID: ExactString?) {
        for name in refusedParameters where header[name] != nil { throw .headerParameterRefused(name) }
        for name in ["typ", "cty"] { _ = try text(name, of: header) }
        guard let algorithm = try text("alg", of: header) else { throw .headerParameterMissing("alg") }
        return (algorithm, try text("kid", of: header).map { ExactString($0) })
    }

    private static func text(_ name: String, of header: JSONObject) throws(TokenRefusal) -> String? {
        guard let value = header[name] else { return nil }
        guard case .string(let text) = value else {
            throw .headerParameterMalformed(name, wanted: "string", found: value.kind)
        }
        return text
    }
}
