import Essentials
import Foundation

/// Tests/Fixtures/saml/expectations.json: what another implementation made, and what must come of it.
struct Expectations: Decodable, Sendable {
    struct Response: Decodable, Sendable, CustomStringConvertible {
        let file: String
        let refused: String?
        var description: String { file }
    }

    struct Logout: Decodable, Sendable, CustomStringConvertible {
        let file: String
        let kind: String
        let binding: String
        var description: String { file }
    }

    struct Request: Decodable, Sendable, CustomStringConvertible {
        let file: String
        let binding: String
        let id: String
        var description: String { file }
    }

    struct Artifact: Decodable, Sendable {
        let artifact: String
        let file: String
    }

    let at: String
    let session: String
    let responses: [Response]
    let logouts: [Logout]
    let authnRequests: [Request]
    let artifact: Artifact
    let sha1Query: String

    static let all = Result {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Expectations.self, from: Data(try Fixture.bytes("saml/expectations.json")))
    }

    static func instant() throws -> Instant {
        guard let instant = Instant(rfc3339: try all.get().at) else { throw World.Missing(what: "at") }
        return instant
    }

    static func bytes(_ file: String) throws -> [UInt8] { try Fixture.bytes("saml/\(file)") }
}
