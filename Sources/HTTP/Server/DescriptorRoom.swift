import CMicrohttpd

/// How many connections the process has descriptors for.
///
/// A limit on connections that the system does not honour is none: with all descriptors taken nobody new is
/// accepted, no idle connection is made to leave, and neither a provider nor a file can be opened.
enum DescriptorRoom {
    /// Descriptors that are left to files, the store, and the connections that the process itself opens.
    static let reserve: UInt64 = 640

    /// Raises the process's limit as far as is needed and allowed.
    ///
    /// - Returns: how many of these connections there is room for, at least one.
    static func make(for connections: Int) -> Int {
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        // Fails only for a bad pointer; then nothing is known to be short.
        guard sp_descriptor_limits(&soft, &hard) == 0 else { return connections }
        let wanted = min(needed(for: connections), hard)
        if soft < wanted, sp_set_descriptor_limit(wanted, hard) == 0 { soft = wanted }
        return room(for: connections, within: soft)
    }

    /// The connections themselves, those that are being closed to make room (`ConnectionTable`), and the reserve.
    static func needed(for connections: Int) -> UInt64 {
        UInt64(clamping: connections + connections / 8 + 8) + reserve
    }

    /// How many connections a limit holds, of those wanted; of a small limit, half is reserved.
    static func room(for connections: Int, within limit: UInt64) -> Int {
        let free = limit - min(reserve, limit / 2)
        let held = free > 8 ? (free - 8) / 9 * 8 : 0
        return max(1, min(connections, Int(clamping: held)))
    }
}
