import Configuration
import Essentials
import Federation
import HTTP
import SAML
import XMLSecurity

/// What SAML providers see of the gateway: its metadata, and the two places that their messages come to.
struct SAMLRoutes: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func mount(on router: inout Router) {
        router.on(.get, "/saml/idp/metadata") { request, _ in await ownMetadata(request) }
        // What the metadata names as the place for sign-in: the portal, where every sign-in begins.
        router.on(.get, "/saml/idp/sso") { _, _ in .seeOther("/") }
        router.on(.get, "/saml/{provider}/metadata") { request, path in await metadata(request, path) }
        let consumer = AssertionConsumer(context: context, refusals: refusals)
        router.on(.post, "/saml/{provider}/acs") { request, path in
            await consumer.answer(request, provider: path["provider"] ?? "")
        }
        router.on(.get, "/saml/{provider}/acs") { request, path in
            await consumer.answer(request, provider: path["provider"] ?? "")
        }
        let logout = SingleLogoutRoute(context: context, refusals: refusals)
        router.on(.get, "/saml/{provider}/slo") { request, path in
            await logout.answer(request, provider: path["provider"] ?? "")
        }
        router.on(.post, "/saml/{provider}/slo") { request, path in
            await logout.answer(request, provider: path["provider"] ?? "")
        }
    }

    private func metadata(_ request: HTTPRequest, _ path: PathParameters) async -> HTTPResponse {
        guard let provider = context.providers.entry(path["provider"] ?? "")?.saml else {
            return refusals.notFound(request)
        }
        do {
            let serviceProvider = try await provider.serviceProvider()
            var described = ServiceProviderDescription(
                serviceProvider.settings,
                artifactURL: provider.settings.options.responseBinding == .artifact ? provider.settings.acsURL : nil)
            described.entity.cacheDuration = rereading
            let description = described
            let signer = provider.settings.signsMetadata ? serviceProvider.settings.signingCredentials.first : nil
            return Self.answer(
                try await context.services.aside {
                    try MetadataWriter.serviceProvider(description, signedBy: signer.map(Self.signer))
                })
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func ownMetadata(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            let (half, certificates) = try await context.issuing.shown()
            var entity = EntityDescription(entityID: half.entityID, signingCertificates: certificates)
            entity.nameIDFormats = [NameIDFormat.persistent]
            entity.cacheDuration = rereading
            let description = IdentityProviderDescription(
                entity, singleSignOn: [MetadataEndpoint(.redirect, half.ssoURL)])
            return Self.answer(try MetadataWriter.identityProvider(description))
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    /// After what time readers should come again: where keys take turns, often enough to meet the next one ahead.
    private var rereading: Duration? {
        context.configuration.keyRollover.map { min($0.announce / 4, .seconds(86_400)) }
    }

    private static func signer(_ credential: SigningCredential) -> XMLSigner {
        XMLSigner(key: credential.key, certificate: credential.certificate, scheme: credential.scheme)
    }

    private static func answer(_ document: [UInt8]) -> HTTPResponse {
        var response = HTTPResponse(.ok, body: document)
        response.headers.set("Content-Type", "application/samlmetadata+xml")
        response.headers.set("Cache-Control", "public, max-age=300")
        return response
    }
}
