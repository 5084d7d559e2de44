import Cryptography
public import Essentials
public import HTTP

/// The signature that a request carries in its `Authorization` field or in its query, its form checked, not yet
/// verified.
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
    /// How its service has requests signed.
    public let service: SigningService

    /// The time of the request.
    public let signedAt: Instant

    private let parts: SignatureParts
    private let signedHeaders: [String]

    /// True where the request carries anything of a signature, in whatever form.
    public static func isPresent(in request: HTTPRequest) -> Bool {
        request.headers.contains("Authorization") || SignatureParts.isInQuery(request)
    }

    /// True where the signature stands in the query.
    public var isPresigned: Bool { parts.place != .header }

    /// Reads the signature of a request to one of these services.
    ///
    /// - Throws: `SigV4Refusal` for a missing, doubled or incomplete signature, another scope, a field that must be
    ///   signed and is not (`host` and every `x-amz-*`), and a lifetime out of range.
    public init(of request: HTTPRequest, services: AcceptedServices) throws(SigV4Refusal) {
        let parts = try SignatureParts(request)
        guard let instant = Instant(basicISO8601: parts.date) else { throw .incomplete("`X-Amz-Date` is not a time") }
        let (key, scope) = try RequestSignature.scope(of: parts, services: services)
        accessKeyID = key
        sessionToken = parts.sessionToken.map { Secret($0) }
        self.scope = scope
        service = SigningService(ExactString(scope.service))
        date = parts.date
        signedAt = instant
        self.parts = parts
        signedHeaders = try RequestSignature.names(parts.signedHeaders, in: request)
        guard RequestSignature.isWritten(parts.signature, for: parts.algorithm) else {
            throw .incomplete("`Signature` must be small hexadecimal digits of its algorithm's length")
        }
        if case .query(let lifetime) = parts.place, service.presignedLifetime == .asRequested {
            guard let lifetime, (1...Int(SigningService.longestLifetime.wholeSeconds)).contains(lifetime) else {
                throw .lifetimeOutOfRange
            }
        }
    }

    /// Verifies the signature with the key that belongs to `accessKeyID`, over the request exactly as received.
    ///
    /// - Throws: `SigV4Refusal` where the time is further than `SigV4.clockSkew` from `now` or the signature in the
    ///   query has served its time, the body is not the one signed, or the signature is another.
    public func verify(
        _ request: HTTPRequest, payload: SignedPayload, secret: Secret, at now: Instant, path: CanonicalPathForm? = nil
    ) throws(SigV4Refusal) {
        try judgeTime(at: now)
        let hash = try payloadHash(payload)
        guard
            let canonical = CanonicalRequest(
                method: request.method, rawTarget: request.rawTarget, headers: request.headers,
                signedHeaders: signedHeaders, payloadHash: hash, path: path ?? service.path)
        else { throw .malformedTarget }
        let isRight: Bool
        do {
            let steps = try SigningSteps(canonical, at: date, scope: scope)
            switch scope.algorithm {
            case .hmac:
                let expected = try steps.signature(secret: secret, day: String(date.prefix(8)), scope: scope)
                isRight = ConstantTime.equal(expected, parts.signature)
            case .ecdsa:
                let key = try AsymmetricSigningKey.publicKey(secret: secret, accessKeyID: accessKeyID)
                isRight = try AsymmetricSigningKey.isValid(parts.signature, over: steps.stringToSign, key: key)
            }
        } catch { throw .cryptography(error.detail) }
        guard isRight else { throw .mismatch }
    }

    private func judgeTime(at now: Instant) throws(SigV4Refusal) {
        let limits = (earliest: now - SigV4.clockSkew, latest: now + SigV4.clockSkew)
        guard signedAt <= limits.latest else {
            throw .notYetCurrent(date: date, now: now.basicISO8601, limit: limits.latest.basicISO8601)
        }
        if case .query(let lifetime?) = parts.place, service.presignedLifetime == .asRequested {
            let end = signedAt + .seconds(lifetime)
            guard now <= end else { throw .presignedExpired(ended: end.basicISO8601, now: now.basicISO8601) }
        } else {
            guard signedAt >= limits.earliest else {
                throw .expired(date: date, now: now.basicISO8601, limit: limits.earliest.basicISO8601)
            }
        }
    }

    /// What stands on the last line of the canonical request.
    private func payloadHash(_ payload: SignedPayload) throws(SigV4Refusal) -> String {
        let declared = parts.declaredPayload
        let way = declared.flatMap(PayloadDeclaration.init)
        guard (declared == nil) == (way == nil) else { throw .payloadDeclarationRefused("neither a digest nor a name") }
        switch payload {
        case .seen(let body):
            // Whoever has the body and takes a word for it would let the body be changed.
            guard way == nil || way == .digest else { throw .payloadDeclarationRefused("a name instead of a digest") }
            let hash = try SigV4.payloadHash(body)
            if let declared, !ConstantTime.equal(declared, hash) { throw .payloadMismatch }
            return hash
        case .notSeen(let accepted):
            guard let declared, let way else {
                if service.isPayloadDeclared {
                    guard isPresigned else { throw .payloadNotDeclared }
                    guard accepted.contains(.unsigned) else { throw .payloadDeclarationRefused("an unsigned payload") }
                    return PayloadDeclaration.unsignedText
                }
                return try SigV4.payloadHash([])
            }
            guard accepted.contains(way) else {
                switch way {
                case .digest: throw .payloadDeclarationRefused("a digest")
                case .unsigned: throw .payloadDeclarationRefused("an unsigned payload")
                case .streaming: throw .payloadDeclarationRefused("a payload in chunks")
                }
            }
            return declared
        }
    }

    /// `KEY/DAY/REGION/SERVICE/aws4_request`, part by part; without the region where the algorithm has none there.
    private static func scope(
        of parts: SignatureParts, services: AcceptedServices
    ) throws(SigV4Refusal) -> (accessKeyID: String, scope: SigningScope) {
        var credential = parts.credential.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        switch parts.algorithm {
        case .hmac:
            guard parts.regionSet == nil else { throw .ambiguous("`X-Amz-Region-Set` goes with another algorithm") }
        case .ecdsa:
            guard credential.count == 4 else { throw .incomplete("`Credential` must be KEY/DAY/SERVICE/aws4_request") }
            guard let set = parts.regionSet else { throw .incomplete("`X-Amz-Region-Set` is missing") }
            let regions = set.split(separator: ",", omittingEmptySubsequences: false)
            guard (1...32).contains(regions.count),
                regions.allSatisfy({ region in
                    !region.isEmpty
                        && region.utf8.allSatisfy { PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "*") }
                })
            else { throw .wrongScope("its regions are none") }
            credential.insert(set, at: 2)
        }
        guard credential.count == 5, !credential[0].isEmpty else {
            throw .incomplete("`Credential` must be KEY/DAY/REGION/SERVICE/aws4_request")
        }
        guard credential[1].isExactly(String(parts.date.prefix(8))) else {
            throw .wrongScope("its day is not that of the request")
        }
        guard !credential[2].isEmpty,
            parts.algorithm == .ecdsa || credential[2].utf8.allSatisfy(PercentEncoding.isUnreserved)
        else { throw .wrongScope("its region is not one") }
        guard services.contains(ExactString(credential[3])) else {
            throw .wrongScope("its service is not \(services.names)")
        }
        guard credential[4].isExactly("aws4_request") else { throw .wrongScope("it does not end in `aws4_request`") }
        return (
            credential[0],
            SigningScope(region: credential[2], service: credential[3], algorithm: parts.algorithm)
        )
    }

    private static func isWritten(_ signature: String, for algorithm: SigningAlgorithm) -> Bool {
        guard signature.utf8.allSatisfy(Hexadecimal.isSmallDigit) else { return false }
        return switch algorithm {
        case .hmac: signature.utf8.count == 64
        // DER of two numbers of 32 bytes.
        case .ecdsa: (16...144).contains(signature.utf8.count) && signature.utf8.count.isMultiple(of: 2)
        }
    }

    /// The signed names: small, in order, each once, all present; with `host` and every `x-amz-*` among them.
    private static func names(_ list: String, in request: HTTPRequest) throws(SigV4Refusal) -> [String] {
        let names = list.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard names.count <= 64, names.allSatisfy({ !$0.isEmpty && $0.isExactly($0.asciiLowercased) }),
            zip(names, names.dropFirst()).allSatisfy({ ExactString($0) < ExactString($1) })
        else { throw .incomplete("`SignedHeaders` must be small names in order, each once") }
        for name in names where !request.headers.contains(name) {
            throw .incomplete("`\(name)` is signed and absent")
        }
        let signed = Set(names.map { ExactString($0) })
        guard signed.contains("host") else { throw .unsignedHeader("host") }
        // Only names that can begin with `x-amz-` are worth making small.
        for field in request.headers.fields where field.name.utf8.first.map({ $0 | 0x20 }) == UInt8(ascii: "x") {
            let name = field.name.asciiLowercased
            if name.startsExactly(with: "x-amz-"), !signed.contains(ExactString(name)) { throw .unsignedHeader(name) }
        }
        return names
    }
}
