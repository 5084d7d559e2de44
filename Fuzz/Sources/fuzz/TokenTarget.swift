import Cryptography
import Essentials
import JOSE

/// A token of a stranger's making, to the whole of the verifier. Nobody who lacks the key gets past it.
enum TokenTarget {
    /// A key that the input cannot know, an algorithm of each kind allowed.
    private static let keys: JSONWebKeySet? = {
        guard let elliptic = try? PrivateKey.generate(.elliptic(.p256)),
            let edwards = try? PrivateKey.generate(.ed25519)
        else { return nil }
        return JSONWebKeySet([
            JSONWebKey(elliptic.publicKey, keyID: "a", algorithm: .es256),
            JSONWebKey(edwards.publicKey, keyID: nil, algorithm: nil),
        ])
    }()

    static func run(_ bytes: [UInt8]) {
        guard let keys, let text = String(strictUTF8: bytes), let token = try? UnverifiedToken(text) else { return }
        let expectations = TokenExpectations(
            issuer: .exactly("https://issuer.example"), audience: .anyOf(["client"]), nonce: .notJudged,
            algorithms: Set(JWSAlgorithm.allCases), at: Instant(seconds: 1_800_000_000), skew: .seconds(60))
        promise((try? TokenVerifier.verify(token, keys: keys, expecting: expectations)) == nil, "a token was forged")
    }
}

/// A key set as an endpoint answers it.
enum KeySetTarget {
    static func run(_ bytes: [UInt8]) {
        guard let set = try? JSONWebKeySet(parsing: bytes, from: .fetched) else { return }
        promise(set.keys.count + set.omitted.count <= 100, "more than a hundred keys passed")
        for key in set.keys {
            promise((try? key.thumbprint())?.utf8.count == 43, "a key that was taken has no thumbprint")
            guard let again = try? JSONWebKeySet(parsing: JSONWebKeySet([key]).json.serializedBytes, from: .fetched)
            else {
                return promise(false, "a key that was taken does not read again")
            }
            promise(again.keys.count == 1, "a key that was taken is left out when read again")
        }
    }
}
