internal import COpenSSL

/// A list of OSSL_PARAM that owns what it points at, and wipes it at the end.
///
/// Names are `StaticString` since the library keeps the pointer to a name.
final class ParameterList {
    private var values: [UnsafeMutableRawBufferPointer] = []
    private var list: UnsafeMutableBufferPointer<OSSL_PARAM>
    private var count = 0
    private static let capacity = 8

    init() {
        list = .allocate(capacity: ParameterList.capacity)
        list.initialize(repeating: OSSL_PARAM_construct_end())
    }

    deinit {
        for value in values {
            OPENSSL_cleanse(value.baseAddress, value.count)
            value.deallocate()
        }
        list.deallocate()
    }

    /// The list, for a call that is made while this object lives.
    var pointer: UnsafeMutablePointer<OSSL_PARAM>? { list.baseAddress }

    /// Adds a UTF-8 text.
    func add(_ name: StaticString, text: String) {
        let value = keep(Array(text.utf8) + [0])
        append(
            OSSL_PARAM_construct_utf8_string(
                name.pointer, value.baseAddress?.assumingMemoryBound(to: CChar.self), value.count - 1))
    }

    /// Adds a string of bytes.
    func add(_ name: StaticString, octets: [UInt8]) {
        let value = keep(octets)
        append(OSSL_PARAM_construct_octet_string(name.pointer, value.baseAddress, octets.count))
    }

    /// Adds an unsigned whole number given in big-endian bytes.
    func add(_ name: StaticString, unsigned bigEndian: [UInt8]) {
        #if _endian(little)
            let native = Array(bigEndian.reversed())
        #else
            let native = bigEndian
        #endif
        let value = keep(native)
        append(
            OSSL_PARAM_construct_BN(
                name.pointer, value.baseAddress?.assumingMemoryBound(to: UInt8.self), native.count))
    }

    private func append(_ parameter: OSSL_PARAM) {
        // The last entry stays the end mark that the constructor wrote.
        precondition(count < ParameterList.capacity - 1, "more parameters than any call here has")
        list[count] = parameter
        count += 1
    }

    private func keep(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
        // One byte at least, so that an empty value still has an address.
        let value = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 8)
        value.copyBytes(from: bytes)
        values.append(value)
        return value
    }
}

extension StaticString {
    /// The text as a C string that lives as long as the process.
    fileprivate var pointer: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
