import Dispatch
import Glibc

/// The signals a server lives by, as a stream.
enum Signals {
    /// One signal that came.
    enum Received: Sendable {
        case terminate
        case reload
    }

    /// SIGTERM and SIGINT ask to end, SIGHUP to reload; SIGPIPE is ignored. The stream keeps its sources alive.
    static func stream() -> AsyncStream<Received> {
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream.makeStream(of: Received.self)
        let wanted: [(Int32, Received)] = [(SIGTERM, .terminate), (SIGINT, .terminate), (SIGHUP, .reload)]
        let queue = DispatchQueue(label: "sallyport.signals")
        // Dispatch sources may be used from any thread; Dispatch does not say so in types yet.
        nonisolated(unsafe) let sources = wanted.map { number, received in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { continuation.yield(received) }
            source.resume()
            return source
        }
        continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
        return stream
    }
}
