import CMicrohttpd

#if canImport(Glibc)
    import Glibc
#endif

/// The functions that the library calls on its threads.
///
/// They are formed here, in nonisolated code: a C function formed in a main-actor context carries a check
/// that ends the process on any other thread.
enum DaemonCallbacks {
    static func all(context: UnsafeMutableRawPointer) -> sp_mhd_callbacks {
        sp_mhd_callbacks(
            context: context, accept: accept, opened: opened, closed: closed, target: target, handle: handle,
            completed: completed)
    }

    private static func core(_ raw: UnsafeMutableRawPointer?) -> ServerCore? {
        raw.map { Unmanaged<ServerCore>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func connection(_ raw: UnsafeMutableRawPointer?) -> Connection? {
        raw.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let accept: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<sockaddr>?, socklen_t) -> Int32 =
        { context, address, _ in
            guard let core = core(context) else { return 0 }
            return core.admits(IPAddress(address)) ? 1 : 0
        }

    private static let opened:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<sockaddr>?, Int32, UnsafeMutableRawPointer?
        ) -> UnsafeMutableRawPointer? = { context, address, descriptor, session in
            guard let core = core(context) else { return nil }
            // Released by `closed`, which the library calls once for each connection it opened.
            let connection = core.opened(IPAddress(address), descriptor: descriptor, session: session)
            return Unmanaged.passRetained(connection).toOpaque()
        }

    private static let closed: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void = {
        context, raw in
        guard let core = core(context), let raw else { return }
        core.closed(Unmanaged<Connection>.fromOpaque(raw).takeRetainedValue())
    }

    private static let target:
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = {
            _, raw, text in
            guard let connection = connection(raw), let text else { return }
            connection.take(target: bytes(text), address: Int(bitPattern: text), at: .now)
        }

    private static let completed: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void = {
        _, raw in
        connection(raw)?.complete(at: .now)
    }

    private static let handle:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?
        ) -> Int32 = { context, raw, handle, method, version, data, size in
            guard let core = core(context), let connection = connection(raw), let handle, let method, let version,
                let size
            else { return 0 }
            if size.pointee > 0 {
                guard let data else { return 0 }
                let part = UnsafeRawBufferPointer(start: data, count: size.pointee)
                let isTaken = core.handle(handle, connection, .body(part))
                size.pointee = 0
                return isTaken ? 1 : 0
            }
            let head = { rawHead(handle, connection, method: method, version: version) }
            return core.handle(handle, connection, .head(head)) ? 1 : 0
        }

    private static func rawHead(
        _ handle: OpaquePointer, _ connection: Connection, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>
    ) -> RawRequestHead {
        let fields = Fields()
        sp_mhd_each_field(handle, Unmanaged.passUnretained(fields).toOpaque(), field)
        let (target, address) = connection.target
        var raw = RawRequestHead(
            method: bytes(method), target: target, version: bytes(version), fields: fields.list)
        if isLayoutKnown {
            let base = Int(bitPattern: method)
            raw.layout = HeadLayout(
                target: address - base, version: Int(bitPattern: version) - base,
                fields: fields.places.map { ($0.name - base, $0.value - base) },
                size: Int(sp_mhd_head_size(handle)))
        }
        return raw
    }

    /// Debian 12's version; later ones refuse by themselves what the layout betrays.
    private static let isLayoutKnown = MHD_get_version().map { String(cString: $0) } == "0.9.75"

    private final class Fields {
        var list: [RawRequestHead.Field] = []
        var places: [(name: Int, value: Int)] = []

        init() {
            list.reserveCapacity(16)
            places.reserveCapacity(16)
        }
    }

    private static let field:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?, Int) -> Void = {
            context, name, nameSize, value, valueSize in
            guard let context, let name, let value else { return }
            let fields = Unmanaged<Fields>.fromOpaque(context).takeUnretainedValue()
            fields.list.append(
                (
                    Array(UnsafeRawBufferPointer(start: name, count: nameSize)),
                    Array(UnsafeRawBufferPointer(start: value, count: valueSize))
                ))
            fields.places.append((Int(bitPattern: name), Int(bitPattern: value)))
        }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: text, count: sp_length(text)))
    }
}
