internal import CZlib

/// DEFLATE without any head (RFC 1951), which the redirect binding compresses by, and the issuer what a session carries.
public enum Deflate {
    /// Why nothing comes out.
    public enum Failure: Error, Equatable {
        /// Not DEFLATE, cut short, or with something behind it.
        case malformed
        /// More comes out than is allowed.
        case tooLong
    }

    private static let chunk = 16_384

    /// Compresses.
    ///
    /// - Throws: `Failure` where the library has no memory.
    public static func compress(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        let stream = try CompressionStream(sallyport_deflate_init, ending: deflateEnd)
        var out = [UInt8](repeating: 0, count: Int(deflateBound(stream.pointer, UInt(bytes.count))))
        let step = stream.step(bytes, into: &out) { CZlib.deflate($0, Z_FINISH) }
        guard step.status == Z_STREAM_END, step.taken == bytes.count else { throw .malformed }
        return Array(out.prefix(step.written))
    }

    /// Decompresses to at most this many bytes. Memory grows with what comes out, never ahead of it, and work ends at
    /// the limit however far the input would go on.
    ///
    /// - Throws: `Failure`.
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        let stream = try CompressionStream(sallyport_inflate_init, ending: inflateEnd)
        var out: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: chunk)
        var rest = bytes[...]
        while true {
            let step = stream.step(rest, into: &piece) { CZlib.inflate($0, Z_NO_FLUSH) }
            rest = rest.dropFirst(step.taken)
            out.append(contentsOf: piece.prefix(step.written))
            guard out.count <= limit else { throw .tooLong }
            switch step.status {
            case Z_STREAM_END:
                guard rest.isEmpty else { throw .malformed }
                return out
            // More is to come only where the piece was filled: else the input ended before the stream did.
            case Z_OK where step.written == piece.count: continue
            default: throw .malformed
            }
        }
    }
}

/// Owns one stream of the library, which keeps its own address inside: it must not move.
private final class CompressionStream {
    let pointer: UnsafeMutablePointer<z_stream>
    private let end: (UnsafeMutablePointer<z_stream>?) -> Int32

    init(
        _ start: (UnsafeMutablePointer<z_stream>?) -> Int32,
        ending end: @escaping (UnsafeMutablePointer<z_stream>?) -> Int32
    ) throws(Deflate.Failure) {
        pointer = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        pointer.initialize(to: z_stream())
        guard start(pointer) == Z_OK else {
            pointer.deinitialize(count: 1)
            pointer.deallocate()
            throw .malformed
        }
        self.end = end
    }

    deinit {
        // What it says of data that was left is of no interest here.
        _ = end(pointer)
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }

    /// One call of the library with these bytes to read and to write; the pointers do not outlive it.
    func step(
        _ input: some Collection<UInt8>, into output: inout [UInt8],
        _ call: (UnsafeMutablePointer<z_stream>) -> Int32
    ) -> (status: Int32, taken: Int, written: Int) {
        var source = Array(input)
        let room = output.count
        return source.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                pointer.pointee.next_in = source.baseAddress
                pointer.pointee.avail_in = UInt32(source.count)
                pointer.pointee.next_out = target.baseAddress
                pointer.pointee.avail_out = UInt32(room)
                let status = call(pointer)
                let taken = source.count - Int(pointer.pointee.avail_in)
                let written = room - Int(pointer.pointee.avail_out)
                pointer.pointee.next_in = nil
                pointer.pointee.next_out = nil
                return (status, taken, written)
            }
        }
    }
}
