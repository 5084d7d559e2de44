import CMicrohttpd

#if canImport(Glibc)
    import Glibc
#endif

/// The library's daemon: its threads run from `init` to `stop`.
///
/// Manual: MHD_start_daemon, MHD_quiesce_daemon, MHD_stop_daemon.
struct Daemon: ~Copyable, @unchecked Sendable {
    // Unchecked: the pointers are used by one owner, and the library's own threads read `callbacks` only.
    private let daemon: OpaquePointer
    private let callbacks: UnsafeMutablePointer<sp_mhd_callbacks>
    private let core: Unmanaged<ServerCore>

    /// Starts the threads on a listening socket, which stays the caller's to close after `stop`.
    init(_ core: ServerCore, listening: Int32) throws(HTTPServerError) {
        let retained = Unmanaged.passRetained(core)
        let callbacks = UnsafeMutablePointer<sp_mhd_callbacks>.allocate(capacity: 1)
        callbacks.initialize(to: DaemonCallbacks.all(context: retained.toOpaque()))
        let settings = core.settings
        // The library divides its limit by its threads; ours is the one that counts, so that no thread may
        // run out while another has room.
        let connections = (settings.maximumConnections + settings.maximumConnections / 8 + 64) * settings.threads
        let isSecured = core.certificates != nil
        guard
            let daemon = sp_mhd_start(
                callbacks, listening, UInt32(settings.threads), UInt32(clamping: connections), Daemon.poolBytes,
                TLSPriorities.text, isSecured ? TLSSession.certificateCallback : nil)
        else {
            let why = SystemMessage.text(errno)
            callbacks.deallocate()
            retained.release()
            throw .notStarted(why: why)
        }
        self.daemon = daemon
        self.callbacks = callbacks
        self.core = retained
    }

    /// Memory of one connection: head, parts of the body, head of the answer.
    private static let poolBytes = 32 * 1024

    /// No thread accepts connections any more.
    func quiesce() -> Bool { MHD_quiesce_daemon(daemon) >= 0 }

    /// Ends the threads and closes what is open. Blocks; nothing may be suspended.
    consuming func stop() {}

    deinit {
        // A daemon that was not quiesced closes its socket itself, which the caller does as well.
        _ = MHD_quiesce_daemon(daemon)
        MHD_stop_daemon(daemon)
        callbacks.deallocate()
        core.release()
    }
}
