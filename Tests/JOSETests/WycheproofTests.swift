import Essentials
import Foundation
import JOSE
import Testing

/// Every Wycheproof vector of JSON Web Signatures and Keys gives its verdict, or stands in a list with the
/// reason. The lists may only hold `valid` vectors that are refused.
@Suite struct WycheproofTests {

    /// Valid vectors that are refused, each with the reason it is refused for.
    private static let refusedOnPurpose: [String: [Int64: String]] = [
        "json_web_signature_test": [
            // The key says PS256, the token PS384: a key serves the algorithm that its owner named.
            346: "key-does-not-fit-algorithm",
            350: "key-does-not-fit-algorithm",
            // The key's `alg` is ES521, which no registry has.
            347: "key-unusable",
            351: "key-unusable",
            // A `?` stands within a part, which some decoders skip (RFC 7515 §2 knows no such character).
            372: "token-not-base64url",
            373: "token-not-base64url",
        ],
        "json_web_key_test": [:],
        "json_web_crypto_test": [:],
    ]

    /// Vectors called `invalid` whose text is, byte for byte, that of one called `valid` in the same group: the
    /// padding that their comment speaks of is gone from the published file. Nothing can satisfy both.
    private static let contradicted: [String: [Int64]] = ["json_web_signature_test": [367, 370]]

    @Test(arguments: [
        ("json_web_signature_test", 401, 0), ("json_web_key_test", 26, 0),
        // The other half of this file is encryption, which this module does not offer.
        ("json_web_crypto_test", 49, 34),
    ])
    func everyVectorGivesItsVerdict(file: String, expected: Int, encrypted: Int) throws {
        let document = try JSONSerialization.jsonObject(
            with: try Fixture.data("vectors/wycheproof/\(file).json"))
        let groups = try #require((document as? [String: Any])?["testGroups"] as? [[String: Any]])
        let exceptions = try #require(Self.refusedOnPurpose[file])
        var judged = 0
        var others = 0
        var contradicted: [Int64] = []
        for group in groups {
            let tests = try #require(group["tests"] as? [[String: Any]])
            let validTexts = Set(
                tests.filter { $0["result"] as? String == "valid" }.compactMap { $0["jws"] as? String })
            for test in tests {
                guard test["jwe"] == nil else {
                    others += 1
                    continue
                }
                judged += 1
                let number = Int64(try #require(test["tcId"] as? Int))
                let isValid = try #require(test["result"] as? String) == "valid"
                if !isValid, let text = test["jws"] as? String, validTexts.contains(text) {
                    contradicted.append(number)
                    continue
                }
                let outcome = reason { try Self.verify(test, group) }
                if let known = exceptions[number] {
                    #expect(isValid, "\(file) \(number): an invalid vector must never be excepted")
                    #expect(outcome == known, "\(file) \(number)")
                } else {
                    #expect(
                        (outcome == nil) == isValid,
                        "\(file) \(number) \(test["comment"] ?? ""): \(outcome ?? "accepted")")
                }
            }
        }
        #expect(contradicted == Self.contradicted[file] ?? [])
        #expect(judged == expected)
        #expect(others == encrypted)
    }

    /// The verifier is told every algorithm that there is, so that only the key and the token can refuse.
    private static func verify(_ test: [String: Any], _ group: [String: Any]) throws -> VerifiedJWS {
        var keys = try #require((group["public"] ?? group["private"]) as? [String: Any])
        if keys["keys"] == nil { keys = ["keys": [keys]] }
        let set = try JSONWebKeySet(
            parsing: Array(try JSONSerialization.data(withJSONObject: keys)), from: .local)
        // A JSON serialisation stands in the file as an object or as its text; neither is the compact form.
        let text =
            try (test["jws"] as? String)
            ?? String(decoding: JSONSerialization.data(withJSONObject: try #require(test["jws"])), as: UTF8.self)
        return try JWSVerifier.verify(
            try UnverifiedJWS(text), keys: set, algorithms: Set(JWSAlgorithm.allCases))
    }
}
