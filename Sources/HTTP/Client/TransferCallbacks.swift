import CCurl

#if canImport(Glibc)
    import Glibc
#endif

/// The functions that the library calls on the loop's thread; formed in nonisolated code, as a C function
/// formed in a main-actor context ends the process on any other thread.
enum TransferCallbacks {
    static var all: sp_curl_callbacks {
        sp_curl_callbacks(header: header, body: body, open: open, request: request, lookup: lookup)
    }

    private static func transfer(_ raw: UnsafeMutableRawPointer?) -> Transfer? {
        raw.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let header:
        @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
            data, size, count, context in
            let part = UnsafeRawBufferPointer(start: data, count: size * count)
            return transfer(context)?.take(header: part) == true ? part.count : 0
        }

    private static let body: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int =
        {
            data, size, count, context in
            let part = UnsafeRawBufferPointer(start: data, count: size * count)
            return transfer(context)?.take(body: part) == true ? part.count : 0
        }

    private static let open:
        @convention(c) (UnsafeMutableRawPointer?, Int32, Int32, Int32, UnsafePointer<sockaddr>?) -> Int32 = {
            context, family, kind, number, address in
            transfer(context)?.open(family: family, kind: kind, protocolNumber: number, address) ?? -1
        }

    /// Asked before a name is looked up: 1 to go on.
    private static let lookup: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        transfer(context)?.mayLookUp() == true ? 1 : 0
    }

    /// Asked before a request goes out, on a fresh connection and on one from the pool: 1 to go on.
    static let request: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Int32 = {
        context, address in
        guard let transfer = transfer(context), let address else { return 0 }
        return transfer.mayRequest(String(cString: address)) ? 1 : 0
    }
}
