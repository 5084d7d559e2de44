import Cryptography
import Essentials
import Foundation
import Testing

/// Files of Tests/Fixtures.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(path)))
    }

    /// The verdicts beside the files of a folder of Tests/Fixtures/xmlsecurity.
    static func verdicts<Verdict: Decodable>(_ folder: String) throws -> [Verdict] {
        try JSONDecoder().decode([Verdict].self, from: Data(try bytes("xmlsecurity/\(folder)/verdicts.json")))
    }

    /// A private key of Tests/Fixtures/xmlsecurity/keys.
    static func key(_ name: String) throws -> PrivateKey {
        try PrivateKey(pem: Secret(try bytes("xmlsecurity/keys/\(name).key.pem")))
    }

    /// A certificate of Tests/Fixtures/xmlsecurity/keys.
    static func certificate(_ name: String) throws -> Certificate {
        try #require(try Certificate.all(pem: try bytes("xmlsecurity/keys/\(name).cert.pem")).first)
    }
}
