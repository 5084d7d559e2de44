import Essentials
import HTTP
import Testing
import XMLSecurity

@testable import SAML

/// What is made here is, byte for byte, what stands in Tests/Fixtures/saml/minted; `Tests/Acceptance/test_saml_minted.py`
/// has pysaml2 and xmlsec1 verify that.
@Suite struct MintedTests {
    struct Made: Sendable, CustomStringConvertible {
        let file: String
        let make: @Sendable () throws -> [UInt8]
        var description: String { file }
    }

    private static func response(_ protection: ResponseProtection, key: String = "idp") throws -> [UInt8] {
        try World.identityProvider(key: key).mint(
            IdentityProviderTests.content,
            for: ResponseDelivery(
                recipient: try World.url(World.acs), audiences: [World.sp, "urn:other"], inResponseTo: World.request),
            protection: protection)
    }

    private static func query(_ message: OutgoingMessage) -> [UInt8] { Array((message.destination.query ?? "").utf8) }

    private static func posted(_ message: OutgoingMessage) throws -> [UInt8] {
        guard case .post(let form) = message, let bytes = Base64.decode(form.fields[0].value) else {
            throw World.Missing(what: "form")
        }
        return bytes
    }

    private static func posting() throws -> ServiceProvider {
        var options = ServiceProviderOptions()
        options.requestBinding = .post
        options.nameIDFormat = NameIDFormat.persistent
        options.authnContexts = [AuthnContextClass.passwordProtectedTransport]
        return try World.serviceProvider(options)
    }

    /// RSA by PKCS #1 gives the same signature each time.
    static let made: [Made] = [
        Made(file: "signed-assertion.xml") { try response(.signedAssertion) },
        Made(file: "signed-response.xml") { try response(ResponseProtection(signatures: .response)) },
        Made(file: "signed-both.xml") { try response(ResponseProtection(signatures: .both)) },
        Made(file: "authn-request.query") {
            query(try World.serviceProvider().begin(at: try World.metadata()).message)
        },
        Made(file: "authn-request.xml") { try posted(try posting().begin(.forced, at: try World.metadata()).message) },
        Made(file: "logout-request.query") {
            query(
                try World.serviceProvider().singleLogout(with: try World.metadata()).begin(
                    of: LogoutTests.name, session: "session-42"
                ).message)
        },
        Made(file: "logout-request.xml") {
            try posted(
                try posting().singleLogout(with: try World.metadata()).begin(
                    of: LogoutTests.name, session: "session-42"
                )
                .message)
        },
    ]

    @Test(arguments: made) func isWhatOthersVerified(made: Made) throws {
        #expect(try made.make() == (try Fixture.bytes("saml/minted/\(made.file)")))
    }

    /// Encryption and ECDSA give other bytes each time: these were made once.
    @Test(arguments: ["encrypted-assertion.xml", "encrypted-name.xml", "signed-by-ecdsa.xml"])
    func whatOthersVerifiedIsVerified(file: String) throws {
        let metadata = try World.metadata(file == "signed-by-ecdsa.xml" ? "idp-ec" : "idp")
        let assertion = try ResponseVerifier.verify(
            try Fixture.bytes("saml/minted/\(file)"), metadata: metadata, expecting: try World.expectations())
        #expect(assertion.nameID == IdentityProviderTests.content.nameID)
    }
}
