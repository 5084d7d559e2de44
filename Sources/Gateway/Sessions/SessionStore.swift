import Cryptography
import Essentials
import HTTP
import Storage
import Vault

/// Keeps sessions: the browser holds a random handle, the store holds its hash and the sealed session.
struct SessionStore: Sendable {
    static let collection = "sessions"

    let services: GatewayServices
    let cookies: CookieNames

    /// The session of a request, where it carries a live one.
    func session(of request: HTTPRequest) async throws -> Session? {
        guard let handle = handle(of: request) else { return nil }
        let key = try key(of: handle)
        let now = services.clock.now()
        guard let record = try await services.store.get(key, from: Self.collection, at: now) else { return nil }
        let opened = try services.vault.open(record.value, for: .session, context: Array(key.utf8))
        let session = try Session(json: JSONObject(parsing: opened, limits: .document), handle: Secret(handle))
        return session.expires > now ? session : nil
    }

    /// Keeps a new session and gives the cookie that leads to it. The handle is fresh at every sign-in, so
    /// that one planted beforehand leads nowhere.
    func start(_ facts: SessionFacts, replacing request: HTTPRequest) async throws -> (
        session: Session, cookie: SetCookie
    ) {
        if let old = handle(of: request) {
            _ = try await services.store.delete(try key(of: old), from: Self.collection)
        }
        let handle = services.randomness.handle(bytes: 32)
        let session = Session(facts: facts, id: services.randomness.handle(bytes: 16), handle: Secret(handle))
        try await write(session, handle: handle, isNew: true)
        let cookie = cookies.session(handle, lifetime: facts.expires - services.clock.now())
        return (session, cookie)
    }

    /// Keeps a changed session (a refreshed proof) under its handle.
    func update(_ session: Session) async throws {
        guard let handle = session.handle.revealText() else { return }
        try await write(session, handle: handle, isNew: false)
    }

    /// Ends a session.
    func end(_ session: Session) async throws {
        guard let handle = session.handle.revealText() else { return }
        _ = try await services.store.delete(try key(of: handle), from: Self.collection)
    }

    private func write(_ session: Session, handle: String, isNew: Bool) async throws {
        let key = try key(of: handle)
        let sealed = try services.vault.seal(
            session.json.serializedBytes, for: .session, context: Array(key.utf8))
        let record = StoredRecord(
            key: key, value: sealed, expires: session.facts.expires, indexes: session.facts.indexes)
        if isNew {
            try await services.store.insert(record, into: Self.collection)
        } else {
            try await services.store.put(record, into: Self.collection)
        }
    }

    private func handle(of request: HTTPRequest) -> String? {
        let found = Cookies(request.headers).all(cookies.sessionName)
        guard found.count == 1, found[0].utf8.count == 43 else { return nil }
        return found[0]
    }

    /// The store never sees the handle, so that a copy of it opens no session.
    private func key(of handle: String) throws -> String {
        Hexadecimal.encode(try Digest.hash(Array(handle.utf8), .sha256))
    }
}
