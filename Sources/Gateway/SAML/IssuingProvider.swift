import Cryptography
import Essentials
import Federation
import HTTP
import IAM
import SAML
import SecurityTokens

/// The gateway as the SAML identity provider that issuers of credentials trust: its assertions, made for one grant
/// each, and its own judgement of them where the issuer is the embedded one.
struct IssuingProvider: Sendable {
    let keys: SAMLKeys
    let url: HTTPURL
    let services: GatewayServices
    /// Where each issuer takes our assertions, by the issuer's id.
    let targets: [ExactString: Target]

    /// Where an issuer takes them.
    struct Target: Sendable {
        /// What we are called there, the last part of our ARN.
        let principalName: String
        /// Recipient and audience.
        let recipient: HTTPURL
    }

    /// Attributes of our own, for our own issuer.
    enum OwnAttribute {
        static let provider: ExactString = "urn:sallyport:provider"
        static let identityIssuer: ExactString = "urn:sallyport:identity-issuer"
        static let subject: ExactString = "urn:sallyport:subject"
    }

    /// The half of SAML that mints.
    func half() async throws -> IdentityProviderHalf { try half(of: try await keys.current()) }

    /// The half of SAML that mints, and every certificate that our metadata shows for it: the first is of the key that
    /// signs now.
    func shown() async throws -> (half: IdentityProviderHalf, certificates: [Certificate]) {
        let ring = try await keys.current()
        return (try half(of: ring), ring.issuing.map(\.certificate))
    }

    private func half(of ring: SAMLKeyRing) throws -> IdentityProviderHalf {
        guard let entity = url.appending(path: "/saml/idp/metadata"), let sso = url.appending(path: "/saml/idp/sso")
        else { throw GatewayRefusal.unforeseen("HTTPURL") }
        return IdentityProviderHalf(
            entityID: ExactString(entity.description), ssoURL: sso, sloURL: sso,
            credential: ring.issuer, clock: services.clock, randomness: services.randomness)
    }

    /// What is held against an assertion of ours that comes back to our own issuer.
    func verify(_ response: [UInt8], for target: Target) async throws -> VerifiedAssertion {
        let (half, certificates) = try await shown()
        var options = ServiceProviderOptions()
        options.signatures = .assertion
        let metadata = IdentityProviderMetadata(
            entityID: half.entityID, signingKeys: certificates.map { MetadataKey($0) },
            singleSignOn: [MetadataEndpoint(.redirect, half.ssoURL)])
        let expected = ResponseExpectations(
            acsURL: target.recipient, audience: target.recipient.text, request: .unsolicited, route: .post,
            authentication: .ofAnyAge, options: options, decryptionKeys: [], at: services.clock.now(),
            skew: options.skew)
        let log = services.log
        return try await services.judging(response) {
            try ResponseVerifier.verify(response, metadata: metadata, expecting: expected, log: log)
        }
    }
}

extension IssuingProvider: AssertionBroker {
    func request(
        for grant: RoleGrant, of identity: ExternalIdentity, duration: Duration, at now: Instant
    ) async throws(GrantRefusal) -> AssertionRequest {
        let role = grant.role
        guard let target = targets[ExactString(role.issuer)],
            let principal = SAMLProviderARN(named: target.principalName, besideRole: role.arn)
        else { throw .issuerTakesNoAssertion(role.issuer) }
        let says = AWSAssertion(
            roles: [AWSAssertion.RolePair(role: role.arn, provider: principal.arn)], sessionName: grant.sessionName,
            sessionDuration: duration, sourceIdentity: grant.sourceIdentity, tags: grant.tags)
        let own = [
            (OwnAttribute.provider, identity.provider), (OwnAttribute.identityIssuer, identity.issuer.text),
            (OwnAttribute.subject, identity.subject.text),
        ]
        do {
            let content = AssertionContent(
                nameID: NameID(
                    value: try Self.name(of: identity.subject, at: identity.provider),
                    format: NameIDFormat.persistent),
                attributes: says.attributes.map { SAMLAttribute(name: $0.name, values: $0.values) }
                    + own.map { SAMLAttribute(name: $0.0, values: [$0.1]) },
                authnInstant: min(identity.authenticatedAt ?? now, now), sessionNotOnOrAfter: now + duration)
            let delivery = ResponseDelivery(
                recipient: target.recipient, audiences: [target.recipient.text], inResponseTo: nil)
            let half = try await half()
            let response = try await services.aside { try half.mint(content, for: delivery) }
            return AssertionRequest(
                roleARN: role.arn, principalARN: principal.arn, assertion: Secret(Base64.encode(response)),
                duration: duration, sessionPolicy: role.sessionPolicy)
        } catch let error as any Reportable {
            services.log.log(
                .error, "an assertion for an issuer could not be made",
                ["issuer": role.issuer, "reason": error.reason, "detail": error.detail])
            throw .assertionNotMade(error.detail)
        } catch { throw .assertionNotMade("\(type(of: error))") }
    }

    /// One name for a person at a provider, at most 256 characters (SAML Core §8.3.7). In the place of a longer one
    /// stands its digest: of names that only end differently, as those of a directory may, no beginning tells them apart.
    static func name(of subject: ExactString, at provider: String) throws(CryptographyError) -> ExactString {
        let whole = "\(provider)/\(subject)"
        guard whole.unicodeScalars.count > 256 else { return ExactString(whole) }
        return ExactString("\(provider)/sha256:" + Hexadecimal.encode(try Digest.hash(whole.bytes, .sha256)))
    }
}
