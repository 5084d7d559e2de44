extension PublicKey {
    /// An RSA key from big-endian numbers (RFC 8017 §3.1); leading zeros are dropped.
    ///
    /// - Throws: `CryptographyError.unsuitableKey` unless the modulus is odd, has 2048 to 8192 bits and does
    ///   not come from the generator of CVE-2017-15361, and the exponent is odd, at least 3 and at most 64 bits long (a longer one only makes a verification
    ///   slow, and the library refuses it beside a large modulus).
    public static func rsa(modulus: [UInt8], exponent: [UInt8]) throws(CryptographyError) -> PublicKey {
        let modulus = Array(modulus.drop { $0 == 0 })
        let exponent = Array(exponent.drop { $0 == 0 })
        let bits = modulus.first.map { modulus.count * 8 - $0.leadingZeroBitCount } ?? 0
        guard bits >= 2048 else { throw .unsuitableKey("an RSA modulus of \(bits) bits; at least 2048 are asked for") }
        guard bits <= 8192 else { throw .unsuitableKey("an RSA modulus of \(bits) bits; at most 8192 are taken") }
        guard modulus.last.map({ $0 & 1 == 1 }) == true else { throw .unsuitableKey("an even RSA modulus") }
        guard exponent.count <= 8 else { throw .unsuitableKey("an RSA exponent of more than 64 bits") }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= 3 else { throw .unsuitableKey("an RSA exponent below 3") }
        guard value & 1 == 1 else { throw .unsuitableKey("an even RSA exponent") }

        guard !RSAModulusFingerprint.matches(modulus) else {
            throw .unsuitableKey("an RSA modulus of a generator whose keys can be broken (CVE-2017-15361)")
        }

        let parameters = ParameterList()
        parameters.add("n", unsigned: modulus)
        parameters.add("e", unsigned: exponent)
        return PublicKey(
            handle: try .publicKey(type: "RSA", parameters), kind: .rsa(bits: bits),
            components: .rsa(modulus: modulus, exponent: exponent))
    }
}
