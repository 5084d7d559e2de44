import Glibc

/// A bounded queue between many callers and a few threads that may block.
final class WorkQueue<Job: Sendable>: Sendable {
    enum Added: Equatable {
        case taken
        case full
        case closed
    }

    private struct State {
        /// Those before `head` have been taken; they are dropped once they are half of all.
        var jobs: [Job?] = []
        var head = 0
        var isClosed = false

        var count: Int { jobs.count - head }

        mutating func take(_ limit: Int) -> [Job] {
            let end = head + min(limit, count)
            let taken = jobs[head..<end].compactMap { $0 }
            for index in head..<end { jobs[index] = nil }
            head = end
            if head * 2 >= jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
            return taken
        }
    }

    // All three are touched under `lock` only, and freed once, in deinit.
    nonisolated(unsafe) private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    nonisolated(unsafe) private let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        lock.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        state.initialize(to: State())
        // With default attributes neither can fail on Linux.
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        state.deinitialize(count: 1)
        state.deallocate()
        changed.deallocate()
        lock.deallocate()
    }

    /// Adds a job at the end, unless the queue is full or closed.
    func add(_ job: Job) -> Added {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if state.pointee.isClosed { return .closed }
        guard state.pointee.count < capacity else { return .full }
        state.pointee.jobs.append(job)
        pthread_cond_signal(changed)
        return .taken
    }

    /// Waits for jobs and takes up to `limit` of them in order; none once the queue is closed and empty.
    /// Blocks its thread.
    func take(upTo limit: Int) -> [Job] {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while state.pointee.count == 0 {
            if state.pointee.isClosed { return [] }
            pthread_cond_wait(changed, lock)
        }
        return state.pointee.take(limit)
    }

    /// How many jobs wait.
    var count: Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return state.pointee.count
    }

    /// Takes no further job; those waiting are still handed out.
    func close() {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        state.pointee.isClosed = true
        pthread_cond_broadcast(changed)
    }
}

/// Threads that may block, outside Swift's cooperative pool.
enum BlockingThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs a body on a new thread that takes no signals; false where the system gives no thread.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, threadMain, body.toOpaque())
        guard code == 0 else {
            body.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static let threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
}
