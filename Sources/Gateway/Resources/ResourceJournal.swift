import EmbeddedIssuer
import Essentials
import HTTP
import IAM
import SecurityTokens
import Synchronization

/// Writes down who was let to which resource and who was not.
///
/// A verdict hands out no credential, so it does not wait for the disk: records wait in a bounded queue and go to the
/// audit log together. Where the queue is full nothing is let through, so that nothing goes unrecorded.
final class ResourceJournal: Sendable {
    private struct Queue {
        var waiting: [AuditRecord] = []
        var isDraining = false
    }

    private let services: GatewayServices
    private let queue = Mutex(Queue())

    /// Records that wait at most.
    static let most = 8192

    init(services: GatewayServices) { self.services = services }

    /// - Returns: false where there is no room to write it down.
    func allowed(_ verdict: ResourceVerdict, _ asked: ResourceRequest, id: CorrelationID) -> Bool {
        var fields = facts(asked)
        fields["result"] = "allowed"
        fields["principal"] = .string(verdict.principal.description)
        fields["access_key_id"] = .string(verdict.accessKeyID)
        fields["accesses"] = .array(
            verdict.accesses.map { .object(["action": .string($0.action), "resource": .string($0.resource)]) })
        fields["decided_by"] = .string(verdict.explanation)
        return add(
            AuditRecord(id: id.description, kind: .event, at: services.clock.now(), action: "authz", fields: fields))
    }

    /// - Returns: false where there is no room to write it down.
    func refused(_ refusal: ResourceRefusal, _ asked: ResourceRequest, id: CorrelationID) -> Bool {
        var fields = facts(asked)
        fields["result"] = "refused"
        fields["reason"] = .string(refusal.reason)
        fields["detail"] = .string(Self.bounded(refusal.detail))
        return add(
            AuditRecord(id: id.description, kind: .refusal, at: services.clock.now(), action: "authz", fields: fields))
    }

    /// What was asked; a target without its query, which may hold a signature.
    private func facts(_ asked: ResourceRequest) -> JSONObject {
        [
            "method": .string(asked.request.method.rawValue), "host": .string(Self.bounded(asked.host)),
            "path": .string(Self.bounded(asked.request.path)), "source": .string(asked.client),
        ]
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= 1024 ? text : String(text.unicodeScalars.prefix(256).map(Character.init))
    }

    private func add(_ record: AuditRecord) -> Bool {
        let (isTaken, begins) = queue.withLock { queue in
            guard queue.waiting.count < Self.most else { return (false, false) }
            queue.waiting.append(record)
            defer { queue.isDraining = true }
            return (true, !queue.isDraining)
        }
        if begins { Task { await drain() } }
        if !isTaken {
            services.metrics.count("sallyport_authz_journal_full_total", [:])
        }
        return isTaken
    }

    /// Writes what waits, all of it at once so that one commit takes many, until nothing does.
    private func drain() async {
        while true {
            let batch = queue.withLock { queue in
                let batch = queue.waiting
                queue.waiting = []
                if batch.isEmpty { queue.isDraining = false }
                return batch
            }
            if batch.isEmpty { return }
            await withTaskGroup(of: Void.self) { group in
                for record in batch { group.addTask { await self.write(record) } }
            }
        }
    }

    private func write(_ record: AuditRecord) async {
        do { try await services.audit.append(record) } catch {
            services.log.log(
                .error, "a record of /authz could not be written", ["id": record.id, "why": "\(error)"])
        }
    }
}
