import Essentials
import Foundation
import Testing

@testable import Cryptography

@Suite("Certificates are read and judged")
struct CertificateTests {
    /// RFC 9440, appendix A, figure 3; facts and fingerprint as `openssl x509` prints them.
    static let published = """
        MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVy
        bWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYD
        VR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIw
        HQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCO
        OB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=
        """

    static func bytes() throws -> [UInt8] {
        try #require(Base64.decode(published.replacingOccurrences(of: "\n", with: "")))
    }

    @Test("subject, names, validity, key and fingerprint of a published certificate")
    func facts() throws {
        let certificate = try Certificate(der: try Self.bytes())
        #expect(certificate.subject == "CN=BC")
        #expect(certificate.names == .init(dns: [], uris: [], mail: ["bdc@example.com"]))
        #expect(certificate.validFrom.rfc3339 == "2020-01-14T22:55:33Z")
        #expect(certificate.validTo.rfc3339 == "2021-01-23T22:55:33Z")
        #expect(certificate.publicKey.kind == .elliptic(.p256))
        let fingerprint = try certificate.fingerprint().map { String(format: "%02X", $0) }.joined()
        #expect(fingerprint == "BFAF1F7E070F9FA8DD62905F158DA73F84A1136624FBAFCC9393C8F7287A69EB")
    }

    @Test(
        "what is not exactly one certificate in DER is refused",
        arguments: ["cut", "followed", "empty", "other", "BER"])
    func malformed(_ kind: String) throws {
        let whole = try Self.bytes()
        let bytes: [UInt8] =
            switch kind {
            case "cut": Array(whole.dropLast())
            case "followed": whole + [0]
            case "empty": []
            case "BER": [0x30, 0x83, 0x00] + whole[2...]
            default: Array("-----BEGIN CERTIFICATE-----".utf8)
            }
        let refusal = #expect(throws: CertificateRefusal.self) { try Certificate(der: bytes) }
        #expect(refusal?.reason == "certificate-malformed")
    }

    @Test("more bytes than a certificate has are not looked at")
    func tooLarge() throws {
        let refusal = #expect(throws: CertificateRefusal.self) {
            try Certificate(der: [UInt8](repeating: 0x30, count: Certificate.maximumBytes + 1))
        }
        #expect(refusal?.reason == "certificate-too-large")
    }

    /// One certificate of a client, and what the judge says of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let why: String
        var extensions = [
            "subjectAltName=URI:spiffe://example.org/job,DNS:job.example.org", "extendedKeyUsage=clientAuth",
        ]
        var key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        var digest = "-sha256"
        var issuer = "middle"
        var sends = ["middle"]
        var depth = 3
        var at: Duration = .zero
        /// The refusal's reason; `nil` where it is believed.
        let reason: String?
        var testDescription: String { why }
    }

    static let cases = [
        Case(why: "a chain over an intermediate", reason: nil),
        Case(why: "directly below the root", issuer: "root", sends: [], reason: nil),
        Case(why: "RSA of 2048 bits", key: ["rsa:2048"], reason: nil),
        Case(why: "Ed25519", key: ["ed25519"], reason: nil),
        Case(why: "no purpose is every purpose", extensions: ["subjectAltName=DNS:a.example"], reason: nil),
        Case(why: "a needless certificate beside", issuer: "root", sends: ["middle", "foreign"], reason: nil),
        Case(
            why: "made for servers", extensions: ["extendedKeyUsage=serverAuth"], reason: "certificate-purpose-wrong"),
        Case(why: "long over", at: .seconds(86_400 * 30), reason: "certificate-expired"),
        Case(why: "not begun", at: .seconds(-86_400 * 30), reason: "certificate-not-yet-valid"),
        Case(why: "the intermediate is not sent", sends: [], reason: "certificate-authority-unknown"),
        Case(why: "of a foreign authority", issuer: "foreign", sends: [], reason: "certificate-authority-unknown"),
        Case(
            why: "of a foreign authority that is sent along", issuer: "foreign", sends: ["foreign"],
            reason: "certificate-authority-unknown"),
        Case(
            why: "of somebody who is no authority", issuer: "leaf", sends: ["leaf", "middle"],
            reason: "certificate-chain-invalid"),
        Case(why: "a chain that is too long", depth: 0, reason: "certificate-chain-too-long"),
        Case(why: "signed over SHA-1", digest: "-sha1", reason: "certificate-signature-weak"),
        Case(why: "RSA of 1024 bits", key: ["rsa:1024"], reason: "certificate-key-weak"),
        Case(
            why: "a curve of 192 bits", key: ["ec", "-pkeyopt", "ec_paramgen_curve:P-192"],
            reason: "certificate-key-weak"),
        Case(
            why: "a NUL in a name", extensions: ["2.5.29.17=DER:30:05:82:03:61:00:62"], reason: "certificate-malformed"),
        Case(
            why: "a line end in a name", extensions: ["2.5.29.17=DER:30:05:82:03:61:0a:62"],
            reason: "certificate-malformed"),
    ]

    @Test("chains", arguments: cases)
    func chains(_ item: Case) throws {
        let (pki, now) = try Self.shared.get()
        func judge() throws(CertificateRefusal) -> VerifiedCertificate {
            let made: [UInt8]
            let sent: [Certificate]
            let roots: [Certificate]
            do {
                made = try pki.issue(item)
                sent = try item.sends.map { try #require(try Certificate.all(pem: pki.pem($0)).first) }
                roots = try Certificate.all(pem: pki.pem("root"))
            } catch {
                Issue.record(error)
                throw .malformed("the test's own certificates failed")
            }
            return try CertificateVerifier(roots: roots, maximumDepth: item.depth)
                .verify(try Certificate(der: made), intermediates: sent, at: now + item.at)
        }
        if let reason = item.reason {
            let refusal = #expect(throws: CertificateRefusal.self) { try judge() }
            #expect(refusal?.reason == reason, "\(refusal.map { "\($0)" } ?? "")")
        } else {
            let verified = try judge()
            #expect(verified.authority == "CN=Root")
            #expect(verified.certificate.subject == "CN=client")
        }
    }

    @Test("alternative names are told apart; one altered bit and the certificate is nobody's")
    func namesAndForgery() throws {
        let (pki, now) = try Self.shared.get()
        var der = try pki.issue(Case(why: "", issuer: "root", sends: [], reason: nil))
        let certificate = try Certificate(der: der)
        #expect(certificate.names == .init(dns: ["job.example.org"], uris: ["spiffe://example.org/job"], mail: []))
        let verifier = try CertificateVerifier(roots: try Certificate.all(pem: pki.pem("root")))
        der[der.count - 1] ^= 1
        let refusal = #expect(throws: CertificateRefusal.self) {
            try verifier.verify(try Certificate(der: der), intermediates: [], at: now)
        }
        #expect(refusal?.reason == "certificate-signature-wrong")
        let crowd = [Certificate](repeating: certificate, count: CertificateVerifier.maximumIntermediates + 1)
        let tooMany = #expect(throws: CertificateRefusal.self) {
            try verifier.verify(certificate, intermediates: crowd, at: now)
        }
        #expect(tooMany?.reason == "certificate-too-large")
    }

    @Test("a PEM file without a certificate, or with a broken one, is refused")
    func pem() throws {
        let (pki, _) = try Self.shared.get()
        let good = try pki.pem("root")
        #expect(try Certificate.all(pem: Array("remark\n".utf8) + good + good).count == 2)
        let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        for text in ["", "nothing\n", block, "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
            #expect(throws: CertificateRefusal.self) { try Certificate.all(pem: Array(text.utf8)) }
        }
        #expect(throws: CertificateRefusal.self) { try Certificate.all(pem: good + Array(block.utf8)) }
        #expect(throws: CertificateRefusal.self) { try Certificate.all(pem: good + good.dropLast(30)) }
        #expect(throws: CertificateRefusal.self) { try CertificateVerifier(roots: []) }
    }

    // An hour on: certificates that the tests make are valid from the second that they are made in.
    private static let shared = Result { (try PKI(), Instant(seconds: Int64(Date().timeIntervalSince1970) + 3600)) }
}

