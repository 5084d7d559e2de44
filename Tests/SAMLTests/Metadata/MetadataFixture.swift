import Cryptography
import Essentials
import Foundation
import SAML
import Testing

/// Metadata in the shapes that providers publish; made by make_metadata.py beside it.
enum MetadataFixture {
    /// 1 December 2026, 16:00 UTC.
    static let now = Instant(seconds: 1_796_140_800)

    static func bytes(_ name: String) throws -> [UInt8] { try Fixture.bytes("saml/metadata/\(name)") }

    static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    static func certificate(_ name: String) throws -> Certificate {
        try #require(try Certificate.all(pem: try bytes("\(name).pem")).first)
    }

    /// The SHA-256 fingerprints of the certificates, by name.
    static let fingerprints: Result<[String: String], any Error> = Result {
        try JSONDecoder().decode([String: String].self, from: Data(try bytes("keys.json")))
    }

    static func fingerprint(_ name: String) throws -> String { try #require(try fingerprints.get()[name]) }

    static func read(
        _ name: String, entityID: ExactString? = nil, signature: MetadataTrust = .notJudged, at now: Instant = now
    ) throws -> IdentityProviderMetadata {
        try MetadataReader.read(try bytes(name), entityID: entityID, signature: signature, at: now)
    }

    /// What a reading is refused for; `nil` where it is not.
    static func refusal(
        _ text: String, entityID: ExactString? = nil, signature: MetadataTrust = .notJudged,
        plainHTTP: PlainHTTP = .onLoopback, at now: Instant = now
    ) -> MetadataRefusal? {
        do throws(MetadataRefusal) {
            _ = try MetadataReader.read(
                Array(text.utf8), entityID: entityID, signature: signature, plainHTTP: plainHTTP, at: now)
            return nil
        } catch {
            return error
        }
    }
}

/// Metadata put together in a test.
enum MetadataText {
    static let okta = Result { try MetadataFixture.text("okta.xml") }

    /// One certificate that serves, in base64.
    static func certificate() throws -> String {
        let text = try okta.get()
        let start = try #require(text.firstRange(of: "<ds:X509Certificate>")?.upperBound)
        let end = try #require(text.firstRange(of: "</ds:X509Certificate>")?.lowerBound)
        return text[start..<end].filter { !$0.isWhitespace }
    }

    static func keyInfo(_ certificate: String) -> String {
        """
        <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\(certificate)\
        </ds:X509Certificate></ds:X509Data></ds:KeyInfo>
        """
    }

    static let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"

    /// An identity provider; `inside` stands between the keys and the place for sign-in.
    static func entity(
        _ entityID: String = "https://idp.example", attributes: String = "", roleAttributes: String = "",
        keys: String? = nil, inside: String = "", location: String = "https://idp.example/sso"
    ) throws -> String {
        let keys = try keys ?? "<md:KeyDescriptor use=\"signing\">\(keyInfo(try certificate()))</md:KeyDescriptor>"
        return """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="\(entityID)" \(attributes)>\
            <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" \(roleAttributes)>\
            \(keys)\(inside)<md:SingleSignOnService Binding="\(redirect)" Location="\(location)"/>\
            </md:IDPSSODescriptor></md:EntityDescriptor>
            """
    }

    static func group(_ inside: String, attributes: String = "") -> String {
        """
        <md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \(attributes)>\(inside)\
        </md:EntitiesDescriptor>
        """
    }
}
