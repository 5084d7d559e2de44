import Essentials

/// A few threads that read, each over a connection of its own: what is committed is what they see.
final class SQLiteReaders: Sendable {
    struct Job: Sendable {
        /// Does the work and answers.
        let run: @Sendable (SQLiteConnection) -> Void
        /// Answers without having done anything.
        let refuse: @Sendable (StorageError) -> Void
    }

    /// Jobs that may wait.
    static let capacity = 10_000

    private let queue = WorkQueue<Job>(capacity: capacity)

    /// Starts one thread more. `opened` is called once; `ended` when the thread is done.
    func start(
        path: String, opened: @escaping @Sendable (StorageError?) -> Void, ended: @escaping @Sendable () -> Void
    ) {
        let isStarted = BlockingThread.start { [self] in
            defer { ended() }
            let connection: SQLiteConnection
            do throws(StorageError) {
                connection = try SQLiteConnection(path: try SQLiteFile.prepare(path), role: .reader)
            } catch {
                opened(error)
                return
            }
            opened(nil)
            while let job = queue.take(upTo: 1).first { job.run(connection) }
        }
        if !isStarted {
            opened(.failed(code: 0, "no thread could be started"))
            ended()
        }
    }

    /// Takes no further job; those waiting are still done.
    func close() { queue.close() }

    /// Runs work on one of the threads.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (SQLiteConnection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            let job = Job(
                run: { connection in
                    continuation.resume(returning: Result { () throws(StorageError) in try work(connection) })
                }, refuse: { continuation.resume(returning: .failure($0)) })
            switch queue.add(job) {
            case .taken: break
            case .full: job.refuse(.overloaded(waiting: Self.capacity))
            case .closed: job.refuse(.closed)
            }
        }
        return try result.get()
    }
}
