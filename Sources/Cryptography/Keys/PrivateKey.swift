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
        self.publicKey = try PublicKey.checked(handle)
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
}
