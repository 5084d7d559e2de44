import Cryptography
import EmbeddedIssuer
import Essentials
import HTTP
import Storage
import Vault

/// Keeps sessions: the browser holds a random handle, the store holds its hash and the sealed session.
struct SessionStore: Sendable {
    static let collection = "sessions"
    private static let endedCollection = "sessions-ended"
    /// A request that began before a session's end is over after this.
    private static let longestUpdate: Duration = .seconds(600)

    let services: GatewayServices
    let cookies: CookieNames

    /// The session of a request, where it carries a live one.
    func session(of request: HTTPRequest) async throws -> Session? {
        guard let handle = handle(of: request) else { return nil }
        let key = try key(of: handle)
        let now = services.clock.now()
        guard let record = try await services.store.get(key, from: Self.collection, at: now) else { return nil }
        guard let stored = try open(record) else { return nil }
        let (session, ending) = stored.judged(
            by: services.revocations.list.value, handle: Secret(handle), at: now)
        if case .revoked(let subject) = ending {
            services.log.log(.info, "a session was revoked; the person signs in again", ["with": subject.kind])
            try await end(key: key)
        }
        return session
    }

    /// What a record holds. One that does not open was altered, put under another's handle, or sealed with keys
    /// that are gone: it is nobody's session, so that the person signs in anew and is not locked out by it.
    private func open(_ record: StoredRecord) throws -> StoredSession? {
        do {
            let opened = try services.vault.open(record.value, for: .session, context: Array(record.key.utf8))
            return try StoredSession(json: JSONObject(parsing: opened, limits: .document))
        } catch let error as VaultError {
            if case .cryptography = error { throw error }
            report(error)
        } catch let error as JSONError {
            report(error)
        } catch let error as SessionError {
            report(error)
        }
        return nil
    }

    /// The live sessions of a second key, each with the key it is kept under; whoever asks holds none of their handles.
    func sessions(index: String) async throws -> [(key: String, facts: SessionFacts)] {
        let now = services.clock.now()
        return try await services.store.find(index: index, in: Self.collection, at: now).compactMap { record in
            guard let facts = try open(record)?.ending(at: now) else { return nil }
            return (record.key, facts)
        }
    }

    private func report(_ error: any Reportable) {
        services.log.log(
            .error, "a stored session does not open; whoever holds its handle must sign in anew",
            ["reason": error.reason, "detail": error.detail])
    }

    /// Keeps a new session and gives the cookie that leads to it. The handle is fresh at every sign-in, so
    /// that one planted beforehand leads nowhere.
    ///
    /// - Parameter replacing: the keys of sessions that the browser had before.
    func start(_ facts: SessionFacts, replacing keys: [String]) async throws -> (
        session: Session, cookie: SetCookie
    ) {
        for key in keys { try await end(key: key) }
        let handle = services.randomness.handle(bytes: 32)
        let session = Session(begun: facts, id: services.randomness.handle(bytes: 16), handle: Secret(handle))
        try await write(session, handle: handle, isNew: true)
        let cookie = cookies.session(handle, lifetime: facts.expires - services.clock.now())
        return (session, cookie)
    }

    /// Keeps a changed session (a refreshed proof) under its handle; one that was ended meanwhile stays ended.
    func update(_ session: Session) async throws {
        guard let handle = session.handle.revealText() else { return }
        try await write(session, handle: handle, isNew: false)
        let key = try key(of: handle)
        let now = services.clock.now()
        if try await services.store.get(key, from: Self.endedCollection, at: now) != nil {
            _ = try await services.store.delete(key, from: Self.collection)
        }
    }

    /// Whether a session that was judged before something took long has been revoked meanwhile.
    func isRevoked(_ session: Session) -> Bool { session.facts.end(by: services.revocations.list.value) != nil }

    /// Ends a session.
    func end(_ session: Session) async throws {
        guard let handle = session.handle.revealText() else { return }
        try await end(key: try key(of: handle))
    }

    /// That it ended is written first: whoever writes the session back at this moment finds it, and takes the
    /// session away again.
    func end(key: String) async throws {
        let until = services.clock.now() + Self.longestUpdate
        try await services.store.put(StoredRecord(key: key, value: [], expires: until), into: Self.endedCollection)
        _ = try await services.store.delete(key, from: Self.collection)
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

    /// The key under which the session of a request is kept, where it names one; it opens nothing.
    func key(of request: HTTPRequest) throws -> String? { try handle(of: request).map(key(of:)) }

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
