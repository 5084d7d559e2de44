import Glibc
import Synchronization

/// The hold of one gateway on a state folder; the system lets go of it when the process dies.
///
/// Gateways share a folder: each holds `sallyport.lock` in common. Development mode, whose demo people and clients live in
/// one process, holds it alone, and so did versions before this one. Starts take turns by `sallyport-start.lock`: keys
/// are made, an older database is brought up and unfinished grants are reported by one process at a time.
final class StateLock: Sendable {
    /// With whom a folder is used.
    enum Use: Sendable {
        /// With other gateways.
        case shared
        /// With nobody.
        case alone
    }

    /// How long another start may take.
    private static let patience: Duration = .seconds(30)
    private static let pause: Duration = .milliseconds(50)

    /// True where no other gateway ran over the folder when this one started: what was left unfinished is nobody's work
    /// under way, and the database is nobody's in use.
    let isFirst: Bool
    private let folder: String
    private let use: Use
    /// The hold, and while this one starts its turn; -1 where there is none.
    private let files: Mutex<(hold: Int32, turn: Int32)>

    /// Takes the hold, and the turn to start, which `started()` ends.
    ///
    /// - Throws: `StartError.stateInUse` where somebody is there whom it is not shared with, `.startUnderWay` where
    ///   another start does not end.
    static func take(folder: String, _ use: Use) async throws(StartError) -> StateLock {
        let turn = try open(folder + "/sallyport-start.lock", in: folder)
        var waited: Duration = .zero
        while true {
            do throws(StartError) {
                if try lock(turn, LOCK_EX, folder) { break }
            } catch {
                close(turn)
                throw error
            }
            let isOver = (try? await Task.sleep(for: pause)) == nil
            waited += pause
            guard waited < patience, !isOver else {
                close(turn)
                throw .startUnderWay(path: folder)
            }
        }
        let hold: Int32
        do throws(StartError) { hold = try open(folder + "/sallyport.lock", in: folder) } catch {
            close(turn)
            throw error
        }
        do throws(StartError) {
            let isFirst = try lock(hold, LOCK_EX, folder)
            if !isFirst {
                guard use == .shared, try lock(hold, LOCK_SH, folder) else {
                    throw StartError.stateInUse(path: folder)
                }
            }
            return StateLock(folder, use, isFirst: isFirst, hold: hold, turn: turn)
        } catch {
            close(hold)
            close(turn)
            throw error
        }
    }

    private init(_ folder: String, _ use: Use, isFirst: Bool, hold: Int32, turn: Int32) {
        self.folder = folder
        self.use = use
        self.isFirst = isFirst
        files = Mutex((hold, turn))
    }

    deinit { release() }

    /// The start is over: others may come.
    ///
    /// - Throws: `StartError.stateInUse` where somebody who does not share took the folder in the moment in which the
    ///   hold changes, which flock(2) does in two steps.
    func started() throws(StartError) {
        let (hold, turn) = files.withLock { files in
            defer { files.turn = -1 }
            return files
        }
        defer { if turn >= 0 { close(turn) } }
        guard isFirst, use == .shared, hold >= 0 else { return }
        guard try Self.lock(hold, LOCK_SH, folder) else { throw .stateInUse(path: folder) }
    }

    /// Lets go; the files stay, so that nobody locks one that has just been removed.
    func release() {
        files.withLock { files in
            for file in [files.hold, files.turn] where file >= 0 { close(file) }
            files = (-1, -1)
        }
    }

    private static func open(_ path: String, in folder: String) throws(StartError) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .stateFolder(path: folder, errno: errno) }
        return file
    }

    /// False where somebody else has it.
    private static func lock(_ file: Int32, _ kind: Int32, _ folder: String) throws(StartError) -> Bool {
        if flock(file, kind | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .stateFolder(path: folder, errno: errno) }
        return false
    }
}
