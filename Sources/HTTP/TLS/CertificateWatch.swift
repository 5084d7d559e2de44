import Dispatch
import Essentials

/// A thread that looks at the certificate's files now and then: a disk that hangs holds up nobody else.
final class CertificateWatch: Sendable {
    private let end = DispatchSemaphore(value: 0)
    private let thread: OwnThread

    init(_ keeper: CertificateKeeper, each interval: Duration) throws(ThreadError) {
        let end = end
        let milliseconds = Int(clamping: interval.wholeMilliseconds)
        thread = try OwnThread("tls-certificates") {
            while end.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut { keeper.look() }
        }
    }

    // The thread ends by itself at its next turn; nobody waits for it, as the disk may hang.
    deinit { end.signal() }
}