/// Authorities made with OpenSSL's own program, in a folder that goes with them.
final class PKI: Sendable {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-pki-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, subject) in [("root", "/CN=Root"), ("foreign", "/CN=Foreign")] {
            try openssl(
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9",
                    "-subj", subject, "-keyout", path("\(name).key"), "-out", path("\(name).pem"),
                ])
        }
        try sign(
            "middle", "/CN=Middle",
            CertificateTests.Case(
                why: "", extensions: ["basicConstraints=critical,CA:TRUE"], issuer: "root", reason: nil))
        try sign(
            "leaf", "/CN=leaf",
            CertificateTests.Case(
                why: "", extensions: ["basicConstraints=critical,CA:FALSE"], reason: nil))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A client's certificate, in DER.
    func issue(_ item: CertificateTests.Case) throws -> [UInt8] {
        let name = UUID().uuidString
        try sign(name, "/CN=client", item)
        try openssl(["x509", "-in", path("\(name).pem"), "-outform", "DER", "-out", path("\(name).der")])
        return Array(try Data(contentsOf: folder.appendingPathComponent("\(name).der")))
    }

    func pem(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent("\(name).pem")))
    }

    private func sign(_ name: String, _ subject: String, _ item: CertificateTests.Case) throws {
        try openssl(
            ["req", "-newkey"] + item.key + [
                "-nodes", "-subj", subject, "-keyout", path("\(name).key"), "-out", path("\(name).csr"),
            ] + item.extensions.flatMap { ["-addext", $0] })
        try openssl([
            "x509", "-req", item.digest, "-in", path("\(name).csr"), "-CA", path("\(item.issuer).pem"), "-CAkey",
            path("\(item.issuer).key"), "-days", "2", "-copy_extensions", "copy", "-out", path("\(name).pem"),
        ])
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    private func openssl(_ arguments: [String]) throws {
        // system(3) waits for its own child only; Foundation's `Process` was seen to wait for ever beside others.
        let words = (["openssl"] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let code = system(words + " </dev/null >/dev/null 2>&1")
        try #require(code == 0, "\(words) failed")
    }
}
