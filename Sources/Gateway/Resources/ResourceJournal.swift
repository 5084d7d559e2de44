import EmbeddedIssuer
import Essentials
import HTTP
import IAM
import SecurityTokens
import Synchronization

/// Writes down who was let to which resource and who was not.
///
/// A verdict hands out no credential, so it does not wait for the disk: records wait in a queue and go to the audit log
/// together. Where the queue is full an answer waits for room, so that nothing goes unrecorded.
final class ResourceJournal: Sendable {
    private struct Queue {
        var waiting: [AuditRecord] = []
        var draining: Task<Void, Never>?
        /// Answers that wait for room, one for each connection at most.
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let services: GatewayServices
    private let queue = Mutex(Queue())

    /// Records that wait before answers do.
    static let most = 8192
    /// Records in one commit at most, so that no other write waits long behind them.
    private static let batch = 1024

    init(services: GatewayServices) { self.services = services }

    /// Notes that a request was let through.
    func allowed(_ verdict: ResourceVerdict, _ asked: ResourceRequest, id: CorrelationID) async {
        var fields = facts(asked)
        fields["result"] = "allowed"
        fields["principal"] = .string(verdict.principal.description)
        fields["access_key_id"] = .string(verdict.accessKeyID)
        fields["accesses"] = .array(
            verdict.accesses.map { .object(["action": .string($0.action), "resource": .string($0.resource)]) })
        fields["decided_by"] = .string(verdict.explanation)
        await add(
            AuditRecord(id: id.description, kind: .event, at: services.clock.now(), action: "authz", fields: fields))
    }

    /// Notes that one was not.
    func refused(_ refusal: ResourceRefusal, _ asked: ResourceRequest, id: CorrelationID) async {
        var fields = facts(asked)
        fields["result"] = "refused"
        fields["reason"] = .string(refusal.reason)
        fields["detail"] = .string(Self.bounded(refusal.detail))
        await add(
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

    private func add(_ record: AuditRecord) async {
        let isFull = queue.withLock { queue in
            queue.waiting.append(record)
            if queue.draining == nil { queue.draining = Task { await drain() } }
            return queue.waiting.count >= Self.most
        }
        guard isFull else { return }
        services.metrics.count("sallyport_authz_journal_full_total", [:])
        await withCheckedContinuation { continuation in
            let hasRoom = queue.withLock { queue in
                if queue.waiting.count < Self.most { return true }
                queue.held.append(continuation)
                return false
            }
            if hasRoom { continuation.resume() }
        }
    }

    /// Returns when all that was taken is written.
    func flush() async {
        while let draining = queue.withLock({ $0.draining }) { await draining.value }
    }

    /// Writes what waits, many in one commit, until nothing does.
    private func drain() async {
        while true {
            let (batch, held) = queue.withLock { queue -> ([AuditRecord], [CheckedContinuation<Void, Never>]) in
                let batch = Array(queue.waiting.prefix(Self.batch))
                queue.waiting.removeFirst(batch.count)
                if batch.isEmpty { queue.draining = nil }
                guard queue.waiting.count < Self.most else { return (batch, []) }
                defer { queue.held = [] }
                return (batch, queue.held)
            }
            for waiting in held { waiting.resume() }
            if batch.isEmpty { return }
            do { try await services.audit.append(all: batch) } catch {
                services.log.log(
                    .error, "records of /authz could not be written",
                    ["count": String(batch.count), "first": batch[0].id, "why": "\(error)"])
            }
        }
    }
}
