public import Essentials
public import HTTP
public import XMLSecurity

/// What an assertion of ours says of a person.
public struct AssertionContent: Sendable {
    /// Who it is about.
    public var nameID: NameID
    /// What it says of them; attributes without a value are written without one.
    public var attributes: [SAMLAttribute]
    /// When they authenticated.
    public var authnInstant: Instant
    /// How they did.
    public var authnContext: ExactString
    /// Our name for the session, for a logout.
    public var sessionIndex: ExactString?
    /// When the receiver's session must end.
    public var sessionNotOnOrAfter: Instant?

    /// Content of these parts.
    public init(
        nameID: NameID, attributes: [SAMLAttribute], authnInstant: Instant,
        authnContext: ExactString = AuthnContextClass.unspecified, sessionIndex: ExactString? = nil,
        sessionNotOnOrAfter: Instant? = nil
    ) {
        self.nameID = nameID
        self.attributes = attributes
        self.authnInstant = authnInstant
        self.authnContext = authnContext
        self.sessionIndex = sessionIndex
        self.sessionNotOnOrAfter = sessionNotOnOrAfter
    }
}

/// Whom a response goes to, and why.
public struct ResponseDelivery: Sendable {
    /// The receiver's assertion consumer service.
    public var recipient: HTTPURL
    /// The receivers' entity IDs.
    public var audiences: [ExactString]
    /// The request that it answers; `nil` for one that nobody asked for.
    public var inResponseTo: ExactString?
    /// How long the bearer may take to bring it.
    public var lifetime: Duration
    /// How much earlier than now it begins to hold, for receivers whose clocks are late.
    public var backdating: Duration
    /// The receiver is asked to use it once and keep nothing of it (SAML Core §2.5.1.5).
    public var isOneTimeUse = false

    /// A delivery of these parts.
    public init(
        recipient: HTTPURL, audiences: [ExactString], inResponseTo: ExactString?, lifetime: Duration = .seconds(300),
        backdating: Duration = .seconds(30)
    ) {
        self.recipient = recipient
        self.audiences = audiences
        self.inResponseTo = inResponseTo
        self.lifetime = lifetime
        self.backdating = backdating
    }
}

/// How a response is protected.
public struct ResponseProtection: Sendable {
    // A structure: an enumeration with the encryptor in its cases crashed an optimised build (Swift 6.3) when a
    // value without one was copied.
    /// What is encrypted to the receiver.
    public struct Encryption: Sendable {
        /// The part that is encrypted.
        enum Part: Sendable {
            case assertion
            case nameID
        }

        let part: Part
        let encryptor: XMLEncryptor?

        /// Nothing.
        public static let none = Encryption(part: .assertion, encryptor: nil)

        /// The assertion.
        public static func assertion(_ encryptor: XMLEncryptor) -> Encryption {
            Encryption(part: .assertion, encryptor: encryptor)
        }

        /// The name, inside the assertion.
        public static func nameID(_ encryptor: XMLEncryptor) -> Encryption {
            Encryption(part: .nameID, encryptor: encryptor)
        }

        /// The encryptor for a part, where that part is the one.
        func encryptor(for part: Part) -> XMLEncryptor? { part == self.part ? encryptor : nil }
    }

    /// What is signed; `either` signs the assertion.
    public var signatures: SignatureDemand
    /// What is encrypted.
    public var encryption: Encryption

    /// Protection of these parts.
    public init(signatures: SignatureDemand, encryption: Encryption = .none) {
        self.signatures = signatures
        self.encryption = encryption
    }

    /// The assertion is signed, nothing is encrypted: what AWS takes.
    public static let signedAssertion = ResponseProtection(signatures: .assertion)
}
