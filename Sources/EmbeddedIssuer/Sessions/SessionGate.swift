import Essentials
import Storage
import Vault

/// What a session token may seal.
protocol SealedSession: Sendable {
    /// Whoever the session acts for.
    associatedtype Principal
    /// The version of the JSON that is sealed.
    static var version: Int64 { get }
    /// What is bound to the seal: a token of one kind is none of another.
    static var context: [UInt8] { get }
    /// Reads the JSON that was sealed; `nil` where it is not of this form.
    init?(_ json: JSONObject)
    /// Where the session comes from.
    var chain: SessionChain { get }
    /// The first instant at which it is over.
    var expires: Instant { get }
    /// Whoever the session acts for, where it is still the one that the session was made for.
    func principal(in directory: PrincipalDirectory) -> Principal?
}

/// A session that was opened, proved to be the caller's, and judged. Only `SessionGate` makes one, and there is no other
/// way to a session that a token carries: what holds one need not ask whether it was revoked.
@dynamicMemberLookup
public struct Judged<Session: Sendable>: Sendable {
    private let session: Session

    fileprivate init(_ session: Session) { self.session = session }

    /// What the session says.
    public subscript<Value>(dynamicMember path: KeyPath<Session, Value>) -> Value { session[keyPath: path] }
}

/// The one door by which a session token comes in, whatever is asked with it.
struct SessionGate: Sendable {
    let tokens: SessionTokens
    /// The keys of the providers that there are.
    let providers: Set<ExactString>
    /// What was revoked.
    let revoked: Followed<RevocationList>

    /// The session of a token, judged; `nil` where the token is none of this kind, is altered, or is of another key.
    ///
    /// The token is opened, then possession of the access key's secret proved, then all the rest judged, so that only
    /// the holder of the secret learns more than yes and no.
    ///
    /// - Parameter prove: throws where the caller does not hold this secret.
    /// - Throws: `SignerDenial`.
    func pass<Session: SealedSession>(
        _ token: Secret, of accessKeyID: String, as kind: Session.Type, in directory: PrincipalDirectory,
        at now: Instant, prove: (Secret) throws(SignerDenial) -> Void
    ) throws(SignerDenial) -> (session: Judged<Session>, principal: Session.Principal)? {
        guard let json = opened(token, accessKeyID, kind.context) else { return nil }
        let secret: Secret
        do { secret = try tokens.secret(of: accessKeyID) } catch { throw .vault("\(error)") }
        let version = json["v"]?.number?.integer
        guard version == Session.version else {
            try prove(secret)
            throw .ended(.ofAnotherVersion(version ?? 0))
        }
        guard let session = Session(json), session.chain.own.sessionID.text.isExactly(accessKeyID) else { return nil }
        try prove(secret)
        guard now < session.expires else { throw .expired }
        if let end = end(of: session.chain, in: directory) { throw .ended(end) }
        guard let principal = session.principal(in: directory) else {
            throw .ended(.principalGone(session.chain.own.principalID))
        }
        return (Judged(session), principal)
    }

    /// What has ended a chain before its time: of every session in it the role or user must still be there, and the
    /// provider or user that it began with; none of them may have been revoked.
    private func end(of chain: SessionChain, in directory: PrincipalDirectory) -> SessionEnd? {
        switch chain.origin {
        case .person(let provider, _):
            guard providers.contains(provider) else { return .providerGone(provider) }
        case .user(let id, _):
            guard directory.bearer(of: id) != nil else { return .principalGone(id) }
        }
        for link in chain.links where directory.bearer(of: link.principalID) == nil {
            return .principalGone(link.principalID)
        }
        return revoked.value.end(of: chain) { directory.bearer(of: $0) }.map { .revoked($0) }
    }

    /// What a token seals.
    private func opened(_ token: Secret, _ accessKeyID: String, _ context: [UInt8]) -> JSONObject? {
        guard token.count <= SessionTokens.maximumCharacters, AccessKeys.isTemporary(accessKeyID),
            let sealed = Base64.decodeURL(token.reveal()),
            let plaintext = try? tokens.vault.open(sealed, for: .sessionToken, context: context)
        else { return nil }
        return SessionPlaintext.session(plaintext)
    }
}

/// What ends a session before its `Expiration`.
enum SessionEnd: Error, Equatable {
    /// The token is of a version of this program that wrote less, or more, into it.
    case ofAnotherVersion(Int64)
    /// The provider that it rests on is no longer configured.
    case providerGone(ExactString)
    /// A role or user of the chain is gone, or another of its name stands in its place.
    case principalGone(ExactString)
    /// It, or what it comes from, was revoked.
    case revoked(Revocation.Subject)

    /// True where the session alone is over: whoever may have another can fetch it. Keys of somebody who is gone are
    /// nobody's.
    var mayRenew: Bool {
        switch self {
        case .ofAnotherVersion, .revoked: true
        case .providerGone, .principalGone: false
        }
    }

    /// A stable code.
    var reason: String {
        switch self {
        case .ofAnotherVersion: "session-token-of-another-version"
        case .providerGone: "session-provider-gone"
        case .principalGone: "session-principal-gone"
        case .revoked: "session-revoked"
        }
    }

    /// Why, for the operator.
    var detail: String {
        switch self {
        case .ofAnotherVersion(let version):
            "the session token is of version \(version), which this program does not take; a new one is to be fetched"
        case .providerGone(let provider): "the provider `\(provider)`, on which the session rests, is not configured"
        case .principalGone(let id):
            "the role or user `\(id)`, from which the session comes, is gone or was made again"
        case .revoked(let subject): "it was revoked with \(subject.words)"
        }
    }
}
