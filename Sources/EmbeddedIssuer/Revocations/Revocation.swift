public import Essentials
public import IAM

/// That sessions are over before their time: which ones, and those of when.
public struct Revocation: Sendable, Equatable {
    /// Whose sessions. Whatever was made from one of them is over with it.
    public enum Subject: Sendable, Hashable {
        /// The one session whose access key this is, `ASIA…`.
        case session(ExactString)
        /// Sessions of a role.
        case role(ARN)
        /// Sessions that a user began, by `GetSessionToken`, `GetFederationToken` or `AssumeRole`.
        case user(ARN)
        /// Sessions of every role and user of an account.
        case account(AccountID)
        /// What a person or workload began, here and in the portal: the provider's key in the configuration, and the name
        /// that it has there.
        case person(provider: ExactString, subject: ExactString)
        /// What anybody began by a provider.
        case provider(ExactString)
    }

    /// Bytes of `why` at most.
    public static let longestReason = 256

    /// Names it in the store and in the audit log.
    public let id: ExactString
    /// Whose sessions.
    public let subject: Subject
    /// Sessions that began before this are over. They begin at whole seconds, so that one of the same second is.
    public let before: Instant
    /// When it was made.
    public let madeAt: Instant
    /// Who made it: an ARN, or `command line`.
    public let by: String
    /// Why, in the words of whoever made it.
    public let why: String?

    /// When it may be forgotten: whatever it ends is over by itself then.
    public var forgottenAt: Instant { madeAt + subject.lifetime + SessionLifetime.skew }

    /// A revocation as of now.
    ///
    /// - Parameter before: the instant before which sessions must have begun; where it is `nil`, `now` is.
    /// - Throws: `RevocationError` for an instant that is to come or that no session is as old as, for a time beside one
    ///   session, which ends whole, and for a reason that is too long or cannot be shown.
    public init(
        of subject: Subject, before: Instant?, by: String, why: String?, at now: Instant, _ randomness: any Randomness
    ) throws(RevocationError) {
        if let before {
            if case .session = subject { throw .sessionEndsWhole }
            guard before <= now else { throw .toCome(before, now: now) }
            guard before + subject.lifetime >= now else { throw .nothingIsAsOld(before, longest: subject.lifetime) }
        }
        if let why {
            guard why.utf8.count <= Revocation.longestReason else { throw .reasonTooLong(bytes: why.utf8.count) }
            guard why.unicodeScalars.allSatisfy({ !$0.isHidden }) else { throw .reasonHidden }
        }
        id = ExactString(randomness.handle(bytes: 16))
        self.subject = subject
        self.before = before ?? now
        madeAt = now
        self.by = by.beginning(bytes: 2048)
        self.why = why
    }

    /// One that was read.
    init(id: ExactString, subject: Subject, before: Instant, madeAt: Instant, by: String, why: String?) {
        self.id = id
        self.subject = subject
        self.before = before
        self.madeAt = madeAt
        self.by = by
        self.why = why
    }
}

/// How long what is handed out serves at most.
public enum SessionLifetime {
    /// The longest session that is handed out: `GetSessionToken`'s 36 hours.
    public static let longest: Duration = .seconds(129_600)
    /// The longest session of the portal (`session_lifetime`), and with it of what a person can show.
    public static let longestInPortal: Duration = .seconds(2_592_000)
    /// How far clocks may differ: the fifteen minutes that a signature may be old.
    public static let skew: Duration = .seconds(900)
}

extension Revocation.Subject {
    /// How old anything can be that this ends.
    var lifetime: Duration {
        switch self {
        case .session, .role, .user, .account: SessionLifetime.longest
        case .person, .provider: SessionLifetime.longestInPortal
        }
    }

    /// The kinds, as commands and the API name them.
    public static let kinds = ["session", "role", "user", "account", "person", "provider"]

    /// The kind, one of `kinds`.
    public var kind: String {
        switch self {
        case .session: "session"
        case .role: "role"
        case .user: "user"
        case .account: "account"
        case .person: "person"
        case .provider: "provider"
        }
    }

    /// The names that stand behind the kind: one, and of a person the provider's before it.
    public var names: [String] {
        switch self {
        case .session(let id): [id.text]
        case .role(let arn), .user(let arn): [arn.description]
        case .account(let id): [id.description]
        case .person(let provider, let subject): [provider.text, subject.text]
        case .provider(let provider): [provider.text]
        }
    }

    /// For a sentence: "the role `…`".
    var words: String { "the \(kind) " + names.reversed().map { "`\($0)`" }.joined(separator: " at ") }

    /// Reads a kind and its names.
    ///
    /// - Throws: `RevocationError` where they are none.
    public init(kind: String, names: [String]) throws(RevocationError) {
        guard let known = Revocation.Subject.kinds.first(where: { $0.isExactly(kind) }) else {
            throw .unknownKind(kind)
        }
        guard names.count == (known == "person" ? 2 : 1), let last = names.last else { throw .wrongNames(kind: known) }
        switch known {
        case "session":
            guard AccessKeys.isTemporary(last) else { throw .malformed(kind: known, last) }
            self = .session(ExactString(last))
        case "role":
            guard let arn = try? ARN(last), arn.roleName != nil else { throw .malformed(kind: known, last) }
            self = .role(arn)
        case "user":
            guard let arn = try? ARN(last), arn.userName != nil else { throw .malformed(kind: known, last) }
            self = .user(arn)
        case "account":
            guard let id = try? AccountID(last) else { throw .malformed(kind: known, last) }
            self = .account(id)
        case "person":
            self = .person(
                provider: try Self.name(names[0], "provider"), subject: try Self.name(last, known))
        default: self = .provider(try Self.name(last, known))
        }
    }

    private static func name(_ text: String, _ kind: String) throws(RevocationError) -> ExactString {
        guard (1...1024).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ !$0.isControl })
        else { throw .malformed(kind: kind, text) }
        return ExactString(text)
    }
}

extension Unicode.Scalar {
    /// C0, C1 and DEL.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
    /// A control, or one that turns the direction of what is around it: words would be shown otherwise than they stand.
    fileprivate var isHidden: Bool {
        isControl || value == 0x061C || (0x200E...0x200F).contains(value) || (0x202A...0x202E).contains(value)
            || (0x2066...0x2069).contains(value)
    }
}
