import Essentials
import HTTP
import OpenIDConnect
import SAML
import Vault

/// One sign-in on its way: begun here, now at the provider.
struct LoginAttempt: Sendable {
    /// What the protocol must remember until the answer.
    enum Way: Sendable {
        /// State, nonce and verifier.
        case openIDConnect(SignInAttempt)
        /// The request's name and the handle beside it.
        case saml(SAMLSignInAttempt)
    }

    /// What the protocol must remember.
    let way: Way
    /// Where the person goes afterwards: a path of ours.
    let returnPath: String
    /// True where the provider answers by a POST across sites.
    let isAnsweredByPost: Bool
    /// The store's key of the session that the browser had when it began: a POST across sites comes without that
    /// session's cookie, and the new session takes its place all the same.
    let replaces: String?

    init(way: Way, returnPath: String, isAnsweredByPost: Bool, replaces: String?) {
        self.way = way
        self.returnPath = returnPath
        self.isAnsweredByPost = isAnsweredByPost
        self.replaces = replaces
    }

    /// What comes back with the answer, `state` or `RelayState`.
    var handle: String {
        switch way {
        case .openIDConnect(let attempt): attempt.state
        case .saml(let attempt): attempt.relayState.text.text
        }
    }

    /// The provider it was begun at.
    var providerID: String {
        switch way {
        case .openIDConnect(let attempt): attempt.providerID
        case .saml(let attempt): attempt.providerID
        }
    }

    /// When it was begun.
    var begun: Instant {
        switch way {
        case .openIDConnect(let attempt): attempt.begun
        case .saml(let attempt): attempt.begun
        }
    }

    var json: JSONObject {
        var json: JSONObject = ["to": .string(returnPath), "post": .bool(isAnsweredByPost)]
        switch way {
        case .openIDConnect(let attempt): json["attempt"] = .object(attempt.json())
        case .saml(let attempt): json["saml"] = .object(attempt.json())
        }
        json["replaces"] = replaces.map(JSONValue.string)
        return json
    }

    init?(json: JSONObject) {
        guard let to = json["to"]?.string, let isAnsweredByPost = json["post"]?.bool else { return nil }
        let way =
            json["attempt"]?.object.flatMap(SignInAttempt.init).map { Way.openIDConnect($0) }
            ?? json["saml"]?.object.flatMap(SAMLSignInAttempt.init).map { Way.saml($0) }
        guard let way else { return nil }
        self.init(
            way: way, returnPath: to, isAnsweredByPost: isAnsweredByPost, replaces: json["replaces"]?.string)
    }
}

/// Keeps login attempts in sealed cookies, one an attempt, so that two tabs both end well.
struct LoginAttempts: Sendable {
    /// At most this many at once; the oldest is dropped.
    static let most = 5

    let services: GatewayServices
    let cookies: CookieNames

    /// An attempt found in a request, and the cookie that held it.
    struct Found: Sendable {
        let cookieName: String
        let attempt: LoginAttempt
    }

    /// The cookies that begin an attempt: its own, and the end of those that are too many or unreadable.
    func begin(_ attempt: LoginAttempt, request: HTTPRequest) throws -> [SetCookie] {
        let id = services.randomness.handle(bytes: 12)
        let name = cookies.loginPrefix + id
        let sealed = try services.vault.seal(
            attempt.json.serializedBytes, for: .loginAttempt, context: Array(name.utf8))
        let live = all(in: request).sorted { $0.attempt.begun < $1.attempt.begun }
        let known = Set(live.map { ExactString($0.cookieName) })
        let unreadable = names(in: request).filter { !known.contains(ExactString($0)) }
        let begun = cookies.login(
            id, Base64.encodeURL(sealed), lifetime: SignInAttempt.lifetime, isAnsweredByPost: attempt.isAnsweredByPost)
        return live.dropLast(Self.most - 1).map(end) + unreadable.map(cookies.deleting) + [begun]
    }

    /// Takes the cookie of a used attempt away.
    func end(_ found: Found) -> SetCookie {
        cookies.deletingLogin(found.cookieName, isAnsweredByPost: found.attempt.isAnsweredByPost)
    }

    /// The attempt that an answer with this `state` or `RelayState` belongs to, begun at this provider and not too old.
    func find(handle: String, provider: String, in request: HTTPRequest) -> Found? {
        all(in: request).first {
            ConstantTime.equal($0.attempt.handle, handle) && $0.attempt.providerID.isExactly(provider)
        }
    }

    /// More than twice the most there can be is somebody playing with the cookie jar.
    private func names(in request: HTTPRequest) -> [String] {
        let found = request.cookies.pairs.map(\.name).filter { $0.startsExactly(with: cookies.loginPrefix) }
        return Array(found.prefix(Self.most * 2))
    }

    private func all(in request: HTTPRequest) -> [Found] {
        let now = services.clock.now()
        let sent = request.cookies
        return names(in: request).compactMap { name in
            guard let value = sent[name], let sealed = Base64.decodeURL(value),
                let opened = try? services.vault.open(sealed, for: .loginAttempt, context: Array(name.utf8)),
                let json = try? JSONObject(parsing: opened, limits: .small), let attempt = LoginAttempt(json: json),
                now - attempt.begun < SignInAttempt.lifetime
            else { return nil }
            return Found(cookieName: name, attempt: attempt)
        }
    }
}
