import Essentials
import Foundation
import HTTP
import Synchronization

@testable import SecurityTokens

/// Files under Tests/Fixtures.
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func json(_ path: String) throws -> JSONObject {
        try JSONObject(parsing: bytes(path), limits: JSONLimits(bytes: 4_194_304, depth: 16, values: 200_000))
    }

    static func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(path).path).sorted()
    }
}

/// Bytes that count up.
struct CountingRandomness: Randomness {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
}

/// Bytes that are all the same.
struct ConstantRandomness: Randomness {
    let byte: UInt8
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
}

/// A clock that a test moves.
final class MovableClock: WallClock {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    func now() -> Instant { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// Answers that are given in order; keeps what was asked.
final class ScriptedHTTP: HTTPSending {
    enum Step: Sendable {
        case answer(Int, String)
        case failure(HTTPSendError)
    }

    private let state: Mutex<(steps: [Step], requests: [OutgoingRequest])>

    init(_ steps: [Step]) { state = Mutex((steps, [])) }

    var requests: [OutgoingRequest] { state.withLock { $0.requests } }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.steps.isEmpty ? Step.failure(.stopped) : state.steps.removeFirst()
        }
        switch step {
        case .answer(let status, let body): return .xml(HTTPStatus(rawValue: status), body)
        case .failure(let error): throw error
        }
    }
}

/// Lines that were logged.
final class KeptLog: LogSink {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        let line = "\(level.rawValue): \(message) " + facts.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        kept.withLock { $0.append(line) }
    }
}
