internal import COpenSSL

extension PublicKey {
    /// A key from the 32 bytes of RFC 8032 §5.1.2.
    ///
    /// - Throws: `CryptographyError.wrongLength`, or `.unsuitableKey` where the bytes are not the canonical
    ///   spelling of a point on the curve, or one of small order, for which a signature proves nothing.
    public static func ed25519(_ bytes: [UInt8]) throws(CryptographyError) -> PublicKey {
        guard bytes.count == 32 else { throw .wrongLength(of: "Ed25519 key", found: bytes.count, expected: "32") }
        try Edwards25519.check(bytes)
        guard let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count) else {
            throw .unsuitableKey(Library.drain() ?? "the library does not take it")
        }
        return PublicKey(handle: KeyHandle(owning: key), kind: .ed25519, components: .ed25519(bytes))
    }
}

/// The checks that the library leaves to the moment of verification, or out.
private enum Edwards25519 {
    /// 2²⁵⁵ - 19, the field.
    static let field = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"
    /// d of RFC 8032 §5.1.
    static let constant = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"
    /// The y coordinates of the eight points whose order divides 8: 0, 1, -1 and two more.
    static let smallOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
        "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    ]

    static func check(_ bytes: [UInt8]) throws(CryptographyError) {
        let numbers = try FieldNumbers()
        let field = try numbers.hexadecimal(field)
        let one = try numbers.word(1)
        var bigEndian = Array(bytes.reversed())
        bigEndian[0] &= 0x7F  // the sign of x
        let y = try numbers.bytes(bigEndian)
        guard BN_cmp(y, field) < 0 else { throw .unsuitableKey("an Ed25519 key that is not canonically spelled") }
        for text in smallOrder where BN_cmp(y, try numbers.hexadecimal(text)) == 0 {
            throw .unsuitableKey("an Ed25519 key of small order")
        }
        // x² = (y² - 1) / (d y² + 1) has a root where the product of both is a square.
        let square = try numbers.product(y, y, field)
        let numerator = try numbers.result("BN_mod_sub") { BN_mod_sub($0, square, one, field, $1) }
        let product = try numbers.product(try numbers.hexadecimal(constant), square, field)
        let denominator = try numbers.result("BN_mod_add") { BN_mod_add($0, product, one, field, $1) }
        switch BN_kronecker(try numbers.product(numerator, denominator, field), field, numbers.context) {
        case 1: return
        case 0, -1: throw .unsuitableKey("an Ed25519 key that is not on its curve")
        default: throw Library.failure("BN_kronecker")
        }
    }
}

/// Owns the big numbers of one computation.
private final class FieldNumbers {
    let context: OpaquePointer
    private var owned: [OpaquePointer] = []

    init() throws(CryptographyError) {
        guard let context = BN_CTX_new() else { throw Library.failure("BN_CTX_new") }
        self.context = context
    }

    deinit {
        for number in owned { BN_free(number) }
        BN_CTX_free(context)
    }

    func bytes(_ bigEndian: [UInt8]) throws(CryptographyError) -> OpaquePointer {
        guard let number = BN_bin2bn(bigEndian, Int32(bigEndian.count), nil) else { throw Library.failure("BN_bin2bn") }
        owned.append(number)
        return number
    }

    func hexadecimal(_ digits: String) throws(CryptographyError) -> OpaquePointer {
        var number: OpaquePointer?
        guard BN_hex2bn(&number, digits) == digits.utf8.count, let number else { throw Library.failure("BN_hex2bn") }
        owned.append(number)
        return number
    }

    func word(_ value: UInt) throws(CryptographyError) -> OpaquePointer {
        try result("BN_set_word") { number, _ in BN_set_word(number, value) }
    }

    func product(_ left: OpaquePointer, _ right: OpaquePointer, _ modulus: OpaquePointer) throws(CryptographyError)
        -> OpaquePointer
    {
        try result("BN_mod_mul") { BN_mod_mul($0, left, right, modulus, $1) }
    }

    func result(_ function: String, _ compute: (OpaquePointer, OpaquePointer) -> Int32) throws(CryptographyError)
        -> OpaquePointer
    {
        guard let number = BN_new() else { throw Library.failure("BN_new") }
        owned.append(number)
        try Library.check(compute(number, context), function)
        return number
    }
}
