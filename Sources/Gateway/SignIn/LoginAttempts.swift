import Essentials
import HTTP
import OpenIDConnect
import Vault

/// One sign-in on its way: begun here, now at the provider.
struct LoginAttempt: Sendable {
    /// State, nonce and verifier, and the provider they were made for.
    let attempt: SignInAttempt
    /// Where the person goes afterwards: a path of ours.
    let returnPath: String
    /// True where the provider answers by a POST across sites.
    let isAnsweredByPost: Bool
    /// The store's key of the session that the browser had when it began: a POST across sites comes without that
    /// session's cookie, and the new session takes its place all the same.
    let replaces: String?

    init(attempt: SignInAttempt, returnPath: String, isAnsweredByPost: Bool, replaces: String?) {
        self.attempt = attempt
        self.returnPath = returnPath
        self.isAnsweredByPost = isAnsweredByPost
        self.replaces = replaces
    }

    var json: JSONObject {
        var json: JSONObject = [
            "to": .string(returnPath), "post": .bool(isAnsweredByPost), "attempt": .object(attempt.json()),
        ]
        json["replaces"] = replaces.map(JSONValue.string)
        return json
    }

    init?(json: JSONObject) {
        guard let to = json["to"]?.string, let isAnsweredByPost = json["post"]?.bool,
            let attempt = json["attempt"]?.object.flatMap(SignInAttempt.init)
        else { return nil }
        self.init(
            attempt: attempt, returnPath: to, isAnsweredByPost: isAnsweredByPost,
            replaces: json["replaces"]?.string)
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
        let live = all(in: request).sorted { $0.attempt.attempt.begun < $1.attempt.attempt.begun }
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

    /// The attempt that an answer with this `state` belongs to, begun at this provider and not too old.
    func find(state: String, provider: String, in request: HTTPRequest) -> Found? {
        all(in: request).first {
            ConstantTime.equal($0.attempt.attempt.state, state)
                && $0.attempt.attempt.providerID.isExactly(provider)
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
                now - attempt.attempt.begun < SignInAttempt.lifetime
            else { return nil }
            return Found(cookieName: name, attempt: attempt)
        }
    }
}
