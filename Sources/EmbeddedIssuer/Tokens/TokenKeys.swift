import Cryptography
public import Essentials
public import HTTP
import JOSE
import SecurityTokens
public import Storage
import Synchronization
public import Vault

/// The keys that sign tokens about principals: one an algorithm, made when the first is needed, and kept sealed in the
/// store, where every node finds the same.
public final class TokenKeys: Sendable {
    static let collection = "token-keys"

    private struct Pair: Sendable {
        let key: PrivateKey
        let published: JSONWebKey
    }

    private let store: any Store
    private let vault: Vault
    private let clock: any WallClock
    private let work: WorkPool?
    private let kept = Mutex<[WebIdentityTokenParameters.Algorithm: Pair]>([:])

    /// Keys of a store.
    ///
    /// - Parameter work: threads for what takes over a millisecond; `nil` does it where it is asked for.
    public init(store: any Store, vault: Vault, clock: any WallClock, work: WorkPool?) {
        self.store = store
        self.vault = vault
        self.clock = clock
        self.work = work
    }

    /// A token of these claims (RFC 7519).
    func sign(_ claims: JSONObject, _ algorithm: WebIdentityTokenParameters.Algorithm) async throws -> String {
        let pair = try await pair(algorithm)
        let signer = TokenSigner(
            key: pair.key, algorithm: algorithm.signature, keyID: pair.published.keyID)
        return try await aside { try signer.sign(claims, type: "JWT") }
    }

    /// What verifies them (RFC 7517 §5).
    func published() async throws -> JSONObject {
        var keys: [JSONValue] = []
        for algorithm in WebIdentityTokenParameters.Algorithm.allCases {
            keys.append(.object(try await pair(algorithm).published.json))
        }
        return ["keys": .array(keys)]
    }

    private func pair(_ algorithm: WebIdentityTokenParameters.Algorithm) async throws -> Pair {
        if let known = kept.withLock({ $0[algorithm] }) { return known }
        var found = try await stored(algorithm)
        if found == nil { found = try await made(algorithm) }
        guard let key = found else { throw VaultError.malformed }
        let bare = JSONWebKey(key.publicKey, keyID: nil, algorithm: algorithm.signature)
        let pair = Pair(
            key: key,
            published: JSONWebKey(
                key.publicKey, keyID: ExactString(try bare.thumbprint()), algorithm: algorithm.signature))
        kept.withLock { $0[algorithm] = pair }
        return pair
    }

    private func made(_ algorithm: WebIdentityTokenParameters.Algorithm) async throws -> PrivateKey {
        let key = try await aside { try PrivateKey.generate(algorithm.kind) }
        let sealed = try vault.seal(
            try key.pem().reveal(), for: .tokenKey, context: algorithm.rawValue.bytes)
        do throws(StorageError) {
            try await store.insert(
                StoredRecord(key: algorithm.rawValue, value: sealed, expires: nil), into: TokenKeys.collection)
            return key
        } catch {
            guard case .alreadyExists = error else { throw error }
        }
        // Another node, or another request, was first: its key is the one.
        guard let found = try await stored(algorithm) else { throw VaultError.malformed }
        return found
    }

    private func stored(_ algorithm: WebIdentityTokenParameters.Algorithm) async throws -> PrivateKey? {
        guard
            let record = try await store.get(algorithm.rawValue, from: TokenKeys.collection, at: clock.now())
        else { return nil }
        return try PrivateKey(
            pem: Secret(try vault.open(record.value, for: .tokenKey, context: algorithm.rawValue.bytes)))
    }

    private func aside<Result: Sendable>(_ job: @escaping @Sendable () throws -> Result) async throws -> Result {
        guard let work else { return try job() }
        return try await work.run(job)
    }
}

extension WebIdentityTokenParameters.Algorithm {
    fileprivate var signature: JWSAlgorithm { self == .rs256 ? .rs256 : .es384 }
    fileprivate var kind: KeyKind { self == .rs256 ? .rsa(bits: 2048) : .elliptic(.p384) }
}
