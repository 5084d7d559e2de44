public import Essentials
public import Storage

/// Why nothing was revoked, or revocations cannot be read.
public enum RevocationError: Reportable, Equatable {
    case unknownKind(String)
    case wrongNames(kind: String)
    case notOneSubject([String])
    case malformed(kind: String, String)
    case unknownProvider(String)
    case unknownAccount(String)
    case sessionEndsWhole
    case malformedTime(String)
    case toCome(Instant, now: Instant)
    case nothingIsAsOld(Instant, longest: Duration)
    case unknownPrincipal(kind: String, String)
    case reasonTooLong(bytes: Int)
    case reasonHidden
    case malformedBody(String)
    case tooMany(limit: Int)
    case unreadable(String)
    case notAnnounced(String)
    case notRecorded
    case storage(StorageError)

    /// A stable code.
    public var reason: String {
        switch self {
        case .unknownKind: "revocation-kind-unknown"
        case .wrongNames: "revocation-names-wrong"
        case .notOneSubject: "revocation-subject-not-one"
        case .malformed: "revocation-subject-malformed"
        case .unknownProvider: "revocation-provider-unknown"
        case .unknownAccount: "revocation-account-unknown"
        case .sessionEndsWhole: "revocation-session-with-time"
        case .malformedTime: "revocation-time-malformed"
        case .toCome: "revocation-time-to-come"
        case .nothingIsAsOld: "revocation-time-too-old"
        case .unknownPrincipal: "revocation-principal-unknown"
        case .reasonTooLong: "revocation-reason-too-long"
        case .reasonHidden: "revocation-reason-hidden"
        case .malformedBody: "revocation-body-malformed"
        case .tooMany: "revocation-too-many"
        case .unreadable: "revocation-unreadable"
        case .notAnnounced: "revocation-not-announced"
        case .notRecorded: "audit-unavailable"
        case .storage(let error): error.reason
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .unknownKind(let kind): "`\(kind.beginning(bytes: 64))` is nothing that is revoked"
        case .wrongNames(let kind): "`\(kind)` is not followed by what it needs"
        case .notOneSubject(let kinds):
            kinds.isEmpty
                ? "nothing is named whose sessions are to end"
                : "several things are named at once: "
                    + kinds.map { "`\($0)`" }.joined(separator: ", ")
        case .malformed(let kind, let text): "`\(text.beginning(bytes: 256))` is no \(RevocationError.words(kind))"
        case .unknownProvider(let id): "no provider is called `\(id.beginning(bytes: 256))`"
        case .unknownAccount(let id): "no account of the embedded issuer has the id `\(id)`"
        case .sessionEndsWhole: "a session has one beginning, so that a time beside it says nothing"
        case .malformedTime(let text): "`\(text.beginning(bytes: 64))` is no time of RFC 3339"
        case .toCome(let before, let now): "`\(before.rfc3339)` is yet to come; now is `\(now.rfc3339)`"
        case .nothingIsAsOld(let before, let longest):
            "nothing that began before `\(before.rfc3339)` serves any more: the longest is \(longest.wholeSeconds / 3600) hours"
        case .reasonTooLong(let bytes): "the reason has \(bytes) bytes; at most \(Revocation.longestReason) are kept"
        case .unknownPrincipal(let kind, let arn):
            "there is no \(kind) `\(arn.beginning(bytes: 256))`; sessions of one that is gone are over by themselves"
        case .reasonHidden: "the reason holds control characters or such as turn the direction of writing"
        case .malformedBody(let why): "the body is no JSON object: \(why)"
        case .tooMany(let limit): "\(limit) revocations are in force; no more are kept"
        case .unreadable(let key): "the revocation `\(key.beginning(bytes: 64))` in the store cannot be read"
        case .notAnnounced(let why): "the revocation is kept, but the nodes could not be told at once: \(why)"
        case .notRecorded: "the audit log could not be written, so that nothing was revoked"
        case .storage(let error): error.detail
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unknownKind, .notOneSubject:
            "name one of " + Revocation.Subject.kinds.map { "`\($0)`" }.joined(separator: ", ")
        case .wrongNames(let kind):
            kind == "person" ? "name the provider, then the person at it" : "name one \(RevocationError.words(kind))"
        case .malformed(let kind, _): RevocationError.forms[kind].map { "write \($0)" }
        case .unknownProvider: "write its key under `providers` in the configuration"
        case .unknownAccount: "write the account's twelve digits"
        case .sessionEndsWhole, .toCome: "leave the time out"
        case .malformedTime: "write it as 2026-03-12T13:40:07Z"
        case .nothingIsAsOld: "leave the time out to end what serves now"
        case .unknownPrincipal: "write its name in full: partition, account, path, and letters as they are"
        case .reasonTooLong: "write fewer words"
        case .reasonHidden: "write the reason in plain words"
        case .malformedBody: nil
        case .tooMany: "revoke a role, a provider or an account in place of many sessions"
        case .unreadable: "run the version of Sallyport that wrote it"
        case .notAnnounced: "every node reads it within half a minute; until then ask again"
        case .notRecorded: nil
        case .storage(let error): error.remedy
        }
    }

    private static func words(_ kind: String) -> String {
        kind == "session" ? "id of a session" : kind == "account" ? "id of an account" : "name of a \(kind)"
    }

    private static let forms = [
        "session": "the access key's id, `ASIA` and 16 characters",
        "role": "the role's ARN, `arn:aws:iam::ID:role/NAME`",
        "user": "the user's ARN, `arn:aws:iam::ID:user/NAME`", "account": "twelve digits",
        "person": "the name that the provider gives the person (`sub`, or the name ID)",
        "provider": "the provider's key in the configuration",
    ]
}
