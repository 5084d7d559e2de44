import Essentials
import Storage

/// Grants that were begun and whose outcome was never written: the process died between the two. The operator must
/// know, for a credential may have been handed out.
struct UnfinishedGrants: Sendable {
    /// Longer than any call to an issuer may take: an intent of another gateway is under way until it is that old.
    static let patience: Duration = .seconds(3600)
    private static let collection = "unfinished"

    let services: GatewayServices

    /// Reports them and closes them.
    ///
    /// - Parameter isAlone: true where no other gateway runs, so that whatever is unfinished is nobody's work under way.
    /// - Throws: what the store fails with.
    func report(isAlone: Bool) async throws {
        let now = services.clock.now()
        for intent in try await services.store.intentsWithoutOutcome() {
            guard isAlone || now - intent.at > Self.patience else { continue }
            // Of several gateways one reports it.
            let handle = "\(intent.id)\u{0}\(intent.at.seconds).\(intent.at.nanoseconds)"
            guard
                try await services.store.use(handle, in: Self.collection, until: now + Self.patience, at: now)
            else { continue }
            services.log.log(
                .warning, "a grant was begun and its outcome is not recorded; a credential may have been handed out",
                ["id": intent.id, "at": intent.at.rfc3339, "action": intent.action])
            try await services.audit.append(
                AuditRecord(
                    id: intent.id, kind: .outcome, at: services.clock.now(), action: intent.action,
                    fields: ["result": "unknown", "why": "the process ended before the outcome was recorded"]))
        }
    }
}
