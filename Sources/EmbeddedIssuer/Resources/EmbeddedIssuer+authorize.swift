import Essentials
public import HTTP
public import IAM
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
    /// Who asked: a user, a session of a role, or a federated user.
    public let principal: ARN
    /// The key that signed.
    public let accessKeyID: String
    /// What it does.
    public let accesses: [ResourceMap.Access]
    /// The statement that allowed it, in words.
    public let explanation: String
}

extension EmbeddedIssuer {
    /// Judges a request for a resource: the signature of a user's key or of a session of ours over the request as the
    /// client sent it, then every policy, for each thing that the request does.
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
        let caller: STSCaller
        do {
            caller = try self.caller(of: asked.request, signature, payload: .notSeen(accepting: map.payloads), at: now)
        } catch { throw ResourceRefusal(error) }
        let (accesses, keys) = try map.accesses(asked.request, label: label)
        guard let principal = caller.principal, let arn = caller.arn else { throw .invalidToken }
        var context = RequestContext()
        for (key, value) in keys { context.add([value], for: key) }
        asked.add(to: &context, signature: signature, owner: map.account, at: now)
        context.addKeys(of: caller, at: now)
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
        return ResourceVerdict(
            principal: arn, accessKeyID: signature.accessKeyID, accesses: accesses, explanation: explanation)
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

extension ResourceRefusal {
    init(_ denial: SignerDenial) {
        switch denial {
        case .unknownKey: self = .unknownAccessKey
        case .invalidToken: self = .invalidToken
        case .ended(let end): self = .sessionEnded(reason: end.reason, detail: end.detail, mayRenew: end.mayRenew)
        case .signature(let refusal): self = .signature(refusal)
        case .expired: self = .expiredToken
        case .vault(let why): self = .signature(.cryptography(why))
        }
    }
}
