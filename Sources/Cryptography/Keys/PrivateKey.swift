/// A private key that was checked when it was made, ready to sign on any thread.
public final class PrivateKey: Sendable {
    /// The other half.
    public let publicKey: PublicKey
    let handle: KeyHandle
    private let prepared: PreparedOperations

    /// Type and size.
    public var kind: KeyKind { publicKey.kind }

    /// Takes over a key after checking that its halves belong together.
    init(handle: KeyHandle) throws(CryptographyError) {
        self.handle = handle
        self.publicKey = try PrivateKey.publicHalf(of: handle)
        self.prepared = PreparedOperations(handle, .sign)
        let probe = Array("both halves of a key".utf8)
        let scheme = SignatureScheme.usual(for: publicKey.kind)
        guard try publicKey.isValid(try sign(probe, scheme), over: probe, scheme) else {
            throw .unsuitableKey("its private and public halves do not belong together")
        }
    }

    /// Signs a message.
    ///
    /// - Throws: `CryptographyError.schemeDoesNotFit` where the scheme belongs to another kind of key.
    public func sign(_ message: [UInt8], _ scheme: SignatureScheme) throws(CryptographyError) -> [UInt8] {
        try scheme.requireFit(kind)
        if case .ed25519 = kind { return try OneShotSignature.sign(message, key: handle) }
        let operation = try prepared.take(scheme)
        let signature = try operation.sign(message)
        prepared.putBack(operation, scheme)
        if case .elliptic(let curve) = kind { return try ECDSASignature.raw(signature, curve) }
        return signature
    }

    private static func publicHalf(of handle: KeyHandle) throws(CryptographyError) -> PublicKey {
        if handle.isA("RSA") {
            return try .rsa(modulus: try handle.number("n"), exponent: try handle.number("e"))
        }
        if handle.isA("EC") {
            let group = try handle.groupName()
            guard let curve = EllipticCurve.allCases.first(where: { $0.groupName == group }) else {
                throw .unsuitableKey("the curve `\(group)`")
            }
            return try .elliptic(
                curve, x: padded(try handle.number("qx"), to: curve.coordinateLength),
                y: padded(try handle.number("qy"), to: curve.coordinateLength))
        }
        if handle.isA("ED25519") { return try .ed25519(try handle.rawPublicKey()) }
        throw .unsuitableKey("neither RSA, nor on a NIST curve, nor Ed25519")
    }

    private static func padded(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, length - bytes.count)) + bytes
    }
}
