import Essentials
import Foundation
import Testing

@testable import XMLDocuments

/// Gives freed memory back to the system, so that what is taken next shows; Swift's module of the C library leaves
/// the header out.
@_silgen_name("malloc_trim") private func trimMemory(_ padding: Int) -> CInt

/// Memory that a federation's metadata takes: at most eight times the file, its bytes among them.
@Suite struct MetadataMemory {
    private static let entity = QualifiedName("urn:oasis:names:tc:SAML:2.0:metadata", "EntityDescriptor")

    /// Entities as federations list them: a certificate of 1.2 KB each, names in two languages, endpoints.
    private func aggregate(entities count: Int) -> [UInt8] {
        var text = "<md:EntitiesDescriptor xmlns:md=\"\(Self.entity.namespace?.text ?? "")\" ID=\"all\">\n"
        let certificate = String(
            repeating: "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n", count: 18)
        for index in 0..<count {
            text += """
                  <md:EntityDescriptor entityID="https://idp\(index).example.org/idp/shibboleth" ID="_\(index)">
                    <md:Extensions>
                      <mdrpi:RegistrationInfo xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" \
                registrationAuthority="https://federation.example.org" registrationInstant="2020-01-01T00:00:00Z"/>
                    </md:Extensions>
                    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                      <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
                        <ds:X509Data><ds:X509Certificate>\(certificate)</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
                      </md:KeyDescriptor>
                      <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
                      <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
                Location="https://idp\(index).example.org/idp/profile/SAML2/POST/SSO"/>
                      <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" \
                Location="https://idp\(index).example.org/idp/profile/SAML2/Redirect/SSO"/>
                    </md:IDPSSODescriptor>
                    <md:Organization>
                      <md:OrganizationName xml:lang="en">University \(index)</md:OrganizationName>
                      <md:OrganizationName xml:lang="de">Universität \(index)</md:OrganizationName>
                      <md:OrganizationURL xml:lang="en">https://www\(index).example.org/</md:OrganizationURL>
                    </md:Organization>
                    <md:ContactPerson contactType="technical"><md:EmailAddress>mailto:it\(index)@example.org\
                </md:EmailAddress></md:ContactPerson>
                  </md:EntityDescriptor>

                """
        }
        return Array((text + "</md:EntitiesDescriptor>").utf8)
    }

    /// The smallest growth of a few rounds: what other tests take at the same time is not ours.
    private func growth(_ work: () throws -> Void) throws -> Int {
        var smallest = Int.max
        for _ in 0..<3 {
            _ = trimMemory(0)
            try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
            let before = try memory("VmRSS:")
            try work()
            smallest = min(smallest, try memory("VmHWM:") - before)
        }
        return smallest
    }

    private func memory(_ field: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(field) })
        return try #require(line.split(separator: " ").dropFirst(1).first.flatMap { Int($0) }) * 1024
    }

    @Test func ofOneTreeWithItsCanonicalFormIsWithinEightTimesTheFile() throws {
        let file = aggregate(entities: 3_000)
        let taken = try growth {
            let document = try XMLDocument(parsing: file, limits: .metadata, identifiers: .saml)
            let canonical = try document.root.canonical(.exclusive(withComments: false, inclusivePrefixes: []))
            #expect(canonical.count > file.count / 2)
            #expect(document.element(withID: "_2999") != nil)
        }
        #expect(taken + file.count <= 8 * file.count)
    }

    @Test func pieceByPieceIsWithinTwiceTheFile() throws {
        let file = aggregate(entities: 3_000)
        let taken = try growth {
            var count = 0
            try XMLPieces.forEach(Self.entity, in: file, identifiers: .saml) { _ in count += 1 }
            #expect(count == 3_000)
        }
        #expect(taken <= file.count)
    }

    /// A file made to take much is refused before it does.
    @Test(arguments: ["<a/>", "<a b='' c='' d='' e=''/>", "<a xmlns:b='u:' xmlns:c='u:'/>", "<!---->", "<a/>x"])
    func isRefusedBeyondThat(_ unit: String) throws {
        let file = "<r>\(String(repeating: unit, count: 4_194_304 / unit.utf8.count))</r>".bytes
        let taken = try growth {
            #expect(throws: XMLError.self) { try XMLDocument(parsing: file, limits: .metadata, identifiers: .saml) }
        }
        #expect(taken + file.count <= 8 * file.count)
    }

    /// So is one whose IDs take much: they are kept beside the tree.
    @Test(arguments: [0, 20, 40, 80]) func isRefusedBeyondThatForItsIDs(_ padding: Int) throws {
        let space = String(repeating: " ", count: padding)
        var text = "<r xmlns='\(Self.entity.namespace?.text ?? "")'>"
        for index in 0..<40_000 { text += "<EntityDescriptor ID='an-id-of-its-own-\(index)'\(space)/>" }
        let file = Array((text + "</r>").utf8)
        let taken = try growth {
            _ = try? XMLDocument(parsing: file, limits: .metadata, identifiers: .saml)
        }
        #expect(taken + file.count <= 8 * file.count, "\(taken) for \(file.count)")
    }

    /// libxml2 reads up to the size that is allowed; no larger text is needed for that.
    @Test func ofSixtyFourMebibytesIsRead() throws {
        let unit = "<a>\(String(repeating: "text ", count: 2000))</a>\n"
        let text = "<r>" + String(repeating: unit, count: (67_108_864 - 7) / unit.utf8.count) + "</r>"
        let document = try XMLDocument(parsing: text.bytes, limits: .metadata, identifiers: .none)
        #expect(document.root.children.count == (67_108_864 - 7) / unit.utf8.count)
        #expect(throws: XMLError.tooLarge(bytes: 67_108_865, limit: 67_108_864)) {
            try XMLDocument(parsing: Array(repeating: 0x20, count: 67_108_865), limits: .metadata, identifiers: .none)
        }
    }
}
