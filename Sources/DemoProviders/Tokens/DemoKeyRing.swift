public import Cryptography
import Essentials
import JOSE

/// The two keys a demo provider signs with.
public struct DemoKeys: Sendable {
    /// For RS256, 2048 bits.
    public let rsa: PrivateKey
    /// For ES256, P-256.
    public let elliptic: PrivateKey

    /// These keys.
    public init(rsa: PrivateKey, elliptic: PrivateKey) {
        self.rsa = rsa
        self.elliptic = elliptic
    }

    /// Fresh keys.
    public static func generate() throws(DemoProviderError) -> DemoKeys {
        do throws(CryptographyError) {
            return DemoKeys(rsa: try .generate(.rsa(bits: 2048)), elliptic: try .generate(.elliptic(.p256)))
        } catch {
            throw .keyFailed(error.detail)
        }
    }
}

/// Which keys sign, which are published, and which were before.
struct DemoKeyRing: Sendable {
    private(set) var generation = 1
    private(set) var current: DemoKeys
    private(set) var published: [JSONWebKey]
    private(set) var publishedBefore: [JSONWebKey]

    init(_ keys: DemoKeys) {
        current = keys
        published = DemoKeyRing.webKeys(of: keys, generation: 1)
        publishedBefore = published
    }

    /// Signs with fresh keys from now on.
    mutating func rotate(to keys: DemoKeys, keepingOld: Bool) {
        generation += 1
        current = keys
        publishedBefore = published
        let fresh = DemoKeyRing.webKeys(of: keys, generation: generation)
        published = keepingOld ? Array((fresh + published).prefix(6)) : fresh
    }

    /// The key for an algorithm; RS256's where it is neither of the two.
    func signingKey(for algorithm: JWSAlgorithm) -> (key: PrivateKey, algorithm: JWSAlgorithm, id: ExactString) {
        algorithm == .es256
            ? (current.elliptic, .es256, DemoKeyRing.id("es256", generation))
            : (current.rsa, .rs256, DemoKeyRing.id("rs256", generation))
    }

    private static func webKeys(of keys: DemoKeys, generation: Int) -> [JSONWebKey] {
        [
            JSONWebKey(keys.rsa.publicKey, keyID: id("rs256", generation), algorithm: .rs256),
            JSONWebKey(keys.elliptic.publicKey, keyID: id("es256", generation), algorithm: .es256),
        ]
    }

    private static func id(_ name: String, _ generation: Int) -> ExactString {
        ExactString("demo-\(name)-\(generation)")
    }
}
