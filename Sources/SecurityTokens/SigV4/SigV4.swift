import Cryptography
public import Essentials
public import HTTP

/// AWS Signature Version 4, header form.
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
        let names = Set(signed.fields.map { lowered($0.name) }).sorted()
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
                "\(SigningSteps.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text(day: day)), "
                    + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature)")
        } catch { throw .cryptography(error.detail) }
        return added
    }

    /// The SHA-256 of a body, in hexadecimal.
    static func payloadHash(_ body: [UInt8]) throws(SigV4Refusal) -> String {
        do { return Hexadecimal.encode(try Digest.hash(body, .sha256)) } catch { throw .cryptography(error.detail) }
    }

    /// ASCII capitals made small.
    static func lowered(_ text: String) -> String {
        String(
            decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}

/// Why a signature is not taken.
public enum SigV4Refusal: Reportable, Equatable {
    /// The request carries no signature.
    case missing
    /// The signature stands in the query.
    case presigned
    /// More than one signature, or a part of it stands twice.
    case ambiguous(String)
    /// A part of the signature is missing or not of its form.
    case incomplete(String)
    /// The scope names another day, service or ending.
    case wrongScope(String)
    /// A field that must be signed is not.
    case unsignedHeader(String)
    /// The request is older than the clock may differ.
    case expired(date: String, now: String, limit: String)
    /// The request is of a time to come.
    case notYetCurrent(date: String, now: String, limit: String)
    /// The body is not the one that was signed.
    case payloadMismatch
    /// The signature is another than the key gives.
    case mismatch
    /// The target cannot be brought into canonical form.
    case malformedTarget
    /// The cryptographic library failed.
    case cryptography(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .missing: "signature-missing"
        case .presigned: "signature-presigned"
        case .ambiguous: "signature-ambiguous"
        case .incomplete: "signature-incomplete"
        case .wrongScope: "signature-wrong-scope"
        case .unsignedHeader: "signature-header-not-signed"
        case .expired: "signature-expired"
        case .notYetCurrent: "signature-not-yet-current"
        case .payloadMismatch: "signature-payload-mismatch"
        case .mismatch: "signature-mismatch"
        case .malformedTarget: "signature-target-malformed"
        case .cryptography: "signature-cryptography-failed"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .missing: "the request carries no signature"
        case .presigned: "the signature stands in the query, which is not taken here"
        case .ambiguous(let what): "the signature is ambiguous: \(what)"
        case .incomplete(let what): "the signature is incomplete: \(what)"
        case .wrongScope(let what): "the signature is for another scope: \(what)"
        case .unsignedHeader(let name): "the header `\(name)` is not signed"
        case .expired(let date, let now, _): "the request is of \(date), now is \(now)"
        case .notYetCurrent(let date, let now, _): "the request is of \(date), now is \(now)"
        case .payloadMismatch: "the body is not the one that was signed"
        case .mismatch: "the signature is not the one that the key gives"
        case .malformedTarget: "the target of the request has a bad percent sign"
        case .cryptography(let why): "the signature could not be computed: \(why)"
        }
    }

    /// AWS's own page.
    public var clause: String? { "IAM User Guide, AWS Signature Version 4" }
}
