public import Essentials
public import HTTP
internal import XMLSecurity

/// Sallyport, or a provider to try with, as an identity provider: makes responses and judges requests.
public struct IdentityProviderHalf: Sendable {
    /// Our entity ID.
    public let entityID: ExactString
    /// Where requests come to.
    public let ssoURL: HTTPURL
    /// Where logouts come to.
    public let sloURL: HTTPURL
    /// The key that signs.
    public let credential: SigningCredential
    /// How far two clocks may differ.
    public let skew: Duration
    let clock: any WallClock
    let randomness: any Randomness

    /// An identity provider of these parts.
    public init(
        entityID: ExactString, ssoURL: HTTPURL, sloURL: HTTPURL, credential: SigningCredential,
        skew: Duration = .seconds(60), clock: any WallClock, randomness: any Randomness
    ) {
        self.entityID = entityID
        self.ssoURL = ssoURL
        self.sloURL = sloURL
        self.credential = credential
        self.skew = skew
        self.clock = clock
        self.randomness = randomness
    }

    /// A response with one assertion, signed and encrypted as `protection` says.
    public func mint(
        _ content: AssertionContent, for delivery: ResponseDelivery, protection: ResponseProtection = .signedAssertion
    ) throws(MessageFailure) -> [UInt8] {
        let now = clock.now()
        let text = AssertionText(issuer: entityID, content: content, delivery: delivery, at: now)
        let sender = MessageSender(credential: credential)
        let assertionID = SAMLMessage.identifier(randomness)
        var assertion = try text.assertion(id: assertionID, encryption: protection.encryption)
        if protection.signatures != .response { assertion = try sender.signed(assertion, id: assertionID) }
        if let encryptor = protection.encryption.encryptor(for: .assertion) {
            assertion = try AssertionText.encrypted("saml:EncryptedAssertion", assertion, encryptor)
        }
        let responseID = SAMLMessage.identifier(randomness)
        let response = text.response(id: responseID, status: [StatusCode.success], message: nil, assertion: assertion)
        switch protection.signatures {
        case .assertion, .either: return response
        case .response, .both: return try sender.signed(response, id: responseID)
        }
    }

    /// A response that says why there is no assertion; signed.
    ///
    /// - Parameter status: codes from the outermost inwards, such as `responder` and `noPassive`.
    public func decline(_ status: [ExactString], message: String? = nil, for delivery: ResponseDelivery)
        throws(MessageFailure) -> [UInt8]
    {
        let text = AssertionText(issuer: entityID, content: nil, delivery: delivery, at: clock.now())
        let id = SAMLMessage.identifier(randomness)
        let response = text.response(id: id, status: status, message: message, assertion: [])
        return try MessageSender(credential: credential).signed(response, id: id)
    }
}
