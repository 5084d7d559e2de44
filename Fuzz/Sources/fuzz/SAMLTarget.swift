import Cryptography
import Essentials
import HTTP
import XMLSecurity

@testable import SAML

/// SAML messages of a stranger's making, to the verifier of responses and of logouts, as XML and as a query.
///
/// A response is judged twice: as it stands, where nobody who lacks the key gets past the signature; and signed by the
/// provider, so that all that is read behind the signature sees the stranger's making too.
enum SAMLTarget {
    private struct Scene {
        let metadata: IdentityProviderMetadata
        let expectations: ResponseExpectations
        let provider: ServiceProvider
        let signer: XMLSigner
        let rules: SignatureRules
    }

    private static let instant = Instant(seconds: 1_772_366_400)

    private static let scene: Scene? = {
        guard let key = try? PrivateKey.generate(.elliptic(.p256)),
            let acs = HTTPURL("https://gateway.example.net/saml/corp/acs"),
            let slo = HTTPURL("https://gateway.example.net/saml/corp/slo")
        else { return nil }
        var options = ServiceProviderOptions()
        options.allowsCBCInsideUnsignedResponse = true
        let settings = ServiceProviderSettings(
            providerID: "corp", entityID: "https://gateway.example.net/saml/corp/metadata", acsURL: acs, sloURL: slo,
            signingCredentials: [], decryptionCredentials: [], options: options)
        return Scene(
            metadata: IdentityProviderMetadata(
                entityID: "https://idp.example.org/saml", signingKeys: [MetadataKey(key.publicKey)], singleSignOn: []),
            expectations: ResponseExpectations(
                acsURL: acs, audience: settings.entityID,
                request: .exactlyOrUnsolicited("_0123456789abcdef0123456789abcdef01234567"), route: .post,
                authentication: .ofAnyAge, options: options, decryptionKeys: [], at: instant, skew: .seconds(60)),
            provider: ServiceProvider(
                settings: settings, clock: FixedClock(instant), randomness: SystemRandomness(), log: NoLog()),
            signer: XMLSigner(key: key, certificate: nil),
            rules: SignatureRules(
                keys: [VerificationKey(key.publicKey, label: "own")], allowsSHA1: true,
                allowsInclusiveCanonicalisation: true))
    }()

    static func run(_ bytes: [UInt8]) {
        guard let scene else { return promise(false, "there is no scene") }
        response(bytes, scene)
        query(bytes, scene)
        logout(.post(xml: bytes, relayState: nil), scene)
        logout(.soap(bytes), scene)
    }

    private static func response(_ bytes: [UInt8], _ scene: Scene) {
        promise(verify(bytes, scene) == nil, "a response was forged")
        guard let signed = try? scene.signer.sign(bytes, id: "_response") else { return }
        let report = ResponseVerifier.report(on: signed, metadata: scene.metadata, expecting: scene.expectations)
        let assertion = verify(signed, scene)
        promise((assertion == nil) == (report.refusal != nil), "report and verdict differ")
        promise((assertion == nil) == (report.assertion == nil), "report and verdict differ")
        guard let assertion else { return }
        promise(!assertion.nameID.value.isEmpty, "nobody was signed in")
        promise(assertion.issuer == scene.metadata.entityID, "another issuer passed")
        promise(assertion.audiences.contains(scene.expectations.audience), "an assertion for another passed")
        promise(assertion.notOnOrAfter > instant - .seconds(60), "an assertion passed after its time")
        promise(assertion.signedBy.contains { $0.cover == .response }, "nothing vouches for an assertion")
    }

    private static func verify(_ bytes: [UInt8], _ scene: Scene) -> VerifiedAssertion? {
        try? ResponseVerifier.verify(bytes, metadata: scene.metadata, expecting: scene.expectations)
    }

    private static func query(_ bytes: [UInt8], _ scene: Scene) {
        for parameter in [MessageParameter.request, .response] {
            guard let message = try? RedirectBinding.decode(bytes, parameter) else { continue }
            promise(message.xml.count <= SAMLMessage.maximumBytes, "a message passed that is longer than is read")
            promise((try? message.verifySignature(scene.rules)) == nil, "the signature of a query was forged")
            logout(.redirect(message), scene)
        }
        if let text = String(strictUTF8: bytes), let artifact = try? Artifact(text) {
            promise(artifact.text.isExactly(text), "an artifact was read that is written otherwise")
        }
    }

    private static func logout(_ message: IncomingMessage, _ scene: Scene) {
        let logout = scene.provider.singleLogout(with: scene.metadata)
        promise((try? logout.verify(request: message)) == nil, "a logout was forged")
        promise((try? logout.finish(message, expecting: "_x")) == nil, "the answer to a logout was forged")
    }
}
