import Essentials
import Synchronization

/// The one thread that writes. While one commit waits for the disk the next writes gather, and all of
/// them share the commit that follows; each returns when that commit is durable.
final class SQLiteWriter: Sendable {
    struct Job: Sendable {
        /// Does the work within an open transaction; done again where that was rolled back.
        let run: @Sendable (SQLiteConnection) -> Outcome
        /// Answers without having done anything.
        let refuse: @Sendable (StorageError) -> Void
    }

    struct Outcome {
        /// Why this job's own work must be undone.
        let failure: StorageError?
        /// Answers: with this error if the commit failed, else with what the work gave.
        let finish: (StorageError?) -> Void
    }

    /// Jobs that may wait.
    static let capacity = 10_000
    /// Jobs in one transaction.
    static let batch = 512

    private let queue = WorkQueue<Job>(capacity: capacity)
    private let log: any LogSink
    private let commitCount = Atomic<Int>(0)
    private let takenCount = Atomic<Int>(0)

    /// Transactions committed so far.
    var commits: Int { commitCount.load(ordering: .relaxed) }
    /// Jobs begun so far.
    var taken: Int { takenCount.load(ordering: .relaxed) }
    /// Jobs that wait.
    var waiting: Int { queue.count }

    init(log: any LogSink) { self.log = log }

    /// Starts the thread, opens the file there and brings it up; `ended` is called when the thread is done.
    func start(
        path: String, mayUpgrade: Bool, opened: @escaping @Sendable (StorageError?) -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        let isStarted = BlockingThread.start { [self] in
            defer { ended() }
            let connection: SQLiteConnection
            do throws(StorageError) {
                connection = try SQLiteConnection(path: try SQLiteFile.prepare(path), role: .writer)
                try SQLiteSchema.bringUp(connection, path: path, mayUpgrade: mayUpgrade)
            } catch {
                opened(error)
                return
            }
            opened(nil)
            while true {
                let jobs = queue.take(upTo: Self.batch)
                if jobs.isEmpty { return }
                takenCount.add(jobs.count, ordering: .relaxed)
                commit(jobs, connection)
            }
        }
        if !isStarted {
            opened(.failed(code: 0, "no thread could be started"))
            ended()
        }
    }

    /// Takes no further job; those waiting are still done.
    func close() { queue.close() }

    /// Runs work on the writer's thread; returns when it is durable.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (SQLiteConnection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            let job = Job(
                run: { connection in
                    let result = Result { () throws(StorageError) in try work(connection) }
                    let failure: StorageError? = if case .failure(let error) = result { error } else { nil }
                    return Outcome(failure: failure) {
                        continuation.resume(returning: $0.map(Result.failure) ?? result)
                    }
                }, refuse: { continuation.resume(returning: .failure($0)) })
            switch queue.add(job) {
            case .taken: break
            case .full: job.refuse(.overloaded(waiting: Self.capacity))
            case .closed: job.refuse(.closed)
            }
        }
        return try result.get()
    }

    private func commit(_ jobs: [Job], _ connection: SQLiteConnection) {
        var outcomes: [Outcome] = []
        do throws(StorageError) {
            try connection.run("BEGIN IMMEDIATE")
            // Nearly always all succeed. Where one does not, all are done once more, each so that it can be undone.
            for job in jobs {
                outcomes.append(job.run(connection))
                if outcomes.last?.failure != nil { break }
            }
            if let failure = outcomes.last?.failure {
                outcomes = []
                // A full disk ends the whole transaction by itself; then nothing of it is kept.
                guard connection.isInTransaction else { throw failure }
                try connection.run("ROLLBACK")
                try connection.run("BEGIN IMMEDIATE")
                try runEach(jobs, connection, &outcomes)
            }
            try connection.run("COMMIT")
        } catch {
            abandon(jobs, outcomes, error, connection)
            return
        }
        commitCount.add(1, ordering: .relaxed)
        for outcome in outcomes { outcome.finish(nil) }
    }

    private func runEach(
        _ jobs: [Job], _ connection: SQLiteConnection, _ outcomes: inout [Outcome]
    ) throws(StorageError) {
        for job in jobs {
            try connection.run("SAVEPOINT job")
            let outcome = job.run(connection)
            outcomes.append(outcome)
            if let failure = outcome.failure {
                guard connection.isInTransaction else { throw failure }
                try connection.run("ROLLBACK TO job")
            }
            try connection.run("RELEASE job")
        }
    }

    private func abandon(
        _ jobs: [Job], _ outcomes: [Outcome], _ error: StorageError, _ connection: SQLiteConnection
    ) {
        log.log(.error, "a write to the database failed", ["reason": error.reason, "detail": error.detail])
        if connection.isInTransaction {
            do throws(StorageError) { try connection.run("ROLLBACK") } catch {
                log.log(.error, "the failed write could not be rolled back", ["reason": error.reason])
            }
        }
        for outcome in outcomes { outcome.finish(error) }
        for job in jobs.dropFirst(outcomes.count) { job.refuse(error) }
    }
}
