import Essentials
import Foundation
import HTTP
import SAML
import Testing

@Suite("Where metadata comes from, in a file", .timeLimit(.minutes(1)))
struct MetadataFileTests {
    private let scene = MetadataScene()

    private func entityID(_ source: MetadataSource) async -> String {
        do throws(MetadataRefusal) {
            return try await source.current().entityID.text
        } catch {
            return error.reason
        }
    }

    @Test("a file that has changed is read again, one that has not is left alone")
    func changed() async throws {
        let file = try ScratchFile(try MetadataText.entity(inside: "<!-- a -->"))
        let source = scene.source(.file(file.path), entityID: "https://idp.example")
        #expect(await entityID(source) == "https://idp.example")
        #expect(scene.counted("fetched") == 1)
        scene.advance(by: .seconds(11))
        #expect(await entityID(source) == "https://idp.example")
        #expect(scene.counted("fetched") == 1)
        #expect(scene.counted("unchanged") == 1)
        try file.write(try MetadataText.entity(location: "https://idp.example/new"))
        scene.advance(by: .seconds(11))
        #expect(try await source.current().singleSignOn.first?.location.path == "/new")
        #expect(scene.counted("fetched") == 2)
        #expect(scene.requests.isEmpty)
    }

    @Test("a file that is broken or gone leaves what it held in use, and is read when it is whole again")
    func broken() async throws {
        let file = try ScratchFile(try MetadataText.entity())
        let source = scene.source(.file(file.path))
        #expect(await entityID(source) == "https://idp.example")
        try file.write(String(try MetadataText.entity().dropLast(20)))
        scene.advance(by: .seconds(11))
        #expect(await entityID(source) == "https://idp.example")
        #expect(source.lastFailure?.refusal.reason == "metadata-malformed")
        unlink(file.path)
        scene.advance(by: .seconds(30 * 86_400))
        #expect(await entityID(source) == "https://idp.example")
        try file.write(try MetadataText.entity(location: "https://idp.example/new"))
        scene.advance(by: .seconds(120))
        // It is read behind whoever asks; the suite's limit of time ends a wait that has no end. The look at the file that
        // was gone may come to its end only now, and have the next one wait.
        while try await source.current().singleSignOn.first?.location.path != "/new" {
            try await Task.sleep(for: .milliseconds(5))
            scene.advance(by: .seconds(5))
        }
        #expect(scene.counted("fetched") == 2)
    }

    @Test("a file that is not there at the start is read when it comes")
    func later() async throws {
        let file = try ScratchFile()
        let source = scene.source(.file(file.path))
        #expect(await entityID(source) == "metadata-file-unreadable")
        try file.write(try MetadataText.entity())
        scene.advance(by: .seconds(5))
        #expect(await entityID(source) == "https://idp.example")
    }

    @Test("what is no file holds nobody up", arguments: ["folder", "pipe", "endless"])
    func noFile(kind: String) async throws {
        let file = try ScratchFile()
        switch kind {
        case "folder": try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        case "pipe": #expect(mkfifo(file.path, 0o600) == 0)
        default: try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/dev/zero")
        }
        #expect(await entityID(scene.source(.file(file.path))) == "metadata-file-unreadable")
        if kind == "folder" { rmdir(file.path) }
    }
}
