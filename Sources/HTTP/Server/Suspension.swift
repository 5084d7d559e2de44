import CMicrohttpd

/// A connection that the library has put aside while its handler waits.
///
/// Giving up the handle is the resumption, and a handle can be given up only once: this is the one place
/// that calls `MHD_resume_connection`, exactly once for each suspension. A handle that is dropped resumes
/// too, so that no connection stays behind (the library aborts the process when it is stopped with one).
struct Suspension: ~Copyable, @unchecked Sendable {
    // Unchecked: the library allows resumption from any thread, and nothing else is done with the pointer.
    private let connection: OpaquePointer

    /// Suspends. Called only inside the library's callback for this very connection.
    init(suspending connection: OpaquePointer) {
        MHD_suspend_connection(connection)
        self.connection = connection
    }

    /// Lets the library call back for the answer.
    consuming func resume() {}

    deinit { MHD_resume_connection(connection) }
}
