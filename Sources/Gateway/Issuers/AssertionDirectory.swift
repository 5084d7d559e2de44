import EmbeddedIssuer
import Essentials
import Federation
import HTTP
import IAM
import SAML
import SecurityTokens
import XMLSecurity

/// Verifies the assertions that come to the embedded issuer, each by the SAML provider that the request names: one of
/// the configuration, or this gateway itself. The name only chooses who verifies.
struct AssertionDirectory: AssertionVerifying {
    let providers: ProviderDirectory
    let issuing: IssuingProvider
    /// What the embedded issuer knows this gateway by.
    let own: IssuingProvider.Target
    let services: GatewayServices

    func verify(
        _ response: [UInt8], for principal: SAMLProviderARN
    ) async throws(IssuerRefusal) -> ProvedAssertion {
        do {
            if principal.name.isExactly(own.principalName) { return try await brokered(response, principal) }
            guard
                let entry = providers.entries.first(where: {
                    $0.definition.saml?.principalName.isExactly(principal.name) == true
                }), let saml = entry.saml
            else { throw IssuerRefusal.invalidIdentityToken("Specified provider doesn't exist") }
            return try await brought(response, entry, saml, principal)
        } catch let refusal as IssuerRefusal {
            throw refusal
        } catch let error as any Reportable {
            services.log.log(
                .info, "an assertion brought to the embedded issuer was refused",
                ["provider": principal.name, "reason": error.reason, "detail": error.detail])
            throw Self.refusal(error)
        } catch { throw .unexpectedAnswer("\(type(of: error))") }
    }

    /// An assertion of our own: made for one grant, on the rules' word.
    private func brokered(_ response: [UInt8], _ principal: SAMLProviderARN) async throws -> ProvedAssertion {
        let assertion = try await issuing.verify(response, for: own)
        func value(_ name: ExactString) throws -> String {
            guard let only = assertion.facts.values(of: name).first else {
                throw IssuerRefusal.invalidIdentityToken("The AuthnResponse lacks \(name)")
            }
            return only
        }
        let provider = try value(IssuingProvider.OwnAttribute.provider)
        return ProvedAssertion(
            provider: provider, subject: ExactString(try value(IssuingProvider.OwnAttribute.subject)),
            identityIssuer: ExactString(try value(IssuingProvider.OwnAttribute.identityIssuer)),
            principals: Self.names(principal, provider), authority: .gateway, assertion: assertion)
    }

    /// An assertion that somebody brings along, made out to this gateway or to its issuer.
    private func brought(
        _ response: [UInt8], _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider, _ principal: SAMLProviderARN
    ) async throws -> ProvedAssertion {
        let serviceProvider = try await saml.serviceProvider()
        let settings = saml.settings
        let now = services.clock.now()
        let (assertion, metadata) = try await saml.judge(response) { metadata throws(ResponseRefusal) in
            var expected = ResponseExpectations(
                acsURL: settings.acsURL, audience: settings.entityID, request: .notJudged, route: .post,
                authentication: .ofAnyAge, options: settings.options,
                decryptionKeys: serviceProvider.settings.decryptionKeys, at: now, skew: settings.options.skew)
            expected.take(settings)
            expected.furtherRecipients.append(own.recipient.text)
            expected.furtherAudiences.append(own.recipient.text)
            return try ResponseVerifier.verify(
                response, metadata: metadata, expecting: expected, log: services.log)
        }
        // As at AWS an assertion serves for several roles, unless its provider asks that it serve once.
        if assertion.isOneTimeUse {
            let isFirst = try await TakenMessages(services: services).isFirst(
                .assertion, assertion.assertionID, of: assertion.issuer, until: assertion.notOnOrAfter,
                skew: settings.options.skew)
            guard isFirst else { throw GatewayRefusal.assertionUsed }
        }
        let claims = AssertedClaims.read(assertion, by: entry.definition.claims, scopes: metadata.scopes).claims
        let identity = try entry.definition.identity(from: assertion, claims: claims)
        return ProvedAssertion(
            provider: entry.definition.id, subject: identity.subject, identityIssuer: identity.issuer,
            principals: Self.names(principal, entry.definition.id), authority: .provider(claims), assertion: assertion)
    }

    /// A provider goes by its name in full, by its name alone and by its key in the configuration.
    private static func names(_ principal: SAMLProviderARN, _ provider: String) -> Set<ExactString> {
        [principal.arn.text, ExactString(principal.name), ExactString(provider)]
    }

    /// AWS's own words where it has some. The caller is a stranger: what exactly was expected stays in the log.
    private static func refusal(_ error: any Reportable) -> IssuerRefusal {
        switch error {
        case ResponseRefusal.expired, ResponseRefusal.confirmationExpired, ResponseRefusal.sessionOver:
            .expiredToken("Token must be redeemed within 5 minutes of issuance")
        case ResponseRefusal.audienceMismatch, ResponseRefusal.audienceMissing, ResponseRefusal.recipientMismatch,
            ResponseRefusal.recipientMissing, ResponseRefusal.destinationMismatch:
            .invalidIdentityToken("Response does not contain the required audience.")
        case ResponseRefusal.issuerUnknown, ResponseRefusal.assertionIssuerMismatch:
            .invalidIdentityToken("Issuer not present in specified provider")
        case ResponseRefusal.signatureRefused, ResponseRefusal.nothingSigned, ResponseRefusal.responseNotSigned,
            ResponseRefusal.assertionNotSigned:
            .invalidIdentityToken("Response signature invalid")
        case is MetadataRefusal:
            .idpCommunicationError("Couldn't retrieve verification key from your identity provider.")
        default: .invalidIdentityToken("Your request included an invalid SAML response.")
        }
    }
}

extension ResponseExpectations {
    /// What the configuration takes besides our own names.
    mutating func take(_ settings: SAMLProviderSettings) {
        furtherRecipients += settings.recipients
        furtherAudiences += settings.audiences
    }
}

extension ResponseRefusal {
    /// True where the provider may have signed with a key that its metadata at hand does not have.
    var mayBeNewKey: Bool {
        switch self {
        case .noSigningKey: true
        case .signatureRefused(_, let refusal):
            switch refusal {
            case .badSignature, .noKeyFits, .noKey: true
            default: false
            }
        default: false
        }
    }

    /// True where the provider will not do it without the person.
    var needsInteraction: Bool { if case .statusRefused(let status) = self { status.needsInteraction } else { false } }
}
