import Configuration
import Cryptography
import Essentials
import Foundation
import HTTP
import Testing

@testable import Gateway

@Suite("A client's certificate is believed by its authority, and a proxy's word about it by address")
struct ClientCertificateRuleTests {
    /// What comes in, and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let why: String
        var mode = "required"
        var proxies = "proxies: {addresses: 10.0.0.0/8, header: forwarded, client_certificate: true}"
        var peer = "203.0.113.9"
        /// The name of the certificate shown in the handshake.
        var handshake: String?
        /// The name of the certificate, or the text, in `Client-Cert`.
        var field: String?
        var at: Duration = .zero
        /// The name of the certificate that goes on, or the refusal's reason.
        let goesOn: Result<String?, Refusal>
        var testDescription: String { why }
    }

    struct Refusal: Error, Equatable, ExpressibleByStringLiteral {
        let reason: String
        init(stringLiteral reason: String) { self.reason = reason }
    }

    static let cases = [
        Case(why: "shown in the handshake", handshake: "good", goesOn: .success("good")),
        Case(why: "none where one is required", goesOn: .failure("client-certificate-missing")),
        Case(why: "none where one is only asked for", mode: "asked", goesOn: .success(nil)),
        Case(
            why: "of a foreign authority", mode: "asked", handshake: "foreign",
            goesOn: .failure("certificate-authority-unknown")),
        Case(why: "expired", handshake: "good", at: .seconds(86_400 * 30), goesOn: .failure("certificate-expired")),
        Case(
            why: "a stranger's field counts for nothing", field: "good", goesOn: .failure("client-certificate-missing")),
        Case(
            why: "a stranger's field does not stand against its handshake", handshake: "good", field: "foreign",
            goesOn: .success("good")),
        Case(why: "a stranger's field is not even read", mode: "asked", field: "rubbish", goesOn: .success(nil)),
        Case(why: "the proxy's word counts", peer: "10.0.0.5", field: "good", goesOn: .success("good")),
        Case(
            why: "the proxy's own certificate is not its client's", peer: "10.0.0.5", handshake: "good",
            goesOn: .failure("client-certificate-missing")),
        Case(
            why: "what the proxy passes on is judged", peer: "10.0.0.5", field: "foreign",
            goesOn: .failure("certificate-authority-unknown")),
        Case(
            why: "a malformed field of the proxy's", peer: "10.0.0.5", field: "rubbish",
            goesOn: .failure("client-certificate-field-malformed")),
        Case(
            why: "a proxy that is not known to write the field",
            proxies: "proxies: {addresses: 10.0.0.0/8, header: forwarded}",
            peer: "10.0.0.5", field: "good", goesOn: .failure("client-certificate-missing")),
    ]

    @Test("what goes on", arguments: cases)
    func rule(_ item: Case) throws {
        let files = try Self.material.get()
        let text = """
            url: https://login.example.org
            listen: 127.0.0.1:0
            \(item.proxies)
            tls:
              certificate: server.pem
              key: server.key
              client_certificates: {ca: ca.pem, mode: \(item.mode)}
            providers:
              home: {preset: generic-oidc, issuer: "https://id.example.org", client_id: a, client_authentication: none}
            accounts: {dev: 111111111111}
            """
        let (read, findings) = ConfigurationLoader.load(
            path: "sallyport.yaml", environment: [:],
            files: MemoryFiles(texts: files.merging(["sallyport.yaml": text]) { $1 }))
        let configuration = try #require(read, "\(findings.map(\.text))")
        let rule = try ClientCertificateRule(
            configuration, clock: FixedClock(Instant(seconds: Int64(Date().timeIntervalSince1970)) + item.at))
        let der = try files.filter { $0.key.hasSuffix(".pem") }
            .mapValues { try #require(try Certificate.all(pem: Array($0.utf8)).first).der }
        var headers: HTTPHeaders = ["Host": "login.example.org"]
        if let field = item.field {
            headers.add("Client-Cert", der[field + ".pem"].map { ":\(Base64.encode($0)):" } ?? field)
        }
        let shown = item.handshake.flatMap { der[$0 + ".pem"] }.map { ClientCertificate(leaf: $0, origin: .handshake) }
        let request = try #require(
            HTTPRequest(.get, Array("/".utf8), headers: headers, peer: item.peer, clientCertificate: shown))
        let outcome = Result { () throws -> HTTPRequest in try rule.apply(request) }
        switch (outcome, item.goesOn) {
        case (.success(let passed), .success(let name)):
            #expect(passed.clientCertificate?.leaf == name.flatMap { der[$0 + ".pem"] })
            #expect(!passed.headers.contains("Client-Cert"))
        case (.failure(let error), .failure(let refusal)):
            #expect((error as? any Reportable)?.reason == refusal.reason)
        default: Issue.record("\(outcome)")
        }
    }

    /// An authority, a certificate below it, one of a stranger's, and a server's pair.
    private static let material = Result { () throws -> [String: String] in
        let folder = FileManager.default.temporaryDirectory.appending(path: "sallyport-clients-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path() }
        func openssl(_ arguments: [String]) throws {
            // system(3) waits for its own child only; Foundation's `Process` was seen to wait for ever beside others.
            let words = (["openssl"] + arguments).map { "'\($0)'" }.joined(separator: " ")
            let code = system(words + " </dev/null >/dev/null 2>&1")
            guard code == 0 else { throw POSIXError(.EINVAL) }
        }
        for name in ["ca", "foreign", "server"] {
            try openssl([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9", "-subj",
                "/CN=\(name)", "-keyout", path(name + ".key"), "-out", path(name + ".pem"),
            ])
        }
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=good", "-keyout",
            path("good.key"), "-out", path("good.csr"), "-addext", "subjectAltName=URI:spiffe://example.org/good",
        ])
        try openssl([
            "x509", "-req", "-in", path("good.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-days", "2",
            "-copy_extensions", "copy", "-out", path("good.pem"),
        ])
        return try Dictionary(
            uniqueKeysWithValues: ["ca.pem", "foreign.pem", "server.pem", "server.key", "good.pem"].map {
                ($0, try String(contentsOfFile: path($0), encoding: .utf8))
            })
    }
}
