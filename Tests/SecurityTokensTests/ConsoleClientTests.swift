import Essentials
import HTTP
import Synchronization
import Testing

@testable import SecurityTokens

@Suite struct ConsoleClients {
    /// A federation endpoint that answers one thing; what it was asked.
    private final class Endpoint: HTTPSending {
        private let asked = Mutex<[OutgoingRequest]>([])
        private let answer: HTTPResponse

        init(_ answer: HTTPResponse) { self.answer = answer }

        var requests: [OutgoingRequest] { asked.withLock { $0 } }

        func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
            asked.withLock { $0.append(request) }
            return answer
        }
    }

    private static let keys = TemporaryCredentials(
        accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("a secret+key"), sessionToken: Secret("a/token="),
        expiration: Instant(seconds: 1_800_000_000))

    private func open(
        _ length: ConsoleLength, at endpoint: Endpoint, region: String = "eu-central-1"
    ) async throws -> String? {
        let client = ConsoleClient(
            endpoint: try #require(ConsoleEndpoint.aws(region: region)), http: endpoint, peer: .public)
        let home = try #require(HTTPURL("https://login.example.org"))
        return try await client.signInURL(with: Self.keys, lasting: length, issuer: home).revealText()
    }

    /// AWS refuses to be told a duration with keys of a role that was assumed from another.
    @Test(arguments: [(ConsoleLength.asKeys, nil), (.lasting(.seconds(7200)), "7200")] as [(ConsoleLength, String?)])
    func sayHowLongWhereThatIsTaken(_ length: ConsoleLength, _ duration: String?) async throws {
        let endpoint = Endpoint(.json(.ok, ["SigninToken": "one"]))
        let url = try #require(try await open(length, at: endpoint))
        #expect(url.hasPrefix("https://signin.aws.amazon.com/federation?Action=login&"))
        let request = try #require(endpoint.requests.first)
        #expect(request.method == .post)
        #expect(request.url.query == nil)
        let fields = try FormFields(parsing: request.body)
        #expect(fields["SessionDuration"] == duration)
        let session = try ConsoleKeys(parsing: try #require(fields["Session"]))
        #expect(session.secretAccessKey == Self.keys.secretAccessKey)
        #expect(session.sessionToken == Self.keys.sessionToken)
    }

    /// What was refused without a duration is not asked again.
    @Test func askOnceWhereNothingCanBeLeftOut() async throws {
        let endpoint = Endpoint(HTTPResponse(.badRequest))
        await #expect(throws: ConsoleFailure.refused(status: 400)) { try await open(.asKeys, at: endpoint) }
        #expect(endpoint.requests.count == 1)
    }

    @Test func refuseATokenThatFitsNoURL() async throws {
        let endpoint = Endpoint(.json(.ok, ["SigninToken": .string(String(repeating: "%", count: 6000))]))
        await #expect(throws: ConsoleFailure.answerUnexpected("the token is too long for a URL")) {
            try await open(.asKeys, at: endpoint)
        }
    }
}
