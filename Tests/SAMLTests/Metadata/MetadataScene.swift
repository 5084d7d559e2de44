import Essentials
import Foundation
import HTTP
import SAML
import Synchronization
import Testing

/// A source of metadata, and all around it in one hand.
final class MetadataScene: HTTPSending, WallClock, MetricsSink, LogSink {
    private struct State {
        var now = MetadataFixture.now
        var answer: Result<HTTPResponse, HTTPSendError> = .failure(.notReached(host: "idp.example", "refused"))
        var requests: [OutgoingRequest] = []
        var counts: [String: Int] = [:]
        var gauges: [String: Double] = [:]
        var lines: [String] = []
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func now() -> Instant { state.withLock { $0.now } }
    func advance(by duration: Duration) { state.withLock { $0.now = $0.now + duration } }

    /// What the place answers from now on.
    func answer(_ body: String, headers: HTTPHeaders = [:], status: HTTPStatus = .ok) {
        state.withLock { $0.answer = .success(HTTPResponse(status, headers: headers, body: Array(body.utf8))) }
    }

    func goDown() { state.withLock { $0.answer = .failure(.notReached(host: "idp.example", "refused")) } }

    var requests: [OutgoingRequest] { state.withLock { $0.requests } }
    var lines: [String] { state.withLock { $0.lines } }
    func counted(_ outcome: String) -> Int {
        state.withLock { $0.counts["sallyport_saml_metadata_fetches_total outcome=\(outcome) provider=okta"] ?? 0 }
    }
    func gauge(_ name: String) -> Double? { state.withLock { $0.gauges[name] } }

    /// Requests wait from now on until they are let go.
    func hold() { state.withLock { $0.isHeld = true } }
    func letGo() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for each in waiting { each.resume() }
    }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                state.requests.append(request)
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if goesOn { continuation.resume() }
        }
        return try state.withLock { $0.answer }.get()
    }

    func count(_ name: String, _ labels: [String: String], by amount: Int) {
        state.withLock { $0.counts[MetadataScene.name(name, labels), default: 0] += amount }
    }
    func gauge(_ name: String, _ labels: [String: String], to value: Double) {
        state.withLock { $0.gauges[MetadataScene.name(name, labels)] = value }
    }
    private static func name(_ name: String, _ labels: [String: String]) -> String {
        ([name] + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
    }
    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        let line = ([level.rawValue, message] + facts.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        state.withLock { $0.lines.append(line) }
    }

    func source(
        _ place: MetadataPlace, entityID: ExactString? = nil, trust: MetadataTrust = .notJudged,
        work: WorkPool? = nil, library: MetadataLibrary? = nil, replacing former: MetadataSource? = nil
    ) -> MetadataSource {
        MetadataSource(
            MetadataSourceSettings(providerID: "okta", place: place, entityID: entityID, trust: trust), http: self,
            clock: self, metrics: self, log: self, work: work, library: library, replacing: former)
    }

    static func url() throws -> MetadataPlace { .url(try #require(HTTPURL("https://idp.example/metadata"))) }
}

/// A file that is gone when the test is over.
final class ScratchFile: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("metadata-\(UUID().uuidString).xml").path

    init(_ text: String? = nil) throws { if let text { try write(text) } }

    func write(_ text: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

    deinit { unlink(path) }
}
