internal import Cryptography
public import Essentials

/// What a signature was found to cover, and who made it. Only the verifier makes one.
public struct VerifiedJWS: Sendable {
    /// The protected header.
    public let header: JSONObject
    /// The bytes that were signed.
    public let payload: [UInt8]
    /// The algorithm that was used.
    public let algorithm: JWSAlgorithm
    /// The key that it verified under.
    public let key: JSONWebKey

    fileprivate init(_ unverified: UnverifiedJWS, _ algorithm: JWSAlgorithm, _ key: JSONWebKey) {
        self.header = unverified.header
        self.payload = unverified.payload
        self.algorithm = algorithm
        self.key = key
    }
}

/// Checks a signature against a set of keys (RFC 7515 §5.2).
public enum JWSVerifier {
    /// How many keys are tried for a token that names none.
    public static let maximumCandidates = 4

    /// Verifies with a key of the set and an algorithm of the list; the token chooses neither outside them.
    ///
    /// Order: algorithm, key, signature.
    ///
    /// - Throws: `TokenRefusal`.
    public static func verify(_ jws: UnverifiedJWS, keys: JSONWebKeySet, algorithms: Set<JWSAlgorithm>)
        throws(TokenRefusal) -> VerifiedJWS
    {
        // By bytes: looking a name up as a raw value would normalise a stranger's text once for every algorithm.
        guard let algorithm = algorithms.first(where: { $0.rawValue.isExactly(jws.algorithmName) }) else {
            throw .algorithmNotAllowed(found: jws.algorithmName, allowed: JWSAlgorithm.list(algorithms))
        }
        let candidates = try candidates(for: jws, algorithm, keys)
        for key in candidates.prefix(maximumCandidates) {
            let isValid: Bool
            do throws(CryptographyError) {
                isValid = try algorithm.isValid(jws.signature, over: jws.signingInput, key.material)
            } catch { throw .libraryFailure(error) }
            if isValid { return VerifiedJWS(jws, algorithm, key) }
        }
        throw .signatureInvalid(
            keyID: jws.keyID, algorithm: algorithm, tried: min(candidates.count, maximumCandidates),
            fitting: candidates.count)
    }

    /// The key that the token names, or those that fit its algorithm where it names none.
    private static func candidates(for jws: UnverifiedJWS, _ algorithm: JWSAlgorithm, _ keys: JSONWebKeySet)
        throws(TokenRefusal) -> [JSONWebKey]
    {
        guard let keyID = jws.keyID else {
            let fitting = keys.keys.filter { $0.allows(algorithm) }
            guard !fitting.isEmpty else { throw .noKeyFits(algorithm) }
            return fitting
        }
        guard let key = keys.key(keyID) else {
            if let defect = keys.defect(of: keyID) { throw .unusableKey(keyID, defect) }
            throw .unknownKey(keyID)
        }
        guard key.allows(algorithm) else {
            throw .keyDoesNotFit(
                keyID, kind: key.kindName, keyAlgorithm: key.algorithm, tokenAlgorithm: algorithm)
        }
        return [key]
    }
}
