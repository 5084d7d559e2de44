import Cryptography
import Essentials
import HTTP
import SAML
import Synchronization

/// The gateway's own keys for SAML: made when they are first needed, kept sealed in the store, where every node finds
/// the same, and taking turns where the configuration says so.
///
/// Who is first to put a key's record there has made the key; the instant from which it is in use stands with it, so
/// that all nodes change over at once without a word between them.
final class SAMLKeys: Sendable {
    /// How long what was read serves. A key of another node's is shown for an hour at least before its turn.
    private static let freshness: Duration = .seconds(60)

    private struct Kept {
        let rows: [SAMLKeyPurpose: KeyRow]
        let readAt: Instant
    }

    private let services: GatewayServices
    private let store: SAMLKeyStore
    private let rollover: KeyRollover?
    private let kept: Mutex<Kept?>

    /// - Parameters:
    ///   - rollover: when keys take turns; `nil`: they do not.
    ///   - former: those before a reload of the configuration; what they read from the store serves on.
    init(services: GatewayServices, url: HTTPURL, rollover: KeyRollover?, replacing former: SAMLKeys? = nil) {
        self.services = services
        self.rollover = rollover
        kept = Mutex(former?.kept.withLock { $0 })
        store = SAMLKeyStore(services: services, commonName: url.host)
    }

    /// The keys, read or made. Those at hand go on serving while the store is out of reach.
    func current() async throws -> SAMLKeyRing {
        let now = services.clock.now()
        let known = kept.withLock { $0 }
        if let known, known.readAt <= now, now - known.readAt < Self.freshness {
            return try ring(of: known.rows, at: now)
        }
        do {
            let rows = try await read(at: now, known: known?.rows ?? [:])
            kept.withLock { $0 = Kept(rows: rows, readAt: now) }
            tell(rows, since: known, at: now)
            return try ring(of: rows, at: now)
        } catch {
            guard let known else { throw error }
            services.log.log(
                .error, "the gateway's own keys for SAML could not be read anew; those at hand go on serving",
                ["cause": "\(error)"])
            return try ring(of: known.rows, at: now)
        }
    }

    /// Lets the keys take their turns where nobody asks for them; does nothing before they were needed once.
    func tend() async {
        guard kept.withLock({ $0 != nil }) else { return }
        // What fails is logged where it fails.
        _ = try? await current()
    }

    private func ring(of rows: [SAMLKeyPurpose: KeyRow], at now: Instant) throws(KeyRowMissing) -> SAMLKeyRing {
        guard let signing = rows[.signing], let decryption = rows[.decryption], let issuing = rows[.issuing] else {
            throw KeyRowMissing()
        }
        return SAMLKeyRing(
            signing: signing, decryption: decryption, issuing: issuing, at: now,
            keep: rollover?.keep ?? KeyRollover.standardKeep)
    }

    private func read(at now: Instant, known: [SAMLKeyPurpose: KeyRow]) async throws -> [SAMLKeyPurpose: KeyRow] {
        var rows: [SAMLKeyPurpose: KeyRow] = [:]
        for purpose in SAMLKeyPurpose.allCases {
            var generations = try await store.generations(of: purpose, known: known[purpose]?.generations ?? [])
            if generations.isEmpty {
                generations = [
                    try await store.make(1, for: purpose, beginning: Instant(seconds: now.seconds)).generation
                ]
            }
            rows[purpose] = try await turned(generations, of: purpose, at: now)
        }
        return rows
    }

    /// The keys with the next among them where it is time for it, and without those that were kept long enough.
    private func turned(
        _ generations: [KeyGeneration], of purpose: SAMLKeyPurpose, at now: Instant
    ) async throws -> KeyRow? {
        guard let row = KeyRow(generations), let rollover else { return KeyRow(generations) }
        var generations = row.generations
        if let begins = row.due(at: now, rollover), let last = generations.last {
            let (next, isOurs) = try await store.make(last.number + 1, for: purpose, beginning: begins)
            generations.append(next)
            if isOurs { try await record(next, purpose, at: now) }
        }
        for past in row.past(at: now, keep: rollover.keep) {
            try await store.remove(past, of: purpose)
            generations.removeAll { $0.number == past.number }
        }
        return KeyRow(generations)
    }

    private func record(_ next: KeyGeneration, _ purpose: SAMLKeyPurpose, at now: Instant) async throws {
        let fingerprint = Hexadecimal.encode(try next.certificate.fingerprint())
        services.log.log(
            .info, "the next key for SAML stands in the metadata",
            ["use": purpose.rawValue, "begins": next.begins.rfc3339, "certificate": fingerprint])
        try await services.audit.append(
            AuditRecord(
                id: CorrelationID(services.randomness).description, kind: .event, at: now, action: "saml-key-announced",
                fields: [
                    "use": .string(purpose.rawValue), "number": .integer(next.number),
                    "begins": .string(next.begins.rfc3339), "certificate_sha256": .string(fingerprint),
                ]))
    }

    /// Tells the operator whose turn began since the keys were read last, and when the next begins.
    private func tell(_ rows: [SAMLKeyPurpose: KeyRow], since known: Kept?, at now: Instant) {
        for (purpose, row) in rows {
            let current = row.current(at: now)
            services.metrics.gauge(
                "sallyport_saml_key_next_turn_timestamp_seconds", ["use": purpose.rawValue],
                to: Double(row.coming(at: now).first?.begins.seconds ?? 0))
            guard let known, let before = known.rows[purpose]?.current(at: known.readAt),
                before.number != current.number
            else { continue }
            services.log.log(
                .info, "another key for SAML is in use", ["use": purpose.rawValue, "since": current.begins.rfc3339])
        }
    }
}

/// A purpose without any key; made for each when they are read.
struct KeyRowMissing: Error {}
