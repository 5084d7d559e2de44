import CCurl
import Essentials
import Synchronization

/// One multi handle on one thread of its own.
///
/// Manual: https://curl.se/libcurl/c/libcurl-multi.html
final class CurlLoop: Sendable {
    private struct Inbox {
        var submissions: [Submission] = []
        var hasCancellations = false
        var isStopping = false
        /// Set before the handle is freed; nobody wakes it afterwards.
        var hasEnded = false
    }

    /// The handle. Only `curl_multi_wakeup` is called from other threads, which the library allows.
    private struct Multi: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer
    }

    private let multi: Multi
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<OwnThread?>(nil)

    init(_ settings: HTTPClientSettings) throws(CurlLoopError) {
        guard CurlLoop.isLibraryReady, let raw = curl_multi_init() else { throw .outOfMemory }
        multi = Multi(raw: raw)
        let limits = [
            (SP_CURLM_HOST_CONNECTIONS, settings.maximumConnectionsPerHost),
            (SP_CURLM_TOTAL_CONNECTIONS, settings.maximumConnections),
        ]
        for (name, value) in limits {
            guard sp_curl_multi_long(raw, Int32(bitPattern: name.rawValue), max(1, value)) == 0 else {
                curl_multi_cleanup(raw)
                throw .outOfMemory
            }
        }
        do {
            let started = try OwnThread("http-client") { self.run(settings) }
            thread.withLock { $0 = started }
        } catch {
            curl_multi_cleanup(raw)
            throw .thread(error)
        }
    }

    /// Once for the process, before any other call.
    private static let isLibraryReady = sp_curl_global_init() == SP_CURLE_OK.rawValue

    /// Hands a request to the thread.
    func submit(_ submission: Submission) {
        let isTaken = inbox.withLock { inbox in
            guard !inbox.isStopping else { return false }
            inbox.submissions.append(submission)
            wake(inbox)
            return true
        }
        if !isTaken { submission.finish(.failure(.stopped)) }
    }

    /// Makes the thread look for tickets that were cancelled.
    func noteCancellation() {
        inbox.withLock { inbox in
            inbox.hasCancellations = true
            wake(inbox)
        }
    }

    /// Ends every transfer and the thread; blocks until that is done.
    func stop() {
        inbox.withLock { inbox in
            inbox.isStopping = true
            wake(inbox)
        }
        thread.withLock { $0.take() }?.join()
    }

    private func wake(_ inbox: Inbox) {
        // A wake-up that fails is made good by the end of the wait, a second later at most.
        if !inbox.hasEnded { _ = sp_curl_multi_wakeup(multi.raw) }
    }

    // MARK: On the thread

    private func run(_ settings: HTTPClientSettings) {
        var active: [ObjectIdentifier: Transfer] = [:]
        let lookups = NameLookups(limit: settings.maximumConnectionsPerHost)
        while true {
            let (submissions, hasCancellations, isStopping) = inbox.withLock { inbox in
                defer {
                    inbox.submissions = []
                    inbox.hasCancellations = false
                }
                return (inbox.submissions, inbox.hasCancellations, inbox.isStopping)
            }
            if isStopping {
                for submission in submissions { submission.finish(.failure(.stopped)) }
                break
            }
            for submission in submissions { start(submission, settings, lookups, &active) }
            if hasCancellations {
                for transfer in active.values where transfer.submission.ticket.isCancelled {
                    end(transfer, .failure(.cancelled), &active)
                }
            }
            _ = sp_curl_multi_perform(multi.raw)
            var code: Int32 = 0
            while let easy = sp_curl_multi_ended(multi.raw, &code) {
                guard let raw = sp_curl_private(easy) else { continue }
                let transfer = Unmanaged<Transfer>.fromOpaque(raw).takeUnretainedValue()
                end(transfer, transfer.result(code), &active)
            }
            _ = sp_curl_multi_wait(multi.raw, 1000)
        }
        for transfer in active.values { end(transfer, .failure(.stopped), &active) }
        inbox.withLock { $0.hasEnded = true }
        curl_multi_cleanup(multi.raw)
    }

    private func start(
        _ submission: Submission, _ settings: HTTPClientSettings, _ lookups: NameLookups,
        _ active: inout [ObjectIdentifier: Transfer]
    ) {
        guard !submission.ticket.isCancelled else { return submission.finish(.failure(.cancelled)) }
        do throws(HTTPSendError) {
            let transfer = try Transfer(submission, settings, lookups)
            guard sp_curl_multi_add(multi.raw, transfer.easy) == 0 else {
                throw .notReached(host: submission.request.url.host, "out of memory")
            }
            active[ObjectIdentifier(transfer)] = transfer
        } catch {
            submission.finish(.failure(error))
        }
    }

    private func end(
        _ transfer: Transfer, _ result: Result<HTTPResponse, HTTPSendError>,
        _ active: inout [ObjectIdentifier: Transfer]
    ) {
        _ = sp_curl_multi_remove(multi.raw, transfer.easy)
        active[ObjectIdentifier(transfer)] = nil
        transfer.close(result)
        transfer.submission.finish(result)
    }
}

/// Why a loop did not start.
enum CurlLoopError: Error {
    case outOfMemory
    case thread(ThreadError)

    var words: String {
        switch self {
        case .outOfMemory: "the HTTP client library could not be set up"
        case .thread(let error): error.detail
        }
    }
}
