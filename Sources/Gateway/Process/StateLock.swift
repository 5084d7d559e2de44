import Glibc
import Synchronization

/// That a state folder is ours alone for as long as this process lives; the system lets go of it when we die.
///
/// A second gateway over the same folder would take the grants that the first is about to finish for ones that
/// nobody finished, and write so into the audit log.
final class StateLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: `StartError.stateInUse` where another gateway has it.
    init(folder: String) throws(StartError) {
        let file = open(folder + "/sallyport.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .stateFolder(path: folder, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let why = errno
            close(file)
            throw why == EWOULDBLOCK ? .stateInUse(path: folder) : .stateFolder(path: folder, errno: why)
        }
        descriptor = Mutex(file)
    }

    deinit { release() }

    /// Lets go of it; the file stays, so that nobody locks one that has just been removed.
    func release() {
        descriptor.withLock { file in
            if file >= 0 { close(file) }
            file = -1
        }
    }
}
