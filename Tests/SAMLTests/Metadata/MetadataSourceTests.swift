import Essentials
import HTTP
import SAML
import Testing

@Suite("Where metadata comes from, at a URL", .timeLimit(.minutes(1)))
struct MetadataSourceTests {
    private let scene = MetadataScene()

    private func reason(_ source: MetadataSource) async -> String? {
        do throws(MetadataRefusal) {
            _ = try await source.current()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("many who ask at once cost one request, which says what is wanted and has room for a federation")
    func singleFlight() async throws {
        scene.answer(try MetadataText.okta.get())
        scene.hold()
        let source = scene.source(try MetadataScene.url())
        let found = try await withThrowingTaskGroup(of: ExactString.self) { group in
            for _ in 0..<20 { group.addTask { try await source.current().entityID } }
            while scene.requests.isEmpty { await Task.yield() }
            scene.letGo()
            return try await group.reduce(into: Set<ExactString>()) { $0.insert($1) }
        }
        #expect(found == ["http://www.okta.com/exk1fcia6d6EMsf331d8"])
        #expect(scene.requests.count == 1)
        let request = try #require(scene.requests.first)
        #expect(request.url.description == "https://idp.example/metadata")
        #expect(request.headers["Accept"]?.hasPrefix("application/samlmetadata+xml") == true)
        #expect(request.peer.maximumResponseBytes == 67_108_864)
        #expect(scene.counted("fetched") == 1)
        #expect(scene.gauge("sallyport_saml_metadata_up provider=okta") == 1)
        #expect(scene.gauge("sallyport_saml_metadata_keys provider=okta state=usable") == 1)
    }

    @Test("a place that is down stops nobody; when it is up again, the next who asks after a pause is served")
    func downAtStart() async throws {
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        #expect(await reason(source) == "metadata-unreachable")
        #expect(scene.requests.count == 1)
        #expect(source.lastFailure?.at == MetadataFixture.now)
        #expect(source.lastFailure?.refusal.reason == "metadata-unreachable")
        #expect(source.atHand == nil)
        #expect(scene.gauge("sallyport_saml_metadata_up provider=okta") == 0)
        #expect(scene.lines.filter { $0.contains("could not be read provider=okta") }.count == 1)
        scene.answer(try MetadataText.okta.get())
        scene.advance(by: .seconds(5))
        #expect(await reason(source) == nil)
        #expect(source.lastFailure == nil)
    }

    @Test("says since when its place is silent, over failures and a reload, and when it was read last")
    func silentSince() async throws {
        let began = "sallyport_saml_metadata_silent_since_timestamp_seconds provider=okta"
        let fetched = "sallyport_saml_metadata_fetched_timestamp_seconds provider=okta"
        scene.answer(try MetadataText.okta.get())
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        #expect(source.silentSince == nil && source.fetched == MetadataFixture.now)
        #expect(scene.gauge(began) == 0 && scene.gauge(fetched) == Double(MetadataFixture.now.seconds))
        scene.goDown()
        scene.advance(by: .seconds(3601))
        let silence = scene.now()
        await source.warmUp()
        scene.advance(by: .seconds(600))
        await source.warmUp()
        while scene.counted("failed") < 2 { await Task.yield() }
        #expect(source.silentSince == silence)
        #expect(scene.gauge(began) == Double(silence.seconds))
        #expect(source.fetched == MetadataFixture.now)
        let reloaded = scene.source(try MetadataScene.url(), replacing: source)
        #expect(reloaded.silentSince == silence)
        // An answer that is not taken is no silence.
        scene.answer("<!DOCTYPE html><html>Sign in</html>")
        scene.advance(by: .seconds(3600))
        await reloaded.warmUp()
        while scene.counted("failed") < 3 { await Task.yield() }
        #expect(reloaded.silentSince == nil && reloaded.lastFailure != nil)
        #expect(scene.gauge(began) == 0)
    }

    @Test("the last good copy serves while the place is down or answers nonsense, for a week past its time")
    func lastGood() async throws {
        scene.answer(try MetadataText.okta.get())
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.goDown()
        scene.advance(by: .seconds(3601))
        #expect(await reason(source) == nil)
        #expect(source.lastFailure?.refusal.reason == "metadata-unreachable")
        scene.answer("<!DOCTYPE html><html>Sign in</html>")
        scene.advance(by: .seconds(7 * 86_400 - 3))
        #expect(await reason(source) == nil)
        scene.advance(by: .seconds(3))
        #expect(await reason(source) == "metadata-not-metadata")
    }

    @Test("what says until when it is true serves no longer, whatever the place does")
    func validUntil() async throws {
        scene.answer(try MetadataText.entity(attributes: "validUntil=\"2026-12-01T17:00:00Z\""))
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.goDown()
        scene.advance(by: .seconds(3599))
        #expect(await reason(source) == nil)
        scene.advance(by: .seconds(2))
        #expect(await reason(source) == "metadata-unreachable")
        #expect(source.atHand == nil)
    }

    @Test(
        "is asked again after what document and answer say, within five minutes and a day",
        arguments: [
            ("", "", 3600), ("", "max-age=7200", 7200), ("PT2H", "", 7200), ("PT2H", "max-age=600", 600),
            ("PT10M", "max-age=7200", 600), ("PT1S", "", 300), ("P30D", "", 86_400), ("P30D", "no-store", 300),
            ("P30D", "private", 3600),
        ])
    func lifetime(cacheDuration: String, cacheControl: String, seconds: Int) async throws {
        let attribute = cacheDuration.isEmpty ? "" : "cacheDuration=\"\(cacheDuration)\""
        scene.answer(
            try MetadataText.entity(attributes: attribute),
            headers: cacheControl.isEmpty ? [:] : ["Cache-Control": cacheControl])
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.advance(by: .seconds(seconds * 8 / 10 - 1))
        _ = try await source.current()
        #expect(scene.requests.count == 1)
        scene.advance(by: .seconds(seconds * 2 / 10 + 1))
        _ = try await source.current()
        #expect(scene.requests.count == 2)
    }

    @Test("a copy that has not changed is neither sent nor read again")
    func notModified() async throws {
        scene.answer(try MetadataText.okta.get(), headers: ["ETag": "\"v1\"", "Cache-Control": "max-age=600"])
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.answer("", headers: ["Cache-Control": "max-age=1200"], status: .notModified)
        scene.advance(by: .seconds(600))
        #expect(await reason(source) == nil)
        #expect(scene.requests.last?.headers["If-None-Match"] == "\"v1\"")
        #expect(scene.counted("unchanged") == 1)
        scene.advance(by: .seconds(900))
        #expect(await reason(source) == nil)
        #expect(scene.requests.count == 2)
    }

    @Test("an answer that nothing has changed, though nothing was there, is refused")
    func notModifiedAtFirst() async throws {
        scene.answer("", status: .notModified)
        #expect(await reason(scene.source(try MetadataScene.url())) == "metadata-answer-refused")
    }

    @Test("a document that suddenly is of another entity is refused; the former serves on")
    func anotherEntity() async throws {
        scene.answer(try MetadataText.entity())
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.answer(try MetadataText.entity("https://evil.example"))
        scene.advance(by: .seconds(3601))
        #expect(try await source.current().entityID == "https://idp.example")
        #expect(source.lastFailure?.refusal.reason == "metadata-entity-mismatch")
    }

    @Test("whoever misses a key has the place asked at once, a flood of them once a minute")
    func newer() async throws {
        scene.answer(try MetadataText.entity())
        let source = scene.source(try MetadataScene.url())
        let first = try await source.copy()
        for _ in 0..<5 { _ = try await source.copy(newerThan: first.generation) }
        #expect(scene.requests.count == 2)
        let second = try await source.copy()
        for _ in 0..<5 { _ = try await source.copy(newerThan: second.generation) }
        #expect(scene.requests.count == 2)
        scene.advance(by: .seconds(60))
        _ = try await source.copy(newerThan: second.generation)
        #expect(scene.requests.count == 3)
    }

    @Test("after a reload of the configuration the copy serves on where nothing about it has changed")
    func reload() async throws {
        scene.answer(try MetadataText.okta.get())
        let first = scene.source(try MetadataScene.url())
        await first.warmUp()
        scene.goDown()
        let same = scene.source(try MetadataScene.url(), replacing: first)
        #expect(await reason(same) == nil)
        #expect(scene.requests.count == 1)
        let pins = MetadataTrust.pinned([try MetadataFixture.certificate("adfs")])
        let stricter = scene.source(try MetadataScene.url(), trust: pins, replacing: first)
        #expect(stricter.atHand == nil)
        #expect(await reason(stricter) == "metadata-unreachable")
    }

    @Test("a metadata query service is asked for the one entity, and held to it")
    func query() async throws {
        let base = try #require(HTTPURL("https://mdq.example/"))
        let place = MetadataPlace.query(MetadataQuery(base: base))
        scene.answer(try MetadataText.entity())
        let source = scene.source(place, entityID: "https://idp.example")
        #expect(await reason(source) == nil)
        #expect(
            scene.requests.last?.url.description == "https://mdq.example/entities/https%3A%2F%2Fidp.example")
        let other = scene.source(place, entityID: "https://other.example")
        #expect(await reason(other) == "metadata-entity-mismatch")
        #expect(await reason(scene.source(place)) == "metadata-place-malformed")
        scene.answer("no such entity", status: .notFound)
        let third = scene.source(place, entityID: "https://third.example")
        #expect(await reason(third) == "metadata-answer-refused")
    }

    @Test("documents are read on threads of their own where there are some")
    func aside() async throws {
        let work = try WorkPool(name: "metadata", threads: 1, queueLimit: 4)
        scene.answer(try MetadataText.okta.get())
        #expect(await reason(scene.source(try MetadataScene.url(), work: work)) == nil)
        scene.answer("<a/>")
        #expect(await reason(scene.source(try MetadataScene.url(), work: work)) == "metadata-not-metadata")
    }

    @Test("what is odd about the metadata is told to the operator once, when it is read")
    func warnings() async throws {
        scene.answer(try MetadataFixture.text("simplesamlphp.xml"), headers: ["ETag": "\"v1\""])
        let source = scene.source(try MetadataScene.url())
        await source.warmUp()
        scene.answer("", status: .notModified)
        scene.advance(by: .seconds(3600))
        await source.warmUp()
        #expect(scene.lines.filter { $0.contains("reason=metadata-certificate-not-valid-now") }.count == 1)
    }
}
