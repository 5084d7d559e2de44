import Essentials
import Foundation
import HTTP
import SAML
import Testing

/// Several providers of one federation.
@Suite("A document that several providers share", .timeLimit(.minutes(1)))
struct MetadataLibraryTests {
    private let scene = MetadataScene()
    private let library = MetadataLibrary()
    private let names: [ExactString] = ["https://a.example", "https://b.example", "https://c.example"]

    private func federation(location: String = "https://idp.example/sso", attributes: String = "") throws -> String {
        MetadataText.group(
            try names.map { try MetadataText.entity($0.text, location: location) }.joined(), attributes: attributes)
    }

    private func sources(_ place: MetadataPlace) -> [MetadataSource] {
        names.map { scene.source(place, entityID: $0, library: library) }
    }

    private func reason(_ source: MetadataSource) async -> String? {
        do throws(MetadataRefusal) {
            _ = try await source.current()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("is fetched once for all of them, at first and each time that it is due")
    func once() async throws {
        scene.answer(try federation(), headers: ["ETag": "\"v1\""])
        let sources = sources(try MetadataScene.url())
        let found = try await withThrowingTaskGroup(of: ExactString.self) { group in
            for source in sources { group.addTask { try await source.current().entityID } }
            return try await group.reduce(into: Set<ExactString>()) { $0.insert($1) }
        }
        #expect(found == Set(names))
        #expect(scene.requests.count == 1)
        scene.advance(by: .seconds(1800))
        for source in sources { #expect(await reason(source) == nil) }
        #expect(scene.requests.count == 1)
        scene.answer("", status: .notModified)
        scene.advance(by: .seconds(1801))
        for source in sources { #expect(await reason(source) == nil) }
        #expect(scene.requests.count == 2)
        #expect(scene.counted("fetched") == 3)
        #expect(scene.counted("unchanged") == 3)
    }

    @Test("a provider that comes later takes what is there, for as long as that is fresh")
    func later() async throws {
        scene.answer(try federation())
        let first = scene.source(try MetadataScene.url(), entityID: names[0], library: library)
        #expect(await reason(first) == nil)
        scene.advance(by: .seconds(2000))
        let second = scene.source(try MetadataScene.url(), entityID: names[1], library: library)
        #expect(await reason(second) == nil)
        #expect(scene.requests.count == 1)
        scene.answer(try federation(location: "https://idp.example/new"))
        scene.advance(by: .seconds(1601))
        for source in [second, first] {
            #expect(try await source.current().singleSignOn.first?.location.path == "/new")
        }
        #expect(scene.requests.count == 2)
    }

    @Test("what one of them misses is fetched for all")
    func demanded() async throws {
        scene.answer(try federation())
        let sources = sources(try MetadataScene.url())
        for source in sources { #expect(await reason(source) == nil) }
        scene.answer(try federation(location: "https://idp.example/new"))
        let copy = try await sources[0].copy()
        let newer = try await sources[0].copy(newerThan: copy.generation)
        #expect(newer.metadata.singleSignOn.first?.location.path == "/new")
        let other = try await sources[1].copy()
        #expect(
            try await sources[1].copy(newerThan: other.generation).metadata.singleSignOn.first?.location.path == "/new")
        #expect(scene.requests.count >= 2)
    }

    @Test("a place that is down is asked once, and each provider's last good copy serves on")
    func down() async throws {
        scene.answer(try federation())
        let sources = sources(try MetadataScene.url())
        for source in sources { #expect(await reason(source) == nil) }
        scene.goDown()
        scene.advance(by: .seconds(3601))
        for source in sources {
            #expect(await reason(source) == nil)
            #expect(source.lastFailure?.refusal.reason == "metadata-unreachable")
        }
        #expect(scene.requests.count == 2)
        #expect(scene.counted("failed") == 3)
    }

    @Test("what is wrong with one of them is no matter of the others")
    func apart() async throws {
        let text = try federation()
        scene.answer(text.replacing("entityID=\"https://b.example\"", with: "entityID=\"https://bee.example\""))
        let sources = sources(try MetadataScene.url())
        #expect(await reason(sources[0]) == nil)
        #expect(await reason(sources[1]) == "metadata-entity-unknown")
        #expect(await reason(sources[2]) == nil)
        #expect(scene.requests.count == 1)
    }

    @Test("is not shared by those who judge it otherwise, nor by a query service's entities")
    func distinct() async throws {
        scene.answer(try federation())
        let place = try MetadataScene.url()
        let pins = MetadataTrust.pinned([try MetadataFixture.certificate("adfs")])
        #expect(await reason(scene.source(place, entityID: names[0], library: library)) == nil)
        let strict = scene.source(place, entityID: names[1], trust: pins, library: library)
        #expect(await reason(strict) == "metadata-unsigned")
        #expect(scene.requests.count == 2)
        let query = MetadataPlace.query(MetadataQuery(base: try #require(HTTPURL("https://mdq.example/"))))
        for name in names.prefix(2) {
            scene.answer(try MetadataText.entity(name.text))
            #expect(await reason(scene.source(query, entityID: name, library: library)) == nil)
        }
        #expect(scene.requests.count == 4)
    }

    @Test("a file is read once for all of them, and again when it has changed")
    func file() async throws {
        let file = try ScratchFile(try federation())
        let sources = sources(.file(file.path))
        #expect(await reason(sources[0]) == nil)
        // Whoever read it again now would find nothing that serves.
        try file.write("<gone/>")
        #expect(await reason(sources[1]) == nil)
        try file.write(try federation(location: "https://idp.example/new"))
        scene.advance(by: .seconds(11))
        for source in sources {
            #expect(try await source.current().singleSignOn.first?.location.path == "/new")
        }
        withExtendedLifetime(file) {}
    }

    @Test("the end that the document sets itself is the end for each of them")
    func end() async throws {
        scene.answer(try federation(attributes: "validUntil=\"2026-12-01T17:00:00Z\""))
        let sources = sources(try MetadataScene.url())
        for source in sources { #expect(await reason(source) == nil) }
        scene.goDown()
        scene.advance(by: .seconds(3601))
        for source in sources { #expect(await reason(source) == "metadata-unreachable") }
    }

    @Test("goes with its last provider")
    func released() async throws {
        scene.answer(try federation())
        for name in names {
            #expect(await reason(scene.source(try MetadataScene.url(), entityID: name, library: library)) == nil)
        }
        #expect(scene.requests.count == 3)
    }
}
