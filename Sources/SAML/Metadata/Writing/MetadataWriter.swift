internal import Cryptography
internal import Essentials
internal import HTTP
internal import XMLDocuments
public import XMLSecurity

/// Writes our own metadata, in the order of the schema of SAML 2.0.
///
/// The root's `ID` is made of what the document says, so that it changes when that changes and not before.
public enum MetadataWriter {
    /// Metadata of us as a service provider (SAML Metadata §2.4.4).
    ///
    /// - Parameter signer: signs the root, where it is to be signed.
    /// - Throws: `SigningFailure`.
    public static func serviceProvider(
        _ description: ServiceProviderDescription, signedBy signer: XMLSigner? = nil
    ) throws(SigningFailure) -> [UInt8] {
        let entity = description.entity
        return try document(entity, signer) { writer in
            let attributes: KeyValuePairs<String, String?> = [
                "AuthnRequestsSigned": String(description.signsAuthnRequests),
                "WantAssertionsSigned": String(description.wantsSignedAssertions),
                "protocolSupportEnumeration": SAMLNamespace.protocolMessages.text,
            ]
            writer.element("md:SPSSODescriptor", attributes) { writer in
                RoleWriter(entity).write(to: &writer)
                for consumer in description.assertionConsumers {
                    RoleWriter.indexed("md:AssertionConsumerService", consumer, to: &writer)
                }
            }
        }
    }

    /// Metadata of us as an identity provider (SAML Metadata §2.4.3).
    ///
    /// - Parameter signer: signs the root, where it is to be signed.
    /// - Throws: `SigningFailure`.
    public static func identityProvider(
        _ description: IdentityProviderDescription, signedBy signer: XMLSigner? = nil
    ) throws(SigningFailure) -> [UInt8] {
        let entity = description.entity
        return try document(entity, signer) { writer in
            let attributes: KeyValuePairs<String, String?> = [
                "WantAuthnRequestsSigned": String(description.wantsSignedAuthnRequests),
                "protocolSupportEnumeration": SAMLNamespace.protocolMessages.text,
            ]
            writer.element("md:IDPSSODescriptor", attributes) { writer in
                RoleWriter(entity).write(to: &writer)
                for endpoint in description.singleSignOn {
                    RoleWriter.endpoint("md:SingleSignOnService", endpoint, to: &writer)
                }
            }
        }
    }

    private static func document(
        _ entity: EntityDescription, _ signer: XMLSigner?, _ role: (inout MessageWriter) -> Void
    ) throws(SigningFailure) -> [UInt8] {
        var content = MessageWriter()
        role(&content)
        if let organization = entity.organization { write(organization, to: &content) }
        let inside = content.bytes
        let id = try identifier(of: entity, inside)
        var writer = MessageWriter()
        let attributes: KeyValuePairs<String, String?> = [
            "xmlns:md": SAMLNamespace.metadata.text, "ID": id.text, "entityID": entity.entityID.text,
            "validUntil": entity.validUntil?.rfc3339,
            "cacheDuration": entity.cacheDuration.map { MetadataTime.text($0) },
        ]
        writer.element("md:EntityDescriptor", attributes) { $0.raw(inside) }
        guard let signer else { return writer.bytes }
        return try signer.sign(writer.bytes, id: id)
    }

    private static func identifier(of entity: EntityDescription, _ inside: [UInt8]) throws(SigningFailure)
        -> ExactString
    {
        let head = [entity.entityID.text, entity.validUntil?.rfc3339 ?? "", ""].joined(separator: "\n")
        do throws(CryptographyError) {
            let digest = try Digest.hash(Array(head.utf8) + inside, .sha256)
            return ExactString("_" + Hexadecimal.encode(digest.prefix(20)))
        } catch {
            throw .libraryFailure(error.detail)
        }
    }

    private static func write(_ organization: EntityDescription.Organization, to writer: inout MessageWriter) {
        writer.element("md:Organization") { writer in
            writer.element("md:OrganizationName", ["xml:lang": "en"], text: organization.name)
            writer.element("md:OrganizationDisplayName", ["xml:lang": "en"], text: organization.displayName)
            writer.element("md:OrganizationURL", ["xml:lang": "en"], text: organization.url.text.text)
        }
    }
}
