import Essentials
import HTTP
import SAML
import Synchronization
import XMLSecurity

extension DemoSAMLProvider {
    /// The provider's metadata (SAML Metadata §2.4.3).
    ///
    /// - Throws: `DemoProviderError.keyFailed`.
    public func metadata() throws(DemoProviderError) -> [UInt8] {
        let (first, further) = state.withLock { ($0.credential.certificate, $0.furtherCertificates) }
        let half = half()
        var entity = EntityDescription(entityID: entityID, signingCertificates: [first] + further)
        entity.singleLogout = [MetadataEndpoint(.redirect, half.sloURL), MetadataEndpoint(.post, half.sloURL)]
        entity.nameIDFormats = [NameIDFormat.persistent, NameIDFormat.transient, NameIDFormat.emailAddress]
        entity.displayNames = [.init(language: "en", "Demo provider")]
        let description = IdentityProviderDescription(
            entity, singleSignOn: [MetadataEndpoint(.redirect, half.ssoURL), MetadataEndpoint(.post, half.ssoURL)],
            wantsSignedAuthnRequests: true)
        do throws(SigningFailure) {
            return try MetadataWriter.identityProvider(description)
        } catch {
            throw .keyFailed(error.detail)
        }
    }

    func metadataDocument() -> HTTPResponse {
        do throws(DemoProviderError) {
            return HTTPResponse(
                .ok, headers: ["Content-Type": "application/samlmetadata+xml", "Cache-Control": "no-cache"],
                body: try metadata())
        } catch {
            return .text(.internalServerError, error.detail + "\n")
        }
    }
}
