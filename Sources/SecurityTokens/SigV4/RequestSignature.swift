import Cryptography
public import Essentials
public import HTTP

/// The signature that a request carries in its `Authorization` field, its form checked, not yet verified.
///
/// What the key id and the token say is only good for finding the key: `verify` is the one way to trust it.
public struct RequestSignature: Sendable {
    /// The access key id it claims.
    public let accessKeyID: String
    /// The session token that came along.
    public let sessionToken: Secret?
    /// Region and service it is for.
    public let scope: SigningScope
    /// The time of the request, `20150830T123600Z`.
    public let date: String

    private let instant: Instant
    private let signedHeaders: [String]
    private let signature: String

    /// True where the request carries anything of a signature, in whatever form.
    public static func isPresent(in request: HTTPRequest) -> Bool {
        request.headers.contains("Authorization") || isPresigned(request)
    }

    /// Reads the signature of a request for a service.
    ///
    /// - Throws: `SigV4Refusal` for a missing, doubled, incomplete or presigned signature, another scope, or a
    ///   field that must be signed and is not (`host` and every `x-amz-*`).
    public init(of request: HTTPRequest, service: String) throws(SigV4Refusal) {
        let fields = request.headers.all("Authorization")
        guard !RequestSignature.isPresigned(request) else {
            throw fields.isEmpty ? .presigned : .ambiguous("it stands in the header and in the query")
        }
        guard let field = fields.first else { throw .missing }
        guard fields.count == 1 else { throw .ambiguous("`Authorization` stands twice") }
        let parts = try RequestSignature.parts(of: field)
        let dates = request.headers.all("X-Amz-Date")
        guard let date = dates.first else { throw .incomplete("`X-Amz-Date` is missing") }
        guard dates.count == 1 else { throw .ambiguous("`X-Amz-Date` stands twice") }
        guard let instant = Instant(basicISO8601: date) else { throw .incomplete("`X-Amz-Date` is not a time") }
        let credential = parts.credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard credential.count == 5, !credential[0].isEmpty else {
            throw .incomplete("`Credential` must be KEY/DAY/REGION/SERVICE/aws4_request")
        }
        guard credential[1].isExactly(String(date.prefix(8))) else {
            throw .wrongScope("its day is not that of the request")
        }
        guard !credential[2].isEmpty, credential[2].utf8.allSatisfy(PercentEncoding.isUnreserved) else {
            throw .wrongScope("its region is not one")
        }
        guard credential[3].isExactly(service) else { throw .wrongScope("its service is not `\(service)`") }
        guard credential[4].isExactly("aws4_request") else { throw .wrongScope("it does not end in `aws4_request`") }
        let tokens = request.headers.all("X-Amz-Security-Token")
        guard tokens.count <= 1 else { throw .ambiguous("`X-Amz-Security-Token` stands twice") }
        accessKeyID = credential[0]
        sessionToken = tokens.first.map { Secret($0) }
        scope = SigningScope(region: credential[2], service: service)
        self.date = date
        self.instant = instant
        signedHeaders = try RequestSignature.names(parts.signedHeaders, in: request)
        signature = parts.signature
    }

    /// Verifies the signature with the key that belongs to `accessKeyID`, over the request exactly as received.
    ///
    /// - Throws: `SigV4Refusal` where the time is further than `SigV4.clockSkew` from `now`, the body is not the
    ///   one signed, or the signature is another.
    public func verify(
        _ request: HTTPRequest, secret: Secret, at now: Instant, path: CanonicalPathForm = .ordinary
    ) throws(SigV4Refusal) {
        let limits = (earliest: now - SigV4.clockSkew, latest: now + SigV4.clockSkew)
        guard instant >= limits.earliest else {
            throw .expired(date: date, now: now.basicISO8601, limit: limits.earliest.basicISO8601)
        }
        guard instant <= limits.latest else {
            throw .notYetCurrent(date: date, now: now.basicISO8601, limit: limits.latest.basicISO8601)
        }
        let hash = try SigV4.payloadHash(request.body)
        let claimed = request.headers.all("X-Amz-Content-Sha256")
        guard claimed.allSatisfy({ ConstantTime.equal($0, hash) }) else { throw .payloadMismatch }
        guard
            let canonical = CanonicalRequest(
                method: request.method, rawTarget: request.rawTarget, headers: request.headers,
                signedHeaders: signedHeaders, payloadHash: hash, path: path)
        else { throw .malformedTarget }
        let expected: String
        do {
            let steps = try SigningSteps(canonical, at: date, scope: scope)
            expected = try steps.signature(secret: secret, day: String(date.prefix(8)), scope: scope)
        } catch { throw .cryptography(error.detail) }
        guard ConstantTime.equal(expected, signature) else { throw .mismatch }
    }

    private static func isPresigned(_ request: HTTPRequest) -> Bool {
        guard let query = try? request.query() else { return false }
        return query.pairs.contains {
            let name = SigV4.lowered($0.name)
            return name == "x-amz-signature" || name == "x-amz-algorithm" || name == "x-amz-credential"
        }
    }

    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the three in any order, each once.
    private static func parts(
        of field: String
    ) throws(SigV4Refusal) -> (credential: String, signedHeaders: String, signature: String) {
        guard field.utf8.count <= 4096 else { throw .incomplete("`Authorization` is too long") }
        let algorithm = SigningSteps.algorithm + " "
        guard field.startsExactly(with: algorithm) else {
            throw .incomplete("`Authorization` must begin with `\(SigningSteps.algorithm)`")
        }
        var found: [ExactString: String] = [:]
        for part in field.dropFirst(algorithm.count).split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.drop { $0 == " " }
            guard let mark = pair.firstIndex(of: "=") else { throw .incomplete("a part has no `=`") }
            let name = ExactString(String(pair[..<mark]))
            guard found[name] == nil else { throw .ambiguous("`\(name)` stands twice") }
            found[name] = String(pair[pair.index(after: mark)...])
        }
        guard let credential = found["Credential"] else { throw .incomplete("`Credential` is missing") }
        guard let signedHeaders = found["SignedHeaders"] else { throw .incomplete("`SignedHeaders` is missing") }
        guard let signature = found["Signature"] else { throw .incomplete("`Signature` is missing") }
        guard found.count == 3 else { throw .incomplete("`Authorization` holds something unknown") }
        guard signature.utf8.count == 64,
            signature.utf8.allSatisfy({
                Hexadecimal.value(of: $0) != nil && !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0)
            })
        else { throw .incomplete("`Signature` must be 64 small hexadecimal digits") }
        return (credential, signedHeaders, signature)
    }

    /// The signed names: small, in order, each once, all present; with `host` and every `x-amz-*` among them.
    private static func names(_ list: String, in request: HTTPRequest) throws(SigV4Refusal) -> [String] {
        let names = list.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ !$0.isEmpty && $0 == SigV4.lowered($0) }),
            zip(names, names.dropFirst()).allSatisfy({ ExactString($0) < ExactString($1) })
        else { throw .incomplete("`SignedHeaders` must be small names in order, each once") }
        for name in names where !request.headers.contains(name) {
            throw .incomplete("`\(name)` is signed and absent")
        }
        let signed = Set(names.map { ExactString($0) })
        guard signed.contains("host") else { throw .unsignedHeader("host") }
        for field in request.headers.fields {
            let name = SigV4.lowered(field.name)
            if name.startsExactly(with: "x-amz-"), !signed.contains(ExactString(name)) { throw .unsignedHeader(name) }
        }
        return names
    }
}
