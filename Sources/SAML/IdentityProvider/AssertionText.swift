internal import Essentials
internal import HTTP
internal import XMLSecurity

/// Writes responses and assertions (SAML Core §3.3.3, §2.3.3), unsigned.
struct AssertionText {
    let issuer: ExactString
    let content: AssertionContent?
    let delivery: ResponseDelivery
    let at: Instant

    private var end: Instant { at + delivery.lifetime }

    /// `samlp:Response` around an assertion that is signed or encrypted already.
    func response(id: ExactString, status: [ExactString], message: String?, assertion: [UInt8]) -> [UInt8] {
        var writer = MessageWriter()
        writer.element(
            "samlp:Response",
            [
                "xmlns:samlp": SAMLNamespace.protocolMessages.text, "xmlns:saml": SAMLNamespace.assertion.text,
                "ID": id.text, "Version": SAMLMessage.version, "IssueInstant": SAMLInstant.write(at),
                "Destination": delivery.recipient.text.text, "InResponseTo": delivery.inResponseTo?.text,
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            writer.status(status, message: message)
            writer.raw(assertion)
        }
        return writer.bytes
    }

    /// `saml:Assertion`, whose namespaces are declared in itself, so that it can be signed and encrypted alone.
    func assertion(id: ExactString, encryption: ResponseProtection.Encryption) throws(MessageFailure) -> [UInt8] {
        guard let content else { return [] }
        let name = try self.name(content, encryption)
        var writer = MessageWriter()
        writer.element(
            "saml:Assertion",
            [
                "xmlns:saml": SAMLNamespace.assertion.text, "ID": id.text, "Version": SAMLMessage.version,
                "IssueInstant": SAMLInstant.write(at),
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            subject(name, &writer)
            conditions(&writer)
            authentication(content, &writer)
            attributes(content, &writer)
        }
        return writer.bytes
    }

    /// An element of SAML's around what is encrypted.
    static func encrypted(_ name: String, _ element: [UInt8], _ encryptor: XMLEncryptor) throws(MessageFailure)
        -> [UInt8]
    {
        let data: [UInt8]
        do {
            data = try encryptor.encrypt(element)
        } catch {
            throw .cryptography(error)
        }
        var writer = MessageWriter()
        writer.element(name, ["xmlns:saml": SAMLNamespace.assertion.text]) { $0.raw(data) }
        return writer.bytes
    }

    private func name(_ content: AssertionContent, _ encryption: ResponseProtection.Encryption)
        throws(MessageFailure) -> [UInt8]
    {
        var writer = MessageWriter()
        guard let encryptor = encryption.encryptor(for: .nameID) else {
            content.nameID.write(to: &writer)
            return writer.bytes
        }
        content.nameID.write(to: &writer, declaringNamespace: true)
        return try AssertionText.encrypted("saml:EncryptedID", writer.bytes, encryptor)
    }

    private func subject(_ name: [UInt8], _ writer: inout MessageWriter) {
        writer.element("saml:Subject") { writer in
            writer.raw(name)
            writer.element("saml:SubjectConfirmation", ["Method": ConfirmationMethod.bearer.text]) { writer in
                writer.empty(
                    "saml:SubjectConfirmationData",
                    [
                        "InResponseTo": delivery.inResponseTo?.text, "NotOnOrAfter": SAMLInstant.write(end),
                        "Recipient": delivery.recipient.text.text,
                    ])
            }
        }
    }

    private func conditions(_ writer: inout MessageWriter) {
        writer.element(
            "saml:Conditions",
            ["NotBefore": SAMLInstant.write(at - delivery.backdating), "NotOnOrAfter": SAMLInstant.write(end)]
        ) { writer in
            writer.element("saml:AudienceRestriction") { writer in
                for audience in delivery.audiences { writer.element("saml:Audience", text: audience.text) }
            }
            if delivery.isOneTimeUse { writer.empty("saml:OneTimeUse") }
        }
    }

    private func authentication(_ content: AssertionContent, _ writer: inout MessageWriter) {
        writer.element(
            "saml:AuthnStatement",
            [
                "AuthnInstant": SAMLInstant.write(content.authnInstant), "SessionIndex": content.sessionIndex?.text,
                "SessionNotOnOrAfter": content.sessionNotOnOrAfter.map(SAMLInstant.write),
            ]
        ) { writer in
            writer.element("saml:AuthnContext") { writer in
                writer.element("saml:AuthnContextClassRef", text: content.authnContext.text)
            }
        }
    }

    private func attributes(_ content: AssertionContent, _ writer: inout MessageWriter) {
        guard !content.attributes.isEmpty else { return }
        writer.element("saml:AttributeStatement") { writer in
            for attribute in content.attributes {
                writer.element(
                    "saml:Attribute",
                    [
                        "Name": attribute.name.text, "NameFormat": attribute.nameFormat?.text,
                        "FriendlyName": attribute.friendlyName,
                    ]
                ) { writer in
                    for value in attribute.values { writer.element("saml:AttributeValue", text: value) }
                }
            }
        }
    }
}
