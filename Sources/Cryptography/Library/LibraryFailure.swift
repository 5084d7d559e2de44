internal import COpenSSL

/// OpenSSL keeps a queue of errors per thread; every failure empties it, so that no later call finds
/// another's leavings.
enum Library {
    /// Empties this thread's error queue into one typed error, worded by its oldest entry, the cause.
    static func failure(_ function: String) -> CryptographyError {
        .libraryFailure(function: function, message: drain() ?? "no reason given")
    }

    /// Empties this thread's error queue after a failure that is an ordinary answer (a signature that does not fit).
    static func forgetErrors() { ERR_clear_error() }

    /// Empties this thread's error queue; the oldest entry's reason.
    static func drain() -> String? {
        let cause = ERR_get_error()
        ERR_clear_error()
        guard cause != 0, let reason = ERR_reason_error_string(cause) else { return nil }
        return String(cString: reason)
    }

    /// Throws unless the function answered 1, OpenSSL's success.
    static func check(_ answer: Int32, _ function: String) throws(CryptographyError) {
        guard answer == 1 else { throw failure(function) }
    }
}
