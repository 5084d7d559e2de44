public import Essentials
public import HTTP
public import XMLDocuments
public import XMLSecurity

/// Why a message other than a sign-in's response is refused: a logout's request or response, an artifact's resolution,
/// an AuthnRequest that came to us as an identity provider.
public enum MessageRefusal: Reportable, Equatable {
    case bindingRefused(BindingRefusal)
    case xmlRefused(XMLError)
    case envelopeRefused(String)
    /// The other side answered with a SOAP fault.
    case fault
    case otherMessage(expected: String, found: String)
    case versionRefused(found: String?)
    case identifierMissing
    case instantMalformed(String)
    case issuerMissing
    case issuerUnknown(expected: String, found: String)
    case signatureRefused(SignatureRefusal)
    case destinationMissing
    case destinationMismatch(expected: String, found: String)
    case issuedInFuture(at: Instant, judgedAt: Instant, skew: Duration)
    case expired(at: Instant, judgedAt: Instant, skew: Duration)
    case requestMismatch(found: String?)
    case statusRefused(ProviderStatus)
    case nameIDMissing
    case nameIDRefused(String)
    case decryptionRefused(DecryptionRefusal)
    case tooMany(String, limit: Int)
    case consumerUnknown(found: String)
    case contentMalformed(String)
    case unreachable(HTTPSendError)
    case answerRefused(status: Int)

    /// Every reason of this house's own with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = Code.rows

    /// A stable code.
    public var reason: String { origin.reason }

    /// Where the rule is written.
    public var clause: String? { origin.clause }

    /// What was wanted and what was found.
    public var detail: String {
        switch self {
        case .bindingRefused(let refusal): refusal.detail
        case .xmlRefused(let error): error.detail
        case .envelopeRefused(let why): "the SOAP envelope cannot be read: \(why)"
        case .fault: "the other side answered with a SOAP fault"
        case .otherMessage(let expected, let found): "the message is \(quoted(found)), not `\(expected)`"
        case .versionRefused(let found):
            "the message's `Version` is \(found.map { quoted($0) } ?? "missing"), not `2.0`"
        case .identifierMissing: "the message has no `ID`"
        case .instantMalformed(let name): "the message's `\(name)` is not a date and time in UTC"
        case .issuerMissing: "the message names no `Issuer`"
        case .issuerUnknown(let expected, let found):
            "the message comes from \(quoted(found)); \(quoted(expected)) was expected"
        case .signatureRefused(let refusal): refusal.detail
        case .destinationMissing: "the message is signed and has no `Destination`"
        case .destinationMismatch(let expected, let found):
            "the message was sent to \(quoted(found)); this service is \(quoted(expected))"
        case .issuedInFuture(let at, let now, let skew):
            "the message says it was made at \(at); judged at \(now) with \(skew.wholeSeconds) s of skew"
        case .expired(let at, let now, let skew):
            "the message held until \(at); judged at \(now) with \(skew.wholeSeconds) s of skew"
        case .requestMismatch(let found):
            "the message answers \(found.map { "the request \(quoted($0))" } ?? "no request"), not the one that was made"
        case .statusRefused(let status): status.detail
        case .nameIDMissing: "the message names nobody"
        case .nameIDRefused(let why): "the name in the message cannot be used: \(why)"
        case .decryptionRefused(let refusal): refusal.detail
        case .tooMany(let what, let limit): "there are more than \(limit) \(what)"
        case .consumerUnknown(let found): "the answer is asked for at \(quoted(found)), which is not registered"
        case .contentMalformed(let what): what
        case .unreachable(let error): error.detail
        case .answerRefused(let status): "the other side answered \(status)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .bindingRefused(let refusal): refusal.remedy
        case .xmlRefused(let error): error.remedy
        case .signatureRefused(let refusal): refusal.remedy
        case .statusRefused(let status): status.remedy
        case .decryptionRefused(let refusal): refusal.remedy
        case .unreachable(let error): error.remedy
        case .issuerUnknown: "compare the entity IDs of both sides"
        case .destinationMismatch, .consumerUnknown: "compare the registered URLs of both sides, byte for byte"
        case .issuedInFuture, .expired: "compare the clocks of both sides"
        default: nil
        }
    }

    /// Reads XML, and refuses for what the parser refuses for.
    static func reading<Found>(_ body: () throws(XMLError) -> Found) throws(MessageRefusal) -> Found {
        do {
            return try body()
        } catch {
            throw .xmlRefused(error)
        }
    }
}
