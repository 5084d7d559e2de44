import Essentials
import XMLSecurity

@testable import SAML

/// A good response, to be spoiled in one place and signed after that.
struct ResponseTemplate {
    enum Signing: String, CaseIterable {
        case nothing
        case assertion
        case response
        case both
    }

    var text = ResponseTemplate.good

    static let good = """
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
        xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" \
        IssueInstant="2026-03-01T12:00:00Z" Destination="https://gateway.example.net/saml/corp/acs" \
        InResponseTo="_0123456789abcdef0123456789abcdef01234567">\
        <saml:Issuer>https://idp.example.org/saml</saml:Issuer>\
        <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
        <saml:Assertion ID="_assertion" Version="2.0" IssueInstant="2026-03-01T11:59:59Z">\
        <saml:Issuer>https://idp.example.org/saml</saml:Issuer>\
        <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">\
        alice@example.org</saml:NameID>\
        <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
        <saml:SubjectConfirmationData InResponseTo="_0123456789abcdef0123456789abcdef01234567" \
        NotOnOrAfter="2026-03-01T12:05:00Z" Recipient="https://gateway.example.net/saml/corp/acs"/>\
        </saml:SubjectConfirmation></saml:Subject>\
        <saml:Conditions NotBefore="2026-03-01T11:58:00Z" NotOnOrAfter="2026-03-01T12:10:00Z">\
        <saml:AudienceRestriction><saml:Audience>https://gateway.example.net/saml/corp/metadata</saml:Audience>\
        </saml:AudienceRestriction></saml:Conditions>\
        <saml:AuthnStatement AuthnInstant="2026-03-01T11:50:00Z" SessionIndex="session-1" \
        SessionNotOnOrAfter="2026-03-01T20:00:00Z"><saml:AuthnContext>\
        <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>\
        </saml:AuthnContext></saml:AuthnStatement>\
        <saml:AttributeStatement><saml:Attribute Name="groups" FriendlyName="Groups">\
        <saml:AttributeValue>admins</saml:AttributeValue><saml:AttributeValue>ops &amp; dev</saml:AttributeValue>\
        </saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>
        """

    /// The template with one text put in place of another that must be there.
    func with(_ old: String, _ new: String) throws -> ResponseTemplate {
        guard let range = text.firstRange(of: old) else { throw World.Missing(what: old) }
        var copy = self
        copy.text.replaceSubrange(range, with: new)
        return copy
    }

    /// The same at the last place where it stands.
    func withLast(_ old: String, _ new: String) throws -> ResponseTemplate {
        guard let range = text.ranges(of: old).last else { throw World.Missing(what: old) }
        var copy = self
        copy.text.replaceSubrange(range, with: new)
        return copy
    }

    /// The bytes, signed.
    func signed(_ signing: Signing, by name: String = "idp") throws -> [UInt8] {
        let credential = try World.credential(name)
        let signer = XMLSigner(key: credential.key, certificate: credential.certificate)
        var bytes = Array(text.utf8)
        if signing == .assertion || signing == .both { bytes = try signer.sign(bytes, id: "_assertion") }
        if signing == .response || signing == .both { bytes = try signer.sign(bytes, id: "_response") }
        return bytes
    }
}
