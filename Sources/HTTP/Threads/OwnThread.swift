public import Essentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A thread for calls that block, which must never stand on the cooperative pool.
///
/// Manual: pthread_create(3), pthread_join(3).
final class OwnThread: Sendable {
    private let thread: Mutex<pthread_t?>

    /// Starts a thread; the name is for errors.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let box = Unmanaged.passRetained(Body(run: body))
        var made = pthread_t()
        let code = pthread_create(&made, nil, OwnThread.main, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw .notStarted(name: name, code: code)
        }
        thread = Mutex(made)
    }

    /// Waits for its end; once.
    func join() {
        let waiting = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let waiting { pthread_join(waiting, nil) }
    }

    deinit {
        thread.withLock { thread in
            if let thread { pthread_detach(thread) }
            thread = nil
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { raw in
        guard let raw else { return nil }
        let body = Unmanaged<Body>.fromOpaque(raw).takeRetainedValue()
        body.run()
        return nil
    }
}

/// Why a thread did not start.
public enum ThreadError: Reportable, Equatable {
    case notStarted(name: String, code: Int32)

    /// A stable code.
    public var reason: String { "thread-not-started" }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notStarted(let name, let code): "the thread `\(name)` could not be started: \(SystemMessage.text(code))"
        }
    }
}

/// The words of the C library for an error number.
package enum SystemMessage {
    package static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "error \(code)" : text
    }
}
