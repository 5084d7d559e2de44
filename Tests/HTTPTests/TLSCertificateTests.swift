import Essentials
import Foundation
import Synchronization
import Testing

@testable import HTTP

@Suite("The server's certificate is checked and swapped")
struct TLSCertificateTests {
    /// The certificate that a server shows, as PEM.
    private func shown(_ server: HTTPServer) async throws -> String {
        let said = try await SecureClient.ask(server.port)
        let begin = try #require(said.range(of: "-----BEGIN CERTIFICATE-----"), "\(said)")
        let end = try #require(said.range(of: "-----END CERTIFICATE-----"))
        return String(said[begin.lowerBound..<end.upperBound])
    }

    private func pem(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    private func put(_ path: String, at place: String) throws {
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.copyItem(atPath: path, toPath: place)
    }

    @Test("a renewed pair is taken for new connections; one that does not fit is not, with an alarm")
    func swap() async throws {
        let log = KeptLines()
        let authority = try await blocking { try Authority() }
        let (first, second) = try await blocking { (try authority.issue("DNS:a"), try authority.issue("DNS:b")) }
        let place = (certificate: authority.path("now.pem"), key: authority.path("now.key"))
        try put(first.certificate, at: place.certificate)
        try put(first.key, at: place.key)
        let tls = TLSSettings(
            certificateFile: place.certificate, keyFile: place.key, checkInterval: .seconds(3600), clock: SystemClock())
        let server = try TLSServerTests.start(tls, log: log)
        #expect(try await shown(server) == pem(first.certificate))
        let kept = try await blocking {
            let kept = try SecureClient(port: server.port)
            kept.send("GET /before HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(kept.receive(until: "127.0.0.1").hasPrefix("HTTP/1.1 200"))
            return kept
        }

        try put(second.certificate, at: place.certificate)
        await server.reloadCertificate()
        #expect(try await shown(server) == pem(first.certificate))
        #expect(log.errors.count == 1)
        #expect(log.errors.first?.contains("tls-key-does-not-fit") == true)

        try put(second.key, at: place.key)
        await server.reloadCertificate()
        #expect(try await shown(server) == pem(second.certificate))

        try Data("no certificate".utf8).write(to: URL(fileURLWithPath: place.certificate))
        await server.reloadCertificate()
        try FileManager.default.removeItem(atPath: place.certificate)
        await server.reloadCertificate()
        #expect(try await shown(server) == pem(second.certificate))
        #expect(log.errors.count == 3)

        // A connection keeps the pair it began with, and lives on.
        kept.send("GET /after HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try await blocking { kept.receive(until: "127.0.0.1") }.contains("GET /after"))
        await server.stop(grace: .seconds(1))
    }

    @Test("changed files are found without being told")
    func watched() async throws {
        let authority = try await blocking { try Authority() }
        let (first, second) = try await blocking { (try authority.issue("DNS:a"), try authority.issue("DNS:b")) }
        let place = (certificate: authority.path("now.pem"), key: authority.path("now.key"))
        try put(first.certificate, at: place.certificate)
        try put(first.key, at: place.key)
        let tls = TLSSettings(
            certificateFile: place.certificate, keyFile: place.key, checkInterval: .milliseconds(50),
            clock: SystemClock())
        let server = try TLSServerTests.start(tls)
        try put(second.certificate, at: place.certificate)
        try put(second.key, at: place.key)
        let wanted = try pem(second.certificate)
        var found = ""
        for _ in 0..<100 where found != wanted { found = try await shown(server) }
        #expect(found == wanted)
        await server.stop(grace: .seconds(1))
    }

    @Test("a pair whose time is over does not replace one that holds")
    func expired() async throws {
        let log = KeptLines()
        let authority = try await blocking { try Authority() }
        let pair = try await blocking { try authority.issue("DNS:a") }
        let clock = MovingClock()
        let keeper = try CertificateKeeper(
            TLSSettings(certificateFile: pair.certificate, keyFile: pair.key, clock: clock), log: log,
            metrics: NoMetrics())
        #expect(log.errors.isEmpty)
        let before = keeper.current
        clock.move(by: .seconds(86_400 * 30))
        keeper.reload()
        #expect(keeper.current === before)
        #expect(log.errors.first?.contains("tls-certificate-not-valid-now") == true)
        // Where there is nothing better the server starts all the same, and says so.
        _ = try CertificateKeeper(
            TLSSettings(certificateFile: pair.certificate, keyFile: pair.key, clock: clock), log: log,
            metrics: NoMetrics())
        #expect(log.errors.count == 2)
    }

    @Test(
        "a pair that does not serve keeps the server from starting",
        arguments: [
            ("absent", "tls-file-unreadable"), ("foreign key", "tls-key-does-not-fit"),
            ("key for certificate", "tls-certificate-malformed"), ("certificate for key", "tls-key-malformed"),
            ("encrypted key", "tls-key-malformed"), ("chain out of order", "tls-certificate-malformed"),
        ])
    func unusable(_ kind: String, _ reason: String) async throws {
        let authority = try await blocking { try Authority() }
        var (pair, other) = try await blocking { (try authority.issue("DNS:a"), try authority.issue("DNS:b")) }
        switch kind {
        case "absent": pair.certificate = authority.path("absent.pem")
        case "foreign key": pair.key = other.key
        case "key for certificate": pair.certificate = pair.key
        case "certificate for key": pair.key = pair.certificate
        case "encrypted key":
            other.key = authority.path("encrypted.key")
            try authority.openssl(["ec", "-in", pair.key, "-aes256", "-passout", "pass:word", "-out", other.key])
            pair.key = other.key
        default:
            let chain = try pem(pair.certificate) + "\n" + pem(other.certificate) + "\n"
            pair.certificate = authority.path("chain.pem")
            try Data(chain.utf8).write(to: URL(fileURLWithPath: pair.certificate))
        }
        let tls = TLSSettings(certificateFile: pair.certificate, keyFile: pair.key, clock: SystemClock())
        let error = #expect(throws: HTTPServerError.self) { try TLSServerTests.start(tls) }
        #expect(error?.reason == reason, "\(error.map { "\($0)" } ?? "")")
    }

    /// What is asked of a client, what it shows, and what comes of it.
    struct Showing: Sendable, CustomTestStringConvertible {
        let asked: TLSSettings.ClientCertificates
        let shows: Bool
        /// What the handler sees; `nil` where there is no connection.
        let seen: String?
        var testDescription: String { "\(asked), shows: \(shows)" }
    }

    @Test(
        "a client's certificate is asked for, proved to be its own, and left to others to judge",
        arguments: [
            Showing(asked: .none, shows: true, seen: "none"), Showing(asked: .asked, shows: false, seen: "none"),
            Showing(asked: .asked, shows: true, seen: "handshake, same, 1"),
            Showing(asked: .required, shows: false, seen: nil),
            Showing(asked: .required, shows: true, seen: "handshake, same, 1"),
        ], ["-tls1_2", "-tls1_3"])
    func clients(_ showing: Showing, version: String) async throws {
        let authority = try await blocking { try Authority() }
        var tls = try await blocking { try TLSServerTests.settings(authority) }
        tls.clientCertificates = showing.asked
        // The server has never heard of the authority of this certificate.
        let (foreign, pair) = try await blocking {
            let foreign = try Authority()
            return (foreign, try foreign.issue("URI:spiffe://example.org/job"))
        }
        let der = try #require(
            Data(
                base64Encoded: try pem(pair.certificate).split(separator: "\n").filter { !$0.hasPrefix("-----") }
                    .joined()))
        let server = try TLSServerTests.start(tls) { request in
            guard let shown = request.clientCertificate else { return .text(.ok, "seen: none") }
            let isSame = shown.leaf == Array(der)
            return .text(.ok, "seen: \(shown.origin), \(isSame ? "same" : "other"), \(shown.intermediates.count)")
        }
        let options =
            [version]
            + (showing.shows
                ? ["-cert", pair.certificate, "-key", pair.key, "-cert_chain", foreign.certificate] : [])
        let said = try await SecureClient.ask(server.port, options)
        if let seen = showing.seen {
            #expect(said.contains("seen: \(seen)"), "\(said)")
        } else {
            #expect(said.contains("CONNECTED"))
            #expect(!said.contains("HTTP/1.1"))
        }
        await server.stop(grace: .seconds(1))
    }
}

/// Keeps what is logged as an error.
final class KeptLines: LogSink {
    private let lines = Mutex<[String]>([])

    var errors: [String] { lines.withLock { $0 } }

    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        guard level == .error else { return }
        lines.withLock { $0.append(message + " " + facts.map { "\($0.key)=\($0.value)" }.joined(separator: " ")) }
    }
}

/// The machine's clock, moved.
final class MovingClock: WallClock {
    private let offset = Mutex(Duration.zero)

    func move(by duration: Duration) { offset.withLock { $0 += duration } }
    func now() -> Instant { SystemClock().now() + offset.withLock { $0 } }
}
