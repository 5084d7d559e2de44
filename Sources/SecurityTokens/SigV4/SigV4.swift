import Cryptography
public import Essentials
public import HTTP

/// AWS Signature Version 4, the making of a signature in the header, and what both directions share.
public enum SigV4 {
    /// How far the time of a request may be from ours.
    public static let clockSkew: Duration = .seconds(900)

    /// Signs a request: the fields to send with it, `X-Amz-Date`, `X-Amz-Security-Token` where there is one,
    /// `X-Amz-Content-Sha256` where asked for, and `Authorization`.
    ///
    /// Every field in `headers` is signed; `Host` must be among them.
    ///
    /// - Throws: `SigV4Refusal.malformedTarget`, or `.cryptography`.
    public static func sign(
        method: HTTPMethod, rawTarget: [UInt8], headers: HTTPHeaders, body: [UInt8],
        with credentials: SigningCredentials,
        scope: SigningScope, at instant: Instant, path: CanonicalPathForm = .ordinary,
        isPayloadHashSent: Bool = false
    ) throws(SigV4Refusal) -> HTTPHeaders {
        let scope = SigningScope(region: scope.region, service: scope.service, algorithm: .hmac)
        var signed = headers
        var added: HTTPHeaders = [:]
        func add(_ name: String, _ value: String) {
            signed.set(name, value)
            added.add(name, value)
        }
        let date = instant.basicISO8601
        let hash = try payloadHash(body)
        add("X-Amz-Date", date)
        if let token = credentials.sessionToken?.revealText() { add("X-Amz-Security-Token", token) }
        if isPayloadHashSent { add("X-Amz-Content-Sha256", hash) }
        let names = Set(signed.fields.map { $0.name.asciiLowercased }).sorted()
        guard
            let canonical = CanonicalRequest(
                method: method, rawTarget: rawTarget, headers: signed, signedHeaders: names, payloadHash: hash,
                path: path)
        else { throw .malformedTarget }
        let day = String(date.prefix(8))
        do {
            let steps = try SigningSteps(canonical, at: date, scope: scope)
            let signature = try steps.signature(secret: credentials.secretAccessKey, day: day, scope: scope)
            added.add(
                "Authorization",
                "\(scope.algorithm.rawValue) Credential=\(credentials.accessKeyID)/\(scope.text(day: day)), "
                    + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature)")
        } catch { throw .cryptography(error.detail) }
        return added
    }

    /// The SHA-256 of a body, in hexadecimal.
    static func payloadHash(_ body: [UInt8]) throws(SigV4Refusal) -> String {
        do { return Hexadecimal.encode(try Digest.hash(body, .sha256)) } catch { throw .cryptography(error.detail) }
    }
}
