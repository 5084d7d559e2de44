import Essentials
import Glibc
import Storage
import Synchronization

/// The audit log as the gateway writes it: durable in the store first, then, where the configuration names a
/// file, as one JSON object a line in it for whatever collects logs. Refusals of strangers are bounded (`RefusalLedger`).
final class AuditTrail: AuditSink {
    private let store: any AuditSink
    private let log: any LogSink
    private let metrics: any MetricsSink
    private let file: Mutex<AuditFile?>
    private let ledger = Mutex(RefusalLedger())

    init(store: any AuditSink, log: any LogSink, metrics: any MetricsSink) {
        self.store = store
        self.log = log
        self.metrics = metrics
        file = Mutex(nil)
    }

    /// Copies to this file from now on; opened anew at each reload, so that a rotated file is let go.
    ///
    /// - Throws: `StartError.stateFolder` where it cannot be written.
    func copy(to path: String?) throws(StartError) {
        let opened = try path.map { path throws(StartError) in try AuditFile(path) }
        file.withLock { $0 = opened }
    }

    func append(_ record: AuditRecord) async throws {
        if isWritten(record) { try await write([record]) }
    }

    func append(all records: [AuditRecord]) async throws {
        let written = records.filter(isWritten)
        if !written.isEmpty { try await write(written) }
    }

    /// False where the record is only counted.
    private func isWritten(_ record: AuditRecord) -> Bool {
        guard RefusalLedger.bounds(record), ledger.withLock({ $0.judge(record) }) == .count else { return true }
        metrics.count("sallyport_audit_refusals_counted_total")
        return false
    }

    /// Writes what was only counted, of periods that are over; `all`: of those under way too, at the end.
    func closeLedger(at now: Instant, all: Bool = false) async {
        for record in ledger.withLock({ $0.close(at: now, all: all) }) {
            do { try await write([record]) } catch {
                log.log(
                    .error, "a number of refusals could not be recorded",
                    ["action": record.action, "count": record.fields["count"]?.serialized ?? "", "cause": "\(error)"])
            }
        }
    }

    private func write(_ records: [AuditRecord]) async throws {
        if records.count == 1 { try await store.append(records[0]) } else { try await store.append(all: records) }
        // The store's record counts; a copy that fails is the operator's to mend and stops no grant.
        let failure = file.withLock { file -> Int32? in
            guard let file else { return nil }
            return file.write(Array(records.map(\.line).joined()))
        }
        if let failure {
            log.log(.error, "an audit record was not copied to the file", ["cause": String(cString: strerror(failure))])
        }
    }
}

/// A file that lines are added to; closed with its owner.
private final class AuditFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(StartError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .stateFolder(path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// Adds a line in one call, so that two never mix; the error number where that failed.
    func write(_ line: [UInt8]) -> Int32? {
        let written = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        return written == line.count ? nil : (written < 0 ? errno : ENOSPC)
    }
}

extension AuditRecord {
    /// One JSON object and a line end.
    fileprivate var line: [UInt8] {
        let json: JSONObject = [
            "id": .string(id), "kind": .string(kind.rawValue), "at": .string(at.rfc3339), "action": .string(action),
            "fields": .object(fields),
        ]
        return json.serializedBytes + [UInt8(ascii: "\n")]
    }
}
