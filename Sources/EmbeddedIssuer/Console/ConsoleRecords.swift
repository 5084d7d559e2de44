import Cryptography
import Essentials
import Storage
import Vault

/// Keeps sign-in tokens and the sign-ins that they began: whoever signed in holds a random handle, the store its hash and
/// the sealed ticket, so that every node finds it and a copy of the store opens none.
struct ConsoleRecords: Sendable {
    /// What a handle opens.
    enum Kind: String, Sendable {
        case token = "console-tokens"
        case session = "console-sessions"
    }

    let store: any Store
    let vault: Vault
    let randomness: any Randomness

    /// Keeps a ticket and gives the handle that leads to it.
    func keep(_ ticket: ConsoleTicket, as kind: Kind, until: Instant) async throws -> Secret {
        let handle = randomness.handle(bytes: 32)
        let key = try ConsoleRecords.key(of: handle)
        let sealed = try vault.seal(
            ticket.json.serializedBytes, for: .consoleSession, context: Array((kind.rawValue + key).utf8))
        try await store.insert(StoredRecord(key: key, value: sealed, expires: until), into: kind.rawValue)
        return Secret(handle)
    }

    /// The ticket of a handle; `nil` where there is none.
    func ticket(_ handle: Secret, _ kind: Kind, at now: Instant) async throws -> ConsoleTicket? {
        guard let key = try key(handle), let record = try await store.get(key, from: kind.rawValue, at: now),
            let opened = try? vault.open(
                record.value, for: .consoleSession, context: Array((kind.rawValue + key).utf8)),
            let json = try? JSONObject(parsing: opened, limits: .small)
        else { return nil }
        return ConsoleTicket(json)
    }

    /// The ticket of a token, to whoever is the first to show it.
    func spend(_ token: Secret, at now: Instant) async throws -> ConsoleTicket? {
        guard let ticket = try await ticket(token, .token, at: now), let key = try key(token),
            try await store.use(
                key, in: Kind.token.rawValue + "-used", until: now + EmbeddedIssuer.consoleTokenLifetime, at: now)
        else { return nil }
        _ = try await store.delete(key, from: Kind.token.rawValue)
        return ticket
    }

    /// Forgets a sign-in; `false` where there was none.
    func end(_ handle: Secret) async throws -> Bool {
        guard let key = try key(handle) else { return false }
        return try await store.delete(key, from: Kind.session.rawValue)
    }

    private func key(_ handle: Secret) throws -> String? {
        guard handle.count == 43, let text = handle.revealText() else { return nil }
        return try ConsoleRecords.key(of: text)
    }

    private static func key(of handle: String) throws -> String {
        Hexadecimal.encode(try Digest.hash(Array(handle.utf8), .sha256))
    }
}
