import Configuration
import Cryptography
import Essentials
import Foundation
import HTTP
import Storage
import Testing

@testable import Gateway

/// Start, reload and stop, over real sockets.
struct RuntimeTests {
    private static func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("runtime-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return path
    }

    private func start(
        _ folder: String, log: KeptLog = KeptLog(), _ edit: @escaping (String) -> String = { $0 }
    ) async throws -> GatewayRuntime {
        try await GatewayRuntime.start(
            stateFolder: folder, listen: HTTPServerSettings(host: "127.0.0.1", port: 0), clock: SystemClock(), log: log,
            metrics: NoMetrics()
        ) { port throws(StartError) in
            do { return try Premises.configuration(url: "http://127.0.0.1:\(port)", edit) } catch {
                throw .configuration([])
            }
        }
    }

    private func get(_ runtime: GatewayRuntime, _ path: String) async throws -> HTTPResponse {
        let client = HTTPClient(metrics: NoMetrics(), log: NoLog())
        let url = try Premises.url("http://127.0.0.1:\(runtime.port)\(path)")
        let answer = try await client.send(
            OutgoingRequest(.get, url, peer: OutgoingPeer(isPrivateNetworkAllowed: true)))
        await client.stop()
        return answer
    }

    @Test func `A provider that is down stops no start`() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let runtime = try await start(folder)
        #expect(try await get(runtime, "/readyz").status == .ok)
        #expect(try await get(runtime, "/login").status == .ok)
        await runtime.stop()
        await #expect(throws: (any Error).self) { try await get(runtime, "/healthz") }
    }

    @Test func `A reload changes what is answered, and a bad one leaves the former in force`() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let runtime = try await start(folder)
        let url = "http://127.0.0.1:\(runtime.port)"
        #expect(try await get(runtime, "/login").text.contains("Sign in to Example"))
        try runtime.reload(
            try Premises.configuration(url: url) {
                $0.replacingOccurrences(of: "organisation: Example", with: "organisation: Another")
            })
        #expect(try await get(runtime, "/login").text.contains("Sign in to Another"))
        let broken = try Premises.configuration(url: url) { $0 + "templates: /nonexistent/templates\n" }
        #expect(throws: (any Error).self) { try runtime.reload(broken) }
        #expect(try await get(runtime, "/login").text.contains("Sign in to Another"))
        let unwritable = try Premises.configuration(url: url) { $0 + "audit: {file: /nonexistent/audit.jsonl}\n" }
        #expect(throws: (any Error).self) { try runtime.reload(unwritable) }
        #expect(try await get(runtime, "/login").text.contains("Sign in to Another"))
        await runtime.stop()
    }

    @Test func `An intent without outcome is reported at the next start, once`() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(path: folder + "/sallyport.db")
        try await store.append(
            AuditRecord(
                id: "sp-aaaa-bbbb", kind: .intent, at: .epoch, action: "assume-role-with-web-identity", fields: [:]))
        await store.close()
        for isFirst in [true, false] {
            let log = KeptLog()
            let runtime = try await start(folder, log: log)
            await runtime.stop()
            #expect(log.text.contains("sp-aaaa-bbbb") == isFirst)
        }
        let again = try await SQLiteStore.open(path: folder + "/sallyport.db")
        let records = try await again.audit(after: 0, limit: 10).map(\.record)
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(records.last?.fields["result"]?.string == "unknown")
        await again.close()
    }

    @Test func `A start that fails lets go of the port and the store`() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(throws: StartError.self) {
            _ = try await GatewayRuntime.start(
                stateFolder: folder, listen: HTTPServerSettings(host: "127.0.0.1", port: 0), clock: SystemClock(),
                log: KeptLog(), metrics: NoMetrics()
            ) { _ throws(StartError) in throw .configuration([]) }
        }
        let runtime = try await start(folder)
        #expect(try await get(runtime, "/healthz").status == .ok)
        await runtime.stop()
    }

    @Test func `Development mode's files are for this user only, also where former ones were not`() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/ada.token"
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try DevelopmentFiles.write("fresh", to: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "fresh")
        // A link laid in its place is not followed.
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
        #expect(throws: StartError.self) { try DevelopmentFiles.write("x", to: folder + "/link") }
    }

    @Test func `Development mode's configuration reads as any other`() throws {
        let files = DevelopmentFiles(folder: "/state", port: 8400)
        let key = try PrivateKey.generate(.elliptic(.p256))
        let certificate = try Certificate.selfSigned(
            key, name: "gate", serial: [1], validFrom: Instant(seconds: 0), validTo: Instant(seconds: 4_000_000_000))
        let (configuration, findings) = ConfigurationLoader.load(
            path: files.configuration, environment: [:],
            files: MemoryFiles(texts: [
                files.configuration: files.configurationText, files.clientSecret: "secret\n",
                files.samlKey: try key.pem().revealText() ?? "",
                files.samlCertificate: DevelopmentFiles.pem(of: certificate),
            ]))
        #expect(findings.isEmpty)
        #expect(configuration?.url.origin == "http://127.0.0.1:8400")
    }

    /// A rebound name reaches loopback from a browser; figures are not for its page.
    @Test func `Figures are told to this machine by its own name only`() async throws {
        let premises = try await Premises()
        let registry = MetricsRegistry()
        let routes = OperationsRoutes(services: premises.services, metrics: registry)
        for (host, isTold) in [
            ("127.0.0.1:8400", true), ("localhost:8400", true), ("[::1]:8400", true), ("rebound.example:8400", false),
            ("", false),
        ] {
            let request = try #require(HTTPRequest(.get, "/metrics", headers: ["Host": host], peer: "127.0.0.1"))
            #expect((await routes.answer(request) != nil) == isTold, "\(host)")
        }
    }
}
