internal import COpenSSL

/// The two spellings of an ECDSA signature: both numbers side by side at full length (IEEE P1363, which
/// JOSE and XML use), and the DER sequence that the library takes.
enum ECDSASignature {
    /// DER of two numbers side by side; the caller has checked the length.
    static func der(_ raw: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let half = raw.count / 2
        let signature = try Handle()
        guard let r = BN_bin2bn(Array(raw.prefix(half)), Int32(half), nil) else { throw Library.failure("BN_bin2bn") }
        guard let s = BN_bin2bn(Array(raw.suffix(half)), Int32(half), nil) else {
            BN_free(r)
            throw Library.failure("BN_bin2bn")
        }
        guard ECDSA_SIG_set0(signature.pointer, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            throw Library.failure("ECDSA_SIG_set0")
        }
        // Two integers of one more byte than a half, each with its head, in a sequence with its own.
        var out = [UInt8](repeating: 0, count: raw.count + 16)
        let length = out.withUnsafeMutableBufferPointer { buffer -> Int32 in
            var position = buffer.baseAddress
            return i2d_ECDSA_SIG(signature.pointer, &position)
        }
        guard length > 0, Int(length) <= out.count else { throw Library.failure("i2d_ECDSA_SIG") }
        return Array(out.prefix(Int(length)))
    }

    /// Two numbers side by side from the library's DER.
    static func raw(_ der: [UInt8], _ curve: EllipticCurve) throws(CryptographyError) -> [UInt8] {
        let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var position = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &position, buffer.count)
        }
        guard let parsed else { throw Library.failure("d2i_ECDSA_SIG") }
        let signature = Handle(owning: parsed)
        let length = Int32(curve.coordinateLength)
        var r = [UInt8](repeating: 0, count: Int(length))
        var s = r
        guard BN_bn2binpad(ECDSA_SIG_get0_r(signature.pointer), &r, length) == length,
            BN_bn2binpad(ECDSA_SIG_get0_s(signature.pointer), &s, length) == length
        else { throw Library.failure("BN_bn2binpad") }
        return r + s
    }

    /// Owns one ECDSA_SIG.
    private final class Handle {
        let pointer: OpaquePointer

        init() throws(CryptographyError) {
            guard let pointer = ECDSA_SIG_new() else { throw Library.failure("ECDSA_SIG_new") }
            self.pointer = pointer
        }

        init(owning pointer: OpaquePointer) { self.pointer = pointer }

        deinit { ECDSA_SIG_free(pointer) }
    }
}
