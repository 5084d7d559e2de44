import Configuration
import Essentials
import Federation
import HTTP
import SAML

/// Makes a session of a verified assertion.
struct AssertionSession: Sendable {
    let context: GatewayContext
    let entry: ProviderDirectory.Entry
    let saml: SAMLProvider

    /// Starts the session and sends the browser on its way.
    ///
    /// - Throws: `IdentityRefusal`, `GatewayRefusal.assertionNotKept`, and what store and vault fail with.
    func start(
        _ assertion: VerifiedAssertion, _ metadata: IdentityProviderMetadata, response: [UInt8], returnPath: String,
        replaces: String?, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let now = context.services.clock.now()
        let definition = entry.definition
        // What may be used once was used by this sign-in, and cannot go on to an issuer.
        guard !(assertion.isOneTimeUse && saml.settings.trust == .passThrough) else {
            throw GatewayRefusal.assertionNotKept
        }
        let (claims, leftOut) = AssertedClaims.read(assertion, by: definition.claims, scopes: metadata.scopes)
        for name in leftOut {
            context.services.log.log(
                .warning, "an attribute was left out: its provider's metadata does not list the domain it is of",
                ["provider": definition.id, "attribute": name])
        }
        // Refuses here, before there is a session, what the definition demands.
        let identity = try definition.identity(from: assertion, claims: claims)
        let end = now + context.configuration.sessionLifetime
        let expires = assertion.sessionNotOnOrAfter.map { min(end, $0) } ?? end
        let isPassedThrough = saml.settings.trust == .passThrough
        let kept = KeptAssertion(
            response: isPassedThrough ? Secret(Base64.encode(response)) : nil,
            expires: isPassedThrough ? assertion.notOnOrAfter : expires, nameID: assertion.nameID,
            sessionIndex: assertion.sessionIndex, issuer: assertion.issuer)
        let facts = SessionFacts(
            provider: definition.id, issuer: identity.issuer, subject: identity.subject, claims: claims,
            proof: .assertion(kept), providerSessionID: nil,
            endSessionOrigin: metadata.singleLogout.first.map { $0.location.origin }, startedAt: now, expires: expires,
            provedAt: assertion.facts.issueInstant)
        let started = try await context.sessions.start(
            facts, replacing: [try context.sessions.key(of: request), replaces].compactMap(\.self))
        try await context.services.audit.append(record(assertion, identity, started.session, now, request))
        var answer = HTTPResponse.seeOther(returnPath)
        answer.headers.add(started.cookie)
        return answer
    }

    private func record(
        _ assertion: VerifiedAssertion, _ identity: ExternalIdentity, _ session: Session, _ now: Instant,
        _ request: HTTPRequest
    ) -> AuditRecord {
        var fields: JSONObject = [
            "provider": .string(entry.definition.id), "protocol": "saml", "issuer": .string(identity.issuer.text),
            "subject": .string(identity.subject.text.beginning(bytes: 1024)), "session": .string(session.id),
            "assertion": .string(assertion.assertionID.text.beginning(bytes: 256)),
            "solicited": .bool(assertion.inResponseTo != nil),
            "signed": .array(assertion.signedBy.map { .string($0.cover.rawValue) }),
            "source_address": .string(request.peer),
        ]
        fields["session_index"] = assertion.sessionIndex.map { .string($0.text.beginning(bytes: 256)) }
        return AuditRecord(id: session.id, kind: .event, at: now, action: "sign-in", fields: fields)
    }
}
