public import Essentials

/// Why a signature is not taken.
public enum SigV4Refusal: Reportable, Equatable {
    /// The request carries no signature.
    case missing
    /// More than one signature, or a part of it stands twice.
    case ambiguous(String)
    /// A part of the signature is missing or not of its form.
    case incomplete(String)
    /// The scope names another day, service or ending.
    case wrongScope(String)
    /// A field that must be signed is not.
    case unsignedHeader(String)
    /// The request is older than the clock may differ.
    case expired(date: String, now: String, limit: String)
    /// The request is of a time to come.
    case notYetCurrent(date: String, now: String, limit: String)
    /// A signature in the query has served its time.
    case presignedExpired(ended: String, now: String)
    /// `X-Amz-Expires` is missing, or not from one second to a week.
    case lifetimeOutOfRange
    /// The service wants `x-amz-content-sha256`, and it is missing.
    case payloadNotDeclared
    /// `x-amz-content-sha256` speaks of the body in a way that is not taken here.
    case payloadDeclarationRefused(String)
    /// The body is not the one that was signed.
    case payloadMismatch
    /// The signature is another than the key gives.
    case mismatch
    /// The target cannot be brought into canonical form.
    case malformedTarget
    /// The cryptographic library failed.
    case cryptography(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .missing: "signature-missing"
        case .ambiguous: "signature-ambiguous"
        case .incomplete: "signature-incomplete"
        case .wrongScope: "signature-wrong-scope"
        case .unsignedHeader: "signature-header-not-signed"
        case .expired: "signature-expired"
        case .notYetCurrent: "signature-not-yet-current"
        case .presignedExpired: "signature-presigned-expired"
        case .lifetimeOutOfRange: "signature-lifetime-out-of-range"
        case .payloadNotDeclared: "signature-payload-not-declared"
        case .payloadDeclarationRefused: "signature-payload-declaration-refused"
        case .payloadMismatch: "signature-payload-mismatch"
        case .mismatch: "signature-mismatch"
        case .malformedTarget: "signature-target-malformed"
        case .cryptography: "signature-cryptography-failed"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .missing: "the request carries no signature"
        case .ambiguous(let what): "the signature is ambiguous: \(what)"
        case .incomplete(let what): "the signature is incomplete: \(what)"
        case .wrongScope(let what): "the signature is for another scope: \(what)"
        case .unsignedHeader(let name): "the header `\(name)` is not signed"
        case .expired(let date, let now, _): "the request is of \(date), now is \(now)"
        case .notYetCurrent(let date, let now, _): "the request is of \(date), now is \(now)"
        case .presignedExpired(let ended, let now): "the signature served until \(ended), now is \(now)"
        case .lifetimeOutOfRange: "`X-Amz-Expires` must be from 1 to 604800 seconds"
        case .payloadNotDeclared: "`x-amz-content-sha256` is missing"
        case .payloadDeclarationRefused(let what): "`x-amz-content-sha256` is \(what), which is not taken here"
        case .payloadMismatch: "the body is not the one that was signed"
        case .mismatch: "the signature is not the one that the key gives"
        case .malformedTarget: "the target of the request has a bad percent sign"
        case .cryptography(let why): "the signature could not be computed: \(why)"
        }
    }

    /// AWS's own page.
    public var clause: String? { "IAM User Guide, AWS Signature Version 4" }
}
