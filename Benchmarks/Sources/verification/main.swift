// verification ALGORITHM BYTES SECONDS: tokens verified a second of processor time, on one thread.
//
// Each round is the whole way of a token that a stranger brings: taken apart, header and claims read, key found,
// signature and claims judged. Nothing of one round serves the next but the key set, as in the gateway.

import Cryptography
import Essentials
import Glibc
import JOSE

struct WrongCall: Error {}

func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A signer of tokens and the key set that verifies them.
func parties(_ algorithm: JWSAlgorithm) throws -> (signer: TokenSigner, keys: JSONWebKeySet) {
    let key: PrivateKey =
        switch algorithm {
        case .rs256: try .generate(.rsa(bits: 2048))
        case .es256: try .generate(.elliptic(.p256))
        default: throw WrongCall()
        }
    let keys = JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "bench", algorithm: algorithm)])
    return (TokenSigner(key: key, algorithm: algorithm, keyID: "bench"), keys)
}

/// A token of as many bytes as asked for, up to what base64 makes of one byte more or less.
func token(of bytes: Int, _ signer: TokenSigner, at now: Int64) throws -> String {
    var claims: JSONObject = [
        "iss": "https://issuer.example", "sub": "248289761001", "aud": "client", "iat": .integer(now),
        "exp": .integer(now + 3600), "nonce": "n-0S6_WzA2Mj",
    ]
    let bare = try signer.sign(claims, type: "JWT").utf8.count
    claims["groups"] = .string(String(repeating: "g", count: max(0, (bytes - bare) * 3 / 4 - 12)))
    return try signer.sign(claims, type: "JWT")
}

func measure(_ algorithm: JWSAlgorithm, _ bytes: Int, _ seconds: Double) throws {
    let (signer, keys) = try parties(algorithm)
    let now = Instant(seconds: 1_800_000_000)
    let text = try token(of: bytes, signer, at: now.seconds)
    let expectations = TokenExpectations(
        issuer: .exactly("https://issuer.example"), audience: .anyOf(["client"]), nonce: .exactly("n-0S6_WzA2Mj"),
        algorithms: [.rs256, .es256], at: now, skew: .seconds(60))
    func rounds(_ count: Int) throws {
        for _ in 0..<count { _ = try TokenVerifier.verify(UnverifiedToken(text), keys: keys, expecting: expectations) }
    }
    try rounds(1000)
    let began = processorSeconds()
    var done = 0
    while processorSeconds() - began < seconds {
        try rounds(500)
        done += 500
    }
    print("\(Double(done) / (processorSeconds() - began)) \(text.utf8.count)")
}

let words = CommandLine.arguments
guard words.count == 4, let algorithm = JWSAlgorithm(rawValue: words[1]), let bytes = Int(words[2]),
    let seconds = Double(words[3])
else {
    print("usage: verification RS256|ES256 BYTES SECONDS")
    exit(2)
}
do { try measure(algorithm, bytes, seconds) } catch {
    print("verification: \(error)")
    exit(1)
}
