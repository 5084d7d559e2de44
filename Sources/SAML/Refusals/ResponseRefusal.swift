public import Essentials
public import XMLDocuments
public import XMLSecurity

/// Why a response is refused.
public enum ResponseRefusal: Reportable, Equatable {
    /// A signed message inside of another is told by what it is.
    public enum Part: String, Sendable, Hashable {
        case response
        case assertion
    }

    // the attempt
    case attemptOfAnotherProvider
    case attemptExpired

    // reading
    case bindingRefused(BindingRefusal)
    case tooLarge(bytes: Int, limit: Int)
    case xmlRefused(XMLError)
    case notResponse(found: String)
    case versionRefused(found: String?)
    case identifierMissing(Part)
    case instantMalformed(of: String, found: String?)
    case issuedInFuture(Part, at: Instant, judgedAt: Instant, skew: Duration)
    case structureRefused(String)
    case tooMany(String, limit: Int)
    case tooLong(String, limit: Int)

    // the response
    case issuerMissing
    case issuerFormatRefused(found: String)
    case issuerUnknown(expected: String, found: String)
    case destinationMissing
    case destinationMismatch(expected: String, found: String)
    case unsolicited
    case requestMismatch(found: String)
    case requestNotExpected(found: String)
    case statusRefused(ProviderStatus)
    case assertionMissing
    case severalAssertions(Int)

    // signatures
    case noSigningKey
    case nothingSigned
    case responseNotSigned
    case assertionNotSigned
    case signatureRefused(Part, SignatureRefusal)

    // encryption
    case decryptionRefused(DecryptionRefusal)
    case decryptedElementRefused(expected: String)

    // the assertion
    case assertionVersionRefused(found: String?)
    case assertionIssuerMissing
    case assertionIssuerMismatch(expected: String, found: String)
    case conditionsMissing
    case conditionsNeverHold
    case notYetValid(from: Instant, judgedAt: Instant, skew: Duration)
    case expired(at: Instant, judgedAt: Instant, skew: Duration)
    case conditionUnknown(String)
    case conditionRepeated(String)
    case audienceMissing
    case audienceMismatch(expected: String, found: [String])
    case subjectMissing
    case nameIDMissing
    case nameIDRefused(String)
    case bearerMissing
    case recipientMissing
    case recipientMismatch(expected: String, found: String)
    case confirmationHasBeginning
    case confirmationEndMissing
    case confirmationExpired(at: Instant, judgedAt: Instant, skew: Duration)
    case confirmationRequestMissing
    case confirmationRequestMismatch(found: String)
    case confirmationRequestNotExpected(found: String)
    case authnStatementMissing
    case severalAuthnStatements(Int)
    case authnInstantInFuture(at: Instant, judgedAt: Instant, skew: Duration)
    case authnTooOld(at: Instant, after: Instant)
    case sessionOver(at: Instant, judgedAt: Instant, skew: Duration)
    case authnContextNotAccepted(found: String?)
    case attributeNameMissing

    /// Every reason of this house's own with clause and meaning; those of XML, of signatures and of encryption stand
    /// in the catalogues of their own.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] =
        Code.rows + ProviderStatus.rows

    /// A stable code.
    public var reason: String { origin.reason }

    /// Where the rule is written.
    public var clause: String? { origin.clause }
}
