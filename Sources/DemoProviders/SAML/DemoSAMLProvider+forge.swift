import Cryptography
import Essentials
import HTTP
import SAML
import Synchronization
import XMLSecurity

extension DemoSAMLProvider {
    /// The response about somebody, as it should be or as the misbehaviour has it.
    func forge(_ pending: PendingSAMLRequest, _ session: DemoSession) throws(DemoProviderError) -> [UInt8] {
        do {
            return try mint(pending, session)
        } catch let error as MessageFailure {
            throw .keyFailed(error.detail)
        } catch let error as CryptographyError {
            throw .keyFailed(error.detail)
        } catch let error as DemoProviderError {
            throw error
        } catch {
            throw .keyFailed("\(error)")
        }
    }

    private func mint(_ pending: PendingSAMLRequest, _ session: DemoSession) throws -> [UInt8] {
        let content = content(session, for: pending)
        var delivery = delivery(pending)
        let protection = try protection(for: pending.client)
        switch misbehaviour {
        case nil, .relayStateAltered, .relayStateMissing, .encryptedForAnother:
            return try half().mint(content, for: delivery, protection: protection)
        case .wrongAudience:
            delivery.audiences = ["https://other.example.org/saml"]
            return try half().mint(content, for: delivery, protection: protection)
        case .wrongRecipient:
            delivery.recipient = try DemoSAMLProvider.elsewhere()
            let text = SignedText(try half().mint(content, for: delivery))
            return text.replacing(
                "Destination=\"\(delivery.recipient)\"", by: "Destination=\"\(pending.consumer.location)\"")
        case .wrongDestination:
            let text = SignedText(try half().mint(content, for: delivery))
            return text.replacing(
                "Destination=\"\(delivery.recipient)\"", by: "Destination=\"\(try DemoSAMLProvider.elsewhere())\"")
        case .wrongIssuer:
            return try half(entityID: "https://other.example.org/idp").mint(
                content, for: delivery, protection: protection)
        case .wrongRequest:
            delivery.inResponseTo = SAMLMessage.identifier(randomness)
            return try half().mint(content, for: delivery, protection: protection)
        case .missingRequest:
            delivery.inResponseTo = nil
            return try half().mint(content, for: delivery, protection: protection)
        case .expired:
            let then = StandingClock(at: clock.now() - .seconds(3600))
            return try half(clock: then).mint(content, for: delivery, protection: protection)
        case .notYetValid:
            delivery.backdating = .seconds(-3600)
            delivery.lifetime = .seconds(7200)
            return try half().mint(content, for: delivery, protection: protection)
        case .foreignKey:
            let credential = try DemoSAMLProvider.credential(
                for: .generate(.rsa(bits: 2048)), at: clock.now(), randomness: randomness)
            return try half(credential: credential).mint(content, for: delivery, protection: protection)
        case .unsigned: return SignedText(try half().mint(content, for: delivery)).withoutSignature
        case .altered: return SignedText(try half().mint(content, for: delivery)).withAnotherGroup
        case .wrapped: return SignedText(try half().mint(content, for: delivery)).wrapped
        case .commentInName: return SignedText(try half().mint(content, for: delivery)).withCommentInName
        case .replayed:
            if let last = state.withLock({ $0.lastResponse }) { return last }
            return try half().mint(content, for: delivery, protection: protection)
        case .failedWithMarkup:
            return try half().decline(
                [StatusCode.responder], message: "<script>alert(1)</script>\u{202E} failed", for: delivery)
        }
    }

    private func protection(for client: DemoSAMLClient) throws -> ResponseProtection {
        let wanted = protection
        if misbehaviour == .encryptedForAnother {
            let stranger = try PrivateKey.generate(.rsa(bits: 2048)).publicKey
            return ResponseProtection(
                signatures: wanted.signatures,
                encryption: .assertion(XMLEncryptor(recipient: stranger, randomness: randomness)))
        }
        guard let content = wanted.encryption, let certificate = client.encryptionCertificate else {
            return ResponseProtection(signatures: wanted.signatures)
        }
        let encryptor = XMLEncryptor(recipient: certificate, content: content, randomness: randomness)
        return ResponseProtection(signatures: wanted.signatures, encryption: .assertion(encryptor))
    }

    private static func elsewhere() throws(DemoProviderError) -> HTTPURL {
        guard let url = HTTPURL("https://other.example.org/acs") else { throw .notLoopback("") }
        return url
    }
}

/// A clock that stands.
private struct StandingClock: WallClock {
    let at: Instant

    func now() -> Instant { at }
}

/// A response with a signed assertion, and the knives for it. Text, on purpose: whoever forges does not write through
/// a tree either.
struct SignedText {
    private let text: String

    init(_ response: [UInt8]) { text = String(decoding: response, as: UTF8.self) }

    private func cut(from start: String, to end: String) -> Range<String.Index>? {
        guard let first = text.firstRange(of: start),
            let last = text[first.upperBound...].firstRange(of: end)
        else { return nil }
        return first.lowerBound..<last.upperBound
    }

    private var signature: Range<String.Index>? { cut(from: "<ds:Signature ", to: "</ds:Signature>") }

    func replacing(_ old: String, by new: String) -> [UInt8] {
        Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
    }

    var withoutSignature: [UInt8] {
        guard let signature else { return Array(text.utf8) }
        return Array((text[..<signature.lowerBound] + text[signature.upperBound...]).utf8)
    }

    var withAnotherGroup: [UInt8] {
        replacing(
            "</saml:AttributeStatement>",
            by: "<saml:Attribute Name=\"groups\"><saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute>"
                + "</saml:AttributeStatement>")
    }

    var withCommentInName: [UInt8] { replacing("</saml:NameID>", by: "<!----></saml:NameID>") }

    /// The assertion without its signature, under another ID and about everybody, before the signed one.
    var wrapped: [UInt8] {
        guard let assertion = cut(from: "<saml:Assertion ", to: "</saml:Assertion>"), let signature else {
            return Array(text.utf8)
        }
        let forged =
            (text[assertion.lowerBound..<signature.lowerBound] + text[signature.upperBound..<assertion.upperBound])
            .replacing(" ID=\"_", with: " ID=\"_f", maxReplacements: 1)
        return Array((text[..<assertion.lowerBound] + forged + text[assertion.lowerBound...]).utf8)
    }
}
