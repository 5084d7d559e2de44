import Essentials
public import HTTP
import IAM
import SecurityTokens

/// A request for a resource as a proxy received it and passes it on to be judged.
public struct ResourceRequest: Sendable {
    /// Method, target and fields as the client sent them. The body went to the resource.
    public let request: HTTPRequest
    /// The host as the client wrote it, which its signature covers.
    public let host: String
    /// The client's numeric address.
    public let client: String
    /// Whether the client came by TLS, where the proxy said so.
    public let isSecure: Bool?

    /// A request of these parts; its `Host` field becomes the client's.
    public init(_ request: HTTPRequest, host: String, client: String, isSecure: Bool?) {
        var headers = request.headers
        headers.set("Host", host)
        self.request = HTTPRequest(
            method: request.method, rawTarget: request.rawTarget, path: request.path, rawQuery: request.rawQuery,
            headers: headers, body: [], peer: request.peer)
        self.host = host
        self.client = client
        self.isSecure = isSecure
    }
}

/// A request for a resource that is let through.
public struct ResourceVerdict: Sendable {
    /// Who asked.
    public let session: Judged<IssuedSession>
    /// What it does.
    public let accesses: [ResourceMap.Access]
    /// The statement that allowed it, in words.
    public let explanation: String
}

extension EmbeddedIssuer {
    /// Judges a request for a resource: the signature of a session of ours over the request as the client sent it, then
    /// every policy, for each thing that the request does.
    ///
    /// - Throws: `ResourceRefusal`.
    public func authorize(
        _ asked: ResourceRequest, among maps: [ResourceMap]
    ) throws(ResourceRefusal) -> ResourceVerdict {
        let host = asked.host.asciiLowercased
        var found: (map: ResourceMap, label: String?)?
        for map in maps {
            let (isOurs, label) = map.matches(host)
            if isOurs {
                found = (map, label)
                break
            }
        }
        guard let (map, label) = found else { throw .unknownHost(String(host.prefix(256))) }
        let signature: RequestSignature
        do { signature = try RequestSignature(of: asked.request, services: .only(map.service)) } catch {
            throw .signature(error)
        }
        let now = clock.now()
        let signed: (session: Judged<IssuedSession>, role: EmbeddedRole)
        do {
            signed = try roleSession(of: asked.request, signature, payload: .notSeen(accepting: map.payloads), at: now)
        } catch { throw ResourceRefusal(error) }
        let (accesses, keys) = try map.accesses(asked.request, label: label)
        guard
            let principal = AccessPrincipal.session(
                signed.session.sessionName.text, ofRole: signed.session.roleARN, id: signed.session.roleID)
        else { throw .invalidToken }
        var context = RequestContext()
        for (key, value) in keys { context.add([value], for: key) }
        asked.add(to: &context, signature: signature, owner: map.account, at: now)
        let caller = STSCaller.roleSession(signed.session, signed.role)
        context.addKeys(of: signed.session, tags: caller.tags)
        context.addKeys(of: principal)
        let policies = caller.policies(directory)
        var explanation = ""
        for access in accesses {
            let decision = policies.decide(
                AccessRequest(
                    principal: principal, action: access.action, resource: access.resource, context: context),
                owner: .account(map.account))
            guard decision.isAllowed else {
                throw .denied(action: access.action, resource: access.resource, why: decision.explanation)
            }
            explanation = decision.explanation
        }
        return ResourceVerdict(session: signed.session, accesses: accesses, explanation: explanation)
    }
}

extension ResourceRequest {
    /// The condition keys of the request itself (IAM User Guide, AWS global condition context keys; Service
    /// Authorization Reference, Condition keys for Amazon S3).
    fileprivate func add(
        to context: inout RequestContext, signature: RequestSignature, owner: String, at now: Instant
    ) {
        context.add([client], for: "aws:SourceIp")
        context.add([now.rfc3339], for: "aws:CurrentTime")
        context.add([String(now.seconds)], for: "aws:EpochTime")
        context.add([owner], for: "aws:ResourceAccount")
        if let isSecure { context.add([isSecure ? "true" : "false"], for: "aws:SecureTransport") }
        if let agent = request.headers["User-Agent"] { context.add([agent], for: "aws:UserAgent") }
        if let referer = request.headers["Referer"] { context.add([referer], for: "aws:referer") }
        if signature.service.isPayloadDeclared {
            context.add(["AWS4-HMAC-SHA256"], for: "s3:signatureversion")
            context.add([signature.isPresigned ? "REST-QUERY-STRING" : "REST-HEADER"], for: "s3:authType")
            context.add([String((now - signature.signedAt).wholeMilliseconds)], for: "s3:signatureAge")
            context.add([owner], for: "s3:ResourceAccount")
            if let declared = request.headers["X-Amz-Content-Sha256"] {
                context.add([declared], for: "s3:x-amz-content-sha256")
            }
        }
    }
}

extension RequestContext {
    /// What a session says of itself.
    fileprivate mutating func addKeys(of session: Judged<IssuedSession>, tags: [SessionTag]) {
        for tag in tags { add([tag.value.text], for: "aws:PrincipalTag/\(tag.key.text)") }
        add([session.issuedAt.rfc3339], for: "aws:TokenIssueTime")
        if let identity = session.sourceIdentity { add([identity], for: "aws:SourceIdentity") }
        if case .person = session.chain.origin {
            add([session.provider], for: "aws:FederatedProvider")
        }
    }
}

extension ResourceRefusal {
    init(_ denial: SignerDenial) {
        switch denial {
        case .unknownKey: self = .unknownAccessKey
        case .invalidToken: self = .invalidToken
        case .ended(let end): self = .sessionEnded(reason: end.reason, detail: end.detail)
        case .signature(let refusal): self = .signature(refusal)
        case .expired: self = .expiredToken
        case .vault(let why): self = .signature(.cryptography(why))
        }
    }
}
