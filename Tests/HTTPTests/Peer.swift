import Foundation
import Testing

/// The Python peer of Fixtures/http, running until it is let go.
final class Peer: Sendable {
    let port: UInt16
    private let process: ChildProcess

    init(certificate: (certificate: String, key: String)? = nil) throws {
        let process = try ChildProcess(
            ["python3", Peer.fixture("peer.py")] + (certificate.map { [$0.certificate, $0.key] } ?? []))
        self.process = process
        port = try #require(UInt16(process.readLine()), "peer.py needs python3")
    }

    deinit { process.end() }

    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/http/\(name)").path
    }
}

/// A certificate authority of the test's own, in a folder that goes with it.
final class Authority: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-ca-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=Test CA \(UUID())", "-keyout", path("ca.key"), "-out", path("ca.pem"),
        ])
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// The authority's own certificate.
    var certificate: String { path("ca.pem") }

    /// A folder holding only this authority, hashed as a system's folder is.
    func hashedFolder() throws -> String {
        let hashed = folder.appendingPathComponent("hashed")
        try FileManager.default.createDirectory(at: hashed, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: certificate, toPath: hashed.appendingPathComponent("ca.pem").path)
        try openssl(["rehash", hashed.path])
        return hashed.path
    }

    /// A server's certificate and key for these names (`DNS:localhost`, `IP:127.0.0.1`).
    func issue(_ names: String) throws -> (certificate: String, key: String) {
        let id = UUID().uuidString
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test", "-keyout",
            path("\(id).key"), "-out", path("\(id).csr"), "-addext", "subjectAltName=\(names)",
        ])
        try openssl([
            "x509", "-req", "-in", path("\(id).csr"), "-CA", certificate, "-CAkey", path("ca.key"), "-days", "2",
            "-copy_extensions", "copy", "-out", path("\(id).pem"),
        ])
        return (path("\(id).pem"), path("\(id).key"))
    }

    func openssl(_ arguments: [String]) throws {
        try #require(ChildProcess(["openssl"] + arguments).wait() == 0, "openssl \(arguments[0]) failed")
    }
}
