import Cryptography
import Essentials
import Foundation
import Testing

struct SelfSignedCertificateTests {
    static let from = Instant(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
    static let to = Instant(seconds: 2_556_144_000)  // 2051-01-01T00:00:00Z, which needs GeneralizedTime

    static func made(_ kind: KeyKind, name: String = "gate", serial: [UInt8] = [1, 2, 3]) throws -> Certificate {
        try Certificate.selfSigned(
            try PrivateKey.generate(kind), name: name, serial: serial, validFrom: from, validTo: to)
    }

    @Test("OpenSSL's own tool reads it and finds it signed by the key that it names")
    func opensslAgrees() throws {
        for kind in [KeyKind.rsa(bits: 2048), .elliptic(.p256), .ed25519] {
            let certificate = try Self.made(kind, name: "gate of Überlingen")
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pem")
            let text = Data(certificate.der).base64EncodedString(options: [
                .lineLength64Characters, .endLineWithLineFeed,
            ])
            let pem = "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n"
            try Data(pem.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let code = try run(
                "openssl",
                ["verify", "-check_ss_sig", "-attime", "1800000000", "-CAfile", file.path, file.path])
            #expect(code == 0, "\(kind)")
        }
    }

    @Test("it is read back with the key, the name and the dates that went in")
    func readBack() throws {
        let key = try PrivateKey.generate(.elliptic(.p256))
        let certificate = try Certificate.selfSigned(
            key, name: "gate", serial: [127], validFrom: Self.from, validTo: Self.to)
        #expect(certificate.publicKey.components == key.publicKey.components)
        #expect(certificate.subject == "CN=gate")
        #expect(certificate.validFrom == Self.from)
        #expect(certificate.validTo == Self.to)
    }

    @Test("a name or a serial that X.509 has no room for is refused")
    func refused() {
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, name: "") }
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, name: String(repeating: "a", count: 65)) }
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, serial: []) }
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, serial: [0, 0]) }
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, serial: [200]) }
        #expect(throws: CryptographyError.self) { try Self.made(.ed25519, serial: [UInt8](repeating: 1, count: 21)) }
    }
}
