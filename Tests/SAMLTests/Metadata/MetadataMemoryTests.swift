import Cryptography
import Essentials
import Foundation
import SAML
import Testing
import XMLDocuments

/// A federation of 7,000 entities in more than 30 MB, made here. What its reading takes at most is the growth of the
/// process's peak beyond what was resident before, plus the document itself.
@Suite("A federation's metadata takes eight times its size at most", .serialized)
struct MetadataMemoryTests {
    static let entities = 7000

    /// Every second entity is an identity provider; all have words for people and two keys, as in federations.
    static func federation(_ attributes: String) throws -> [UInt8] {
        let key = "<md:KeyDescriptor>\(MetadataText.keyInfo(try MetadataText.certificate()))</md:KeyDescriptor>"
        let words = String(repeating: "Words about what this place is for, and for whom. ", count: 30)
        var text = "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \(attributes)>\n"
        for number in 0..<entities {
            let role = number.isMultiple(of: 2) ? "IDPSSODescriptor" : "SPSSODescriptor"
            let host = "https://host-\(number).federation.example"
            text += """
                  <md:EntityDescriptor entityID="\(host)/entity">
                    <md:\(role) protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                      <md:Extensions>
                        <mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">
                          <mdui:DisplayName xml:lang="en">Host \(number)</mdui:DisplayName>
                          <mdui:Description xml:lang="en">\(words)</mdui:Description>
                        </mdui:UIInfo>
                      </md:Extensions>
                      \(key)
                      \(key)
                      <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
                      <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
                      <md:\(number.isMultiple(of: 2) ? "SingleSignOnService" : "AssertionConsumerService") \
                Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="\(host)/saml" />
                    </md:\(role)>
                  </md:EntityDescriptor>

                """
        }
        return Array((text + "</md:EntitiesDescriptor>").utf8)
    }

    /// The document with a signature of its root in SAML's profile, made of the canonical form itself.
    static func signed(_ bytes: [UInt8], by key: PrivateKey) throws -> [UInt8] {
        let digest = try autoreleasing {
            let document = try XMLDocument(parsing: bytes, limits: .metadata, identifiers: .saml)
            let form = try document.root.canonical(.exclusive(withComments: false, inclusivePrefixes: []))
            return Base64.encode(try Digest.hash(form, .sha256))
        }
        let namespace = "http://www.w3.org/2000/09/xmldsig#"
        let info = """
            <ds:SignedInfo xmlns:ds="\(namespace)"><ds:CanonicalizationMethod \
            Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod><ds:SignatureMethod \
            Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod><ds:Reference \
            URI="#root"><ds:Transforms><ds:Transform \
            Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform \
            Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform></ds:Transforms><ds:DigestMethod \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>\(digest)\
            </ds:DigestValue></ds:Reference></ds:SignedInfo>
            """
        let value = Base64.encode(try key.sign(Array(info.utf8), .rsaPKCS1(.sha256)))
        let signature = """
            <ds:Signature xmlns:ds="\(namespace)">\(info)<ds:SignatureValue>\(value)</ds:SignatureValue></ds:Signature>
            """
        let end = try #require(bytes.firstIndex(of: UInt8(ascii: ">"))) + 1
        return Array(bytes[..<end]) + Array(signature.utf8) + Array(bytes[end...])
    }

    private static func autoreleasing<Result>(_ work: () throws -> Result) rethrows -> Result { try work() }

    /// Bytes that this process has resident, and the most it had since the mark was last reset.
    private static func resident() throws -> (now: Int, peak: Int) {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func value(_ name: String) throws -> Int {
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name) })
            return try #require(Int(line.filter { $0.isNumber })) * 1024
        }
        return (try value("VmRSS:"), try value("VmHWM:"))
    }

    /// The most that the work takes beyond what is resident before it, and what it may have taken unseen: the C
    /// library keeps up to 64 MiB of freed memory at hand.
    private static func growth(_ work: () throws -> Void) throws -> Int {
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = try resident().now
        try work()
        return try resident().peak - before + 67_108_864
    }

    @Test("as it is read for one provider, and as it is kept whole, signed or not", arguments: [false, true])
    func measured(isSigned: Bool) throws {
        let key = try PrivateKey(pem: Secret(try MetadataFixture.bytes("own.key.pem")))
        var bytes = try Self.federation("ID=\"root\" validUntil=\"2026-12-24T00:00:00Z\"")
        if isSigned { bytes = try Self.signed(bytes, by: key) }
        #expect(bytes.count > 30_000_000)
        let trust = isSigned ? MetadataTrust.pinned([try MetadataFixture.certificate("own")]) : .notJudged
        let entityID: ExactString = "https://host-5000.federation.example/entity"

        let one = try Self.growth {
            let metadata = try MetadataReader.read(
                bytes, entityID: entityID, signature: trust, at: MetadataFixture.now)
            #expect(metadata.signingKeys.count == 1)
        }
        #expect(one + bytes.count <= 8 * bytes.count, "\(one) bytes beyond the document's \(bytes.count)")

        var kept: MetadataAggregate?
        let whole = try Self.growth {
            kept = try MetadataAggregate(parsing: bytes, signature: trust, at: MetadataFixture.now)
        }
        #expect(whole + bytes.count <= 8 * bytes.count, "\(whole) bytes beyond the document's \(bytes.count)")
        let federation = try #require(kept)
        #expect(federation.entityCount == Self.entities)
        #expect(federation.identityProviders.count == Self.entities / 2)
        #expect(try federation.metadata(of: entityID, at: MetadataFixture.now).entityID == entityID)
    }

    @Test("as several providers share it from a file")
    func shared() async throws {
        let file = try ScratchFile()
        let size = try {
            let bytes = try Self.federation("ID=\"root\" validUntil=\"2026-12-24T00:00:00Z\"")
            try file.write(String(decoding: bytes, as: UTF8.self))
            return bytes.count
        }()
        let scene = MetadataScene()
        let library = MetadataLibrary()
        let sources = [0, 2, 3000, 5000, 6998].map { number in
            scene.source(
                .file(file.path), entityID: ExactString("https://host-\(number).federation.example/entity"),
                library: library)
        }
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = try Self.resident().now
        for source in sources { #expect(try await source.current().signingKeys.count == 1) }
        withExtendedLifetime(file) {}
        let taken = try Self.resident().peak - before + 67_108_864
        #expect(taken <= 8 * size, "\(taken) bytes for a document of \(size)")
    }
}
