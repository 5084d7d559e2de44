internal import Cryptography
internal import Essentials
internal import HTTP
internal import XMLDocuments
internal import XMLSecurity

/// Writes what service and identity providers have in common (SAML Metadata §2.4.1, §2.4.2).
struct RoleWriter {
    private let entity: EntityDescription

    init(_ entity: EntityDescription) { self.entity = entity }

    func write(to writer: inout MessageWriter) {
        if !entity.displayNames.isEmpty { userInterface(to: &writer) }
        for certificate in entity.signingCertificates { key("signing", certificate, to: &writer) }
        for certificate in entity.encryptionCertificates { key("encryption", certificate, to: &writer) }
        for endpoint in entity.artifactResolution {
            RoleWriter.indexed("md:ArtifactResolutionService", endpoint, to: &writer)
        }
        for endpoint in entity.singleLogout { RoleWriter.endpoint("md:SingleLogoutService", endpoint, to: &writer) }
        for format in entity.nameIDFormats { writer.element("md:NameIDFormat", text: format.text) }
    }

    private func userInterface(to writer: inout MessageWriter) {
        writer.element("md:Extensions") { writer in
            writer.element("mdui:UIInfo", ["xmlns:mdui": SAMLNamespace.userInterface.text]) { writer in
                for name in entity.displayNames {
                    writer.element("mdui:DisplayName", ["xml:lang": name.language], text: name.text)
                }
            }
        }
    }

    /// What an encryption key takes stands with it, best first, so that an able peer takes none of the weaker.
    private func key(_ use: String, _ certificate: Certificate, to writer: inout MessageWriter) {
        writer.element("md:KeyDescriptor", ["use": use]) { writer in
            writer.element("ds:KeyInfo", ["xmlns:ds": SAMLNamespace.signature.text]) { writer in
                writer.element("ds:X509Data") { writer in
                    writer.element("ds:X509Certificate", text: Base64.encode(certificate.der))
                }
            }
            guard use == "encryption" else { return }
            for content in [ContentEncryption.aes128GCM, .aes256GCM] {
                writer.empty("md:EncryptionMethod", ["Algorithm": content.uri])
            }
            for transport in [KeyTransport.oaepMGF1P(digest: .sha1), .oaep(digest: .sha256, mask: .sha256)] {
                writer.empty("md:EncryptionMethod", ["Algorithm": transport.uri])
            }
        }
    }

    static func endpoint(_ name: String, _ endpoint: MetadataEndpoint, to writer: inout MessageWriter) {
        writer.empty(
            name,
            [
                "Binding": endpoint.binding.uri.text, "Location": endpoint.location.text.text,
                "ResponseLocation": endpoint.responseLocation?.text.text,
            ])
    }

    static func indexed(_ name: String, _ indexed: IndexedEndpoint, to writer: inout MessageWriter) {
        writer.empty(
            name,
            [
                "Binding": indexed.endpoint.binding.uri.text, "Location": indexed.endpoint.location.text.text,
                "ResponseLocation": indexed.endpoint.responseLocation?.text.text, "index": String(indexed.index),
                "isDefault": indexed.isDefault.map { String($0) },
            ])
    }
}
