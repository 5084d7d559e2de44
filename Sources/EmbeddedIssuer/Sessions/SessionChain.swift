public import Essentials

/// Where a session comes from: on whose word it rests, and which sessions it was made from.
///
/// Every token carries the whole of it, so that whatever ends one of them ends all that came from it.
public struct SessionChain: Sendable, Equatable {
    /// On whose word the first session rests.
    public enum Origin: Sendable, Equatable {
        /// A person or workload: the provider's key in the configuration, and the name it has there.
        case person(provider: ExactString, subject: ExactString)
        /// A user of an account, with keys of its own: the user's id, and its name in full.
        case user(id: ExactString, arn: ExactString)
    }

    /// One session.
    public struct Link: Sendable, Equatable {
        /// The session's id, which is that of its access key: `ASIA…`.
        public let sessionID: ExactString
        /// The unique id of the role or user whose session it is (`AROA…`, `AIDA…`), or an account's number for its
        /// root.
        public let principalID: ExactString
        /// When it began, in whole seconds.
        public let issuedAt: Instant

        /// A session of these parts.
        public init(sessionID: ExactString, principalID: ExactString, issuedAt: Instant) {
            self.sessionID = sessionID
            self.principalID = principalID
            self.issuedAt = issuedAt
        }
    }

    /// Sessions of a chain at most: each takes some sixty bytes of the token.
    public static let maximumLinks = 8

    /// On whose word the first session rests.
    public let origin: Origin
    /// When the provider gave the proof of the first session, in whole seconds; `nil` where a user began it. A node may
    /// make a session of an old proof before it has heard that its person was revoked.
    public let provedAt: Instant?
    /// The sessions that this one was made from, the first one first.
    public let ancestors: [Link]
    /// This session.
    public let own: Link

    /// The chain of a first session.
    public init(_ origin: Origin, provedAt: Instant? = nil, first own: Link) {
        self.init(origin, provedAt.map { Instant(seconds: $0.seconds) }, ancestors: [], own: own)
    }

    private init(_ origin: Origin, _ provedAt: Instant?, ancestors: [Link], own: Link) {
        self.origin = origin
        self.provedAt = provedAt
        self.ancestors = ancestors
        self.own = own
    }

    /// The chain of a session that is made from this one; `nil` where the chain is as long as one may be.
    public func continued(by next: Link) -> SessionChain? {
        guard ancestors.count + 2 <= SessionChain.maximumLinks else { return nil }
        return SessionChain(origin, provedAt, ancestors: links, own: next)
    }

    /// All sessions, the first one first and this one last.
    public var links: [Link] { ancestors + [own] }

    /// When what the chain rests on began: the first session, or the proof of it where that is older.
    var begun: Instant {
        let first = (ancestors.first ?? own).issuedAt
        return provedAt.map { min($0, first) } ?? first
    }

    /// The id of the first session.
    public var firstID: ExactString { (ancestors.first ?? own).sessionID }

    /// The provider's key in the configuration; `iam:user`, which no provider is called, where a user began it.
    public var provider: ExactString {
        switch origin {
        case .person(let provider, _): provider
        case .user: SessionChain.userProvider
        }
    }

    /// The person at the provider, or the user's name in full.
    public var subject: ExactString {
        switch origin {
        case .person(_, let subject): subject
        case .user(_, let arn): arn
        }
    }

    static let userProvider: ExactString = "iam:user"
}

extension SessionChain {
    /// The chain as it stands in the JSON that is sealed: origin and links, as short as may be.
    var json: JSONObject {
        let origin: [ExactString] =
            switch origin {
            case .person(let provider, let subject): ["p", provider, subject]
            case .user(let id, let arn): ["u", id, arn]
            }
        var object: JSONObject = [
            "g": .array(origin.map { .string($0.text) }),
            "h": .array(
                links.map { link in
                    .array([
                        .string(link.sessionID.text), .string(link.principalID.text), .integer(link.issuedAt.seconds),
                    ])
                }),
        ]
        object["i"] = provedAt.map { .integer($0.seconds) }
        return object
    }

    /// Reads what `json` wrote; `nil` where it is not of this form.
    init?(_ json: JSONObject) {
        guard let origin = IssuedSession.texts(json["g"]), origin.count == 3, let list = json["h"]?.array,
            (1...SessionChain.maximumLinks).contains(list.count)
        else { return nil }
        var links: [Link] = []
        for value in list {
            guard let parts = value.array, parts.count == 3, let id = parts[0].string, let principal = parts[1].string,
                let seconds = parts[2].number?.integer
            else { return nil }
            links.append(
                Link(
                    sessionID: ExactString(id), principalID: ExactString(principal),
                    issuedAt: Instant(seconds: seconds)))
        }
        guard let own = links.popLast() else { return nil }
        let (first, second) = (ExactString(origin[1]), ExactString(origin[2]))
        let provedAt = json["i"]?.number?.integer.map { Instant(seconds: $0) }
        switch ExactString(origin[0]) {
        case "p": self.init(.person(provider: first, subject: second), provedAt, ancestors: links, own: own)
        case "u": self.init(.user(id: first, arn: second), provedAt, ancestors: links, own: own)
        default: return nil
        }
    }
}
