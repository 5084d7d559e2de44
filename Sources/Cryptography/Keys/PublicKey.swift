/// A public key that was checked when it was made, ready to verify signatures on any thread.
///
/// Contexts for each scheme are prepared at first use and kept, so that a verification costs little more
/// than its arithmetic.
public final class PublicKey: Sendable {
    /// Type and size.
    public let kind: KeyKind
    /// The numbers that the key consists of.
    public let components: PublicKeyComponents
    let handle: KeyHandle
    private let prepared: PreparedOperations

    init(handle: KeyHandle, kind: KeyKind, components: PublicKeyComponents) {
        self.handle = handle
        self.kind = kind
        self.components = components
        self.prepared = PreparedOperations(handle, .verify)
    }

    /// Whether a signature over a message was made by the private half of this key.
    ///
    /// ECDSA signatures are the two numbers side by side (IEEE P1363, RFC 7518 §3.4); RSA-PSS takes a salt
    /// exactly as long as the digest (RFC 7518 §3.5).
    ///
    /// - Parameter legacy: names what the caller takes of the signatures that prove little.
    /// - Throws: `CryptographyError.schemeDoesNotFit` where the scheme belongs to another kind of key.
    public func isValid(
        _ signature: [UInt8], over message: [UInt8], _ scheme: SignatureScheme, legacy: LegacySignatures = .refused
    ) throws(CryptographyError) -> Bool {
        try scheme.requireFit(kind, legacy: legacy)
        switch kind {
        case .rsa(let bits):
            guard signature.count == (bits + 7) / 8 else { return false }
            return try verify(signature, message, scheme)
        case .elliptic(let curve):
            guard signature.count == 2 * curve.coordinateLength else { return false }
            return try verify(try ECDSASignature.der(signature), message, scheme)
        case .ed25519:
            guard signature.count == 64 else { return false }
            return try OneShotSignature.isValid(signature, over: message, key: handle)
        }
    }

    private func verify(_ signature: [UInt8], _ message: [UInt8], _ scheme: SignatureScheme) throws(CryptographyError)
        -> Bool
    {
        let operation = try prepared.take(scheme)
        let verdict = try operation.verify(signature, over: message)
        // One that failed is not put back: its state is unknown.
        prepared.putBack(operation, scheme)
        return verdict
    }
}
