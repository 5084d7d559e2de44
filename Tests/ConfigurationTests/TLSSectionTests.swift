import Cryptography
import Foundation
import Testing

@testable import Configuration

@Suite struct TLSSection {
    /// A pair, and a second one's key, made with OpenSSL's own program.
    private static let material = Result { () throws -> [String: String] in
        let folder = FileManager.default.temporaryDirectory.appending(path: "sallyport-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String: String] = ["text.pem": "no certificate"]
        for name in ["one", "two"] {
            // system(3) waits for its own child only; Foundation's `Process` was seen to wait for ever beside others.
            let code = system(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) "
                    + "-keyout '\(folder.path())/\(name).key' -out '\(folder.path())/\(name).pem' 2>/dev/null")
            try #require(code == 0)
            for end in ["key", "pem"] {
                files["\(name).\(end)"] = try String(
                    contentsOf: folder.appending(path: "\(name).\(end)"), encoding: .utf8)
            }
        }
        return files
    }

    private func load(_ further: String) throws -> (configuration: SallyportConfiguration?, findings: [Finding]) {
        Fixture.load(text: Fixture.small(further), files: try Self.material.get())
    }

    @Test func plainHTTPUnlessSaid() throws {
        let tls = try #require(try load("").configuration).tls
        #expect(tls.pair == nil)
        #expect(tls.clients == nil)
    }

    @Test func aPairAndClientsAreRead() throws {
        let configuration = try #require(
            try load(
                """
                tls:
                  certificate: one.pem
                  key: file:one.key
                  client_certificates: {ca: two.pem, mode: asked}
                """
            ).configuration)
        #expect(configuration.tls.pair == .init(certificateFile: "one.pem", keyFile: "one.key"))
        #expect(configuration.tls.clients?.authorities.map(\.subject) == ["CN=two"])
        #expect(configuration.tls.clients?.isRequired == false)
        #expect(configuration.effective.contains { $0.key == "tls.key" && $0.value == "one.key" })
        #expect(!configuration.effective.contains { $0.value.contains("PRIVATE") })
    }

    @Test func aProxyMaySpeakForItsClients() throws {
        let configuration = try #require(
            try load(
                """
                proxies: {addresses: 10.0.0.1, header: forwarded, client_certificate: yes}
                tls: {client_certificates: {ca: two.pem}}
                """
            ).configuration)
        #expect(configuration.tls.pair == nil)
        #expect(configuration.tls.clients?.isRequired == true)
        #expect(configuration.proxies.passesClientCertificates)
    }

    @Test(arguments: [
        ("tls: {certificate: one.pem}", "`tls.key` is missing"),
        ("tls: {key: one.key}", "`tls.certificate` is missing"),
        ("tls: {}", "`tls.certificate` is missing"),
        ("tls: {client_certificates: {ca: two.pem}}", "`tls.certificate` is missing"),
        ("tls: {certificate: one.pem, key: two.key}", "does not belong to the first certificate"),
        ("tls: {certificate: text.pem, key: one.key}", "no certificate in PEM form"),
        ("tls: {certificate: one.pem, key: text.pem}", "not an unencrypted private key"),
        ("tls: {certificate: absent.pem, key: one.key}", "absent.pem"),
        ("tls: {certificate: [one.pem], key: one.key}", "must be the path of a file"),
        (
            "tls: {certificate: one.pem, key: one.key, client_certificates: {mode: asked}}",
            "`tls.client_certificates.ca`"
        ),
        (
            "tls: {certificate: one.pem, key: one.key, client_certificates: {ca: two.pem, mode: maybe}}",
            "`tls.client_certificates.mode` is `maybe`"
        ),
        (
            "tls: {certificate: one.pem, key: one.key, client_certificates: {ca: text.pem}}",
            "no certificate in PEM form"
        ),
        ("tls: {cert: one.pem, key: one.key}", "`cert` is not known under `tls`"),
    ])
    func whatIsWrongIsSaid(_ line: String, _ words: String) throws {
        let (configuration, findings) = try load(line)
        #expect(configuration == nil)
        #expect(findings.contains { $0.severity == .error && $0.message.contains(words) }, "\(findings.map(\.text))")
    }
}
