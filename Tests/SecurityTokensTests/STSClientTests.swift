import Essentials
import HTTP
import IAM
import Synchronization
import Testing

@testable import SecurityTokens

/// A client before scripted answers; waits move its clock.
private struct Bench {
    let http: ScriptedHTTP
    let clock = MovableClock(Instant(seconds: 1_773_322_807))
    let log = KeptLog()
    let client: STSClient

    init(_ steps: [ScriptedHTTP.Step], settings: STSClientSettings? = nil, randomness: any Randomness) throws {
        http = ScriptedHTTP(steps)
        let clock = clock
        client = STSClient(
            id: "aws", settings: try settings ?? .regional("eu-central-1"), http: http, clock: clock,
            randomness: randomness, log: log, sleep: { clock.advance(by: $0) })
    }

    init(_ steps: ScriptedHTTP.Step...) throws { try self.init(steps, randomness: ConstantRandomness(byte: 255)) }

    func call(duration: Int = 3600, policy: String? = nil) async throws(IssuerRefusal) -> AssumedRole {
        let arn: ARN
        do { arn = try ARN("arn:aws:iam::123456789012:role/team/Developer") } catch { throw .validation("\(error)") }
        return try await client.assumeRoleWithWebIdentity(
            WebIdentityRequest(
                roleARN: arn, sessionName: try RoleSessionName("alice"), token: Secret(Bench.token),
                duration: .seconds(duration), sessionPolicy: policy))
    }

    static let token =
        "eyJhbGciOiJSUzI1NiJ9." + String(repeating: "cGF5bG9hZA", count: 10) + ".c2lnbmF0dXJlc2lnbmF0dXJl"
}

private let granted = """
    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <AssumeRoleWithWebIdentityResult>
        <SubjectFromWebIdentityToken>amzn1.account.AF6RHO7KZU5XRVQJGXK6HB56KR2A</SubjectFromWebIdentityToken>
        <Audience>client.5498841531868486423.1548@apps.example.com</Audience>
        <AssumedRoleUser>
          <Arn>arn:aws:sts::123456789012:assumed-role/Developer/alice</Arn>
          <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:alice</AssumedRoleId>
        </AssumedRoleUser>
        <Credentials>
          <SessionToken>AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE==</SessionToken>
          <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
          <Expiration>2026-03-12T14:40:07Z</Expiration>
          <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
        </Credentials>
        <SourceIdentity>SourceIdentityValue</SourceIdentity>
        <Provider>www.amazon.com</Provider>
      </AssumeRoleWithWebIdentityResult>
      <ResponseMetadata>
        <RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId>
      </ResponseMetadata>
    </AssumeRoleWithWebIdentityResponse>
    """

private func refused(_ code: String, _ message: String = "words") -> String {
    """
    <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>
      <RequestId>4442587FB7D0A2F9</RequestId>
    </ErrorResponse>
    """
}

private let tooLong = refused(
    "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")

@Suite struct STSClientCalls {
    @Test func sendsWhatTheServiceReads() async throws {
        let bench = try Bench(.answer(200, granted))
        _ = try await bench.call(policy: "{}")
        let sent = try #require(bench.http.requests.first)
        #expect(sent.method == .post)
        #expect(sent.url.description == "https://sts.eu-central-1.amazonaws.com/")
        #expect(sent.headers["Authorization"] == nil)
        let fields = try FormFields(parsing: sent.body)
        #expect(fields["Action"] == "AssumeRoleWithWebIdentity")
        #expect(fields["Version"] == "2011-06-15")
        #expect(fields["RoleArn"] == "arn:aws:iam::123456789012:role/team/Developer")
        #expect(fields["RoleSessionName"] == "alice")
        #expect(fields["WebIdentityToken"] == Bench.token)
        #expect(fields["DurationSeconds"] == "3600")
        #expect(fields["Policy"] == "{}")
    }

    /// The sample response of the STS API Reference, its time moved.
    @Test func readsTheDocumentedAnswer() async throws {
        let role = try await Bench(.answer(200, granted)).call()
        #expect(role.credentials.accessKeyID == "ASIAIOSFODNN7EXAMPLE")
        #expect(role.credentials.secretAccessKey == Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"))
        #expect(role.credentials.sessionToken == Secret("AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE=="))
        #expect(role.credentials.expiration == Instant(rfc3339: "2026-03-12T14:40:07Z"))
        #expect(role.assumedRoleARN.description == "arn:aws:sts::123456789012:assumed-role/Developer/alice")
        #expect(role.assumedRoleID == "AROACLKWSDQRAOEXAMPLE:alice")
        #expect(role.subjectFromToken == "amzn1.account.AF6RHO7KZU5XRVQJGXK6HB56KR2A")
        #expect(role.audience == "client.5498841531868486423.1548@apps.example.com")
        #expect(role.provider == "www.amazon.com")
        #expect(role.sourceIdentity == "SourceIdentityValue")
        #expect(role.requestID == "ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE")
    }

    /// MinIO: its own namespace, an empty user.
    @Test func readsAnAnswerWithoutAUser() async throws {
        let answer = granted.replacing("https://sts.amazonaws.com/doc/2011-06-15/", with: "urn:other")
            .replacing("<Arn>arn:aws:sts::123456789012:assumed-role/Developer/alice</Arn>", with: "<Arn></Arn>")
        let role = try await Bench(.answer(200, answer)).call()
        #expect(role.assumedRoleARN.description == "arn:aws:sts::123456789012:assumed-role/Developer/alice")
    }

    @Test(arguments: [
        "", "<html>", "{}",
        granted.replacing("<Credentials>", with: "<Other>").replacing("</Credentials>", with: "</Other>"),
        granted.replacing("ASIAIOSFODNN7EXAMPLE", with: ""), granted.replacing("2026-03-12T14:40:07Z", with: "soon"),
        granted.replacing("2026-03-12T14:40:07Z", with: "2026-03-12T13:40:07Z"),
        granted.replacing("wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY", with: "a b"),
        granted.replacing("AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE==", with: " "),
        granted.replacing("arn:aws:sts::123456789012:assumed-role", with: "nonsense"),
        "<!DOCTYPE x>" + granted,
    ])
    func refusesAnAnswerThatIsNone(_ answer: String) async throws {
        let bench = try Bench(.answer(200, answer))
        let error = await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        #expect(error?.reason == "issuer-unexpected-answer")
        #expect(bench.http.requests.count == 1)
    }

    /// Codes of AWS, MinIO and Ceph, and what each means.
    static let codes: [(Int, String, String, retried: Bool)] = [
        (403, "AccessDenied", "issuer-access-denied", false),
        (400, "ExpiredTokenException", "issuer-expired-token", false),
        (400, "ExpiredToken", "issuer-expired-token", false),
        (400, "InvalidIdentityToken", "issuer-invalid-identity-token", false),
        (400, "IDPCommunicationError", "issuer-provider-not-reached", true),
        (403, "IDPRejectedClaim", "issuer-provider-rejected-claim", false),
        (400, "MalformedPolicyDocument", "issuer-malformed-policy", false),
        (400, "PackedPolicyTooLarge", "issuer-packed-policy-too-large", false),
        (403, "RegionDisabledException", "issuer-region-disabled", false),
        (400, "ValidationError", "issuer-validation-failed", false),
        (400, "InvalidParameterValue", "issuer-validation-failed", false),
        (400, "InvalidAction", "issuer-unexpected-answer", false),
        (400, "Throttling", "issuer-throttled", true),
        (503, "SlowDown", "issuer-throttled", true),
        (429, "Whatever", "issuer-throttled", true),
        (500, "InternalFailure", "issuer-unexpected-answer", true),
        (503, "ServiceUnavailable", "issuer-unexpected-answer", true),
        (400, "Unheard", "issuer-unexpected-answer", false),
        (500, "Unheard", "issuer-unexpected-answer", true),
    ]

    @Test(arguments: codes)
    func mapsCodes(_ status: Int, _ code: String, _ reason: String, _ retried: Bool) async throws {
        let bench = try Bench(
            [ScriptedHTTP.Step](repeating: .answer(status, refused(code)), count: 9),
            randomness: ConstantRandomness(byte: 0))
        let error = await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        #expect(error?.reason == reason)
        #expect(error?.detail.contains(code) == true)
        #expect(bench.http.requests.count == (retried ? 4 : 1))
    }

    @Test(arguments: [
        (HTTPSendError.notReached(host: "h", "why"), 4), (.timedOut(host: "h", .seconds(1)), 4),
        (.nameNotResolved(host: "h"), 4), (.malformedResponse(host: "h", "why"), 4),
        (.certificateRefused(host: "h", "why"), 1), (.addressRefused(host: "h"), 1), (.schemeRefused(url: "u"), 1),
        (.responseTooLarge(host: "h", limit: 1), 1), (.redirectRefused(host: "h"), 1), (.stopped, 1),
    ])
    func mapsFailuresOfTheNetwork(_ failure: HTTPSendError, _ calls: Int) async throws {
        let bench = try Bench(
            [ScriptedHTTP.Step](repeating: .failure(failure), count: 9), randomness: ConstantRandomness(byte: 0))
        let error = await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        #expect(error == .notReached(failure.detail))
        #expect(bench.http.requests.count == calls)
    }

    @Test(arguments: [(500, 4), (502, 4), (429, 4), (404, 1), (302, 1), (201, 1)])
    func readsAStatusWhereThereIsNoCode(_ status: Int, _ calls: Int) async throws {
        let bench = try Bench(
            [ScriptedHTTP.Step](repeating: .answer(status, "<html>"), count: 9), randomness: ConstantRandomness(byte: 0)
        )
        await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        #expect(bench.http.requests.count == calls)
    }

    @Test func asksAgainUntilItIsAnswered() async throws {
        let bench = try Bench(
            .failure(.notReached(host: "h", "why")), .answer(503, "<html>"), .answer(400, refused("Throttling")),
            .answer(200, granted))
        _ = try await bench.call()
        #expect(bench.http.requests.count == 4)
        // Full jitter at its ceiling: 200, 400 and 800 ms.
        #expect(bench.clock.now() == Instant(seconds: 1_773_322_807) + .milliseconds(1400))
    }

    @Test func theDeadlineIsOverAll() async throws {
        let settings = STSClientSettings(
            endpoint: try STSEndpoint(region: "us-east-1"),
            retries: RetryPolicy(attempts: 100, base: .seconds(2), ceiling: .seconds(4), deadline: .seconds(9)))
        let bench = try Bench(
            [ScriptedHTTP.Step](repeating: .answer(500, ""), count: 100), settings: settings,
            randomness: ConstantRandomness(byte: 255))
        await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        // Waits of 2 and 4 s; a third of 4 s would end after the ninth second.
        #expect(bench.http.requests.count == 3)
        #expect(bench.http.requests.map { $0.peer.timeout } == [.seconds(9), .seconds(7), .seconds(3)])
    }

    @Test func aDurationAboveTheRolesMaximumIsAskedOnceMoreWithAnHour() async throws {
        let bench = try Bench(
            .answer(400, tooLong), .answer(200, granted), .answer(200, granted), .answer(200, granted))
        func durations() throws -> [String?] {
            try bench.http.requests.map { try FormFields(parsing: $0.body)["DurationSeconds"] }
        }
        _ = try await bench.call(duration: 43_200)
        #expect(try durations() == ["43200", "3600"])
        #expect(bench.log.lines.count == 1)
        #expect(bench.log.lines.first?.hasPrefix("warning: ") == true)
        #expect(bench.log.lines.first?.contains("maximum session duration") == true)
        #expect(bench.log.lines.first?.contains("role=arn:aws:iam::123456789012:role/team/Developer") == true)
        _ = try await bench.call(duration: 7200)
        #expect(try durations().last == "3600")
        // A shorter one is asked for as it is.
        _ = try await bench.call(duration: 900)
        #expect(try durations().last == "900")
        #expect(bench.http.requests.count == 4)
    }

    @Test func anHourThatIsTooLongIsRefused() async throws {
        let bench = try Bench(.answer(400, tooLong), .answer(400, tooLong))
        await #expect(throws: IssuerRefusal.durationTooLong(requested: .seconds(3600), maximum: nil)) {
            try await bench.call(duration: 43_200)
        }
        #expect(bench.http.requests.count == 2)
        let short = try Bench(.answer(400, tooLong))
        await #expect(throws: IssuerRefusal.durationTooLong(requested: .seconds(3600), maximum: nil)) {
            try await short.call(duration: 3600)
        }
        #expect(short.http.requests.count == 1)
    }

    @Test(arguments: [(899, nil), (43_201, nil), (3600, ""), (3600, String(repeating: "x", count: 2049))])
    func whatCannotPassIsNotSent(_ duration: Int, _ policy: String?) async throws {
        let bench = try Bench(.answer(200, granted))
        let error = await #expect(throws: IssuerRefusal.self) {
            try await bench.call(duration: duration, policy: policy)
        }
        #expect(error?.reason == "issuer-validation-failed")
        #expect(bench.http.requests.isEmpty)
    }

    @Test func noTokenIsEverRepeated() async throws {
        let parts = Bench.token.split(separator: ".").map(String.init)
        let message = "Value '\(Bench.token)' is bad, so is \(parts[1]) &#10;and more"
        let bench = try Bench(
            .answer(400, refused("Throttling", message)), .answer(400, refused("InvalidIdentityToken", message)))
        let error = try #require(await #expect(throws: IssuerRefusal.self) { try await bench.call() })
        for text in [error.detail, "\(error)"] + bench.log.lines {
            for part in parts { #expect(!text.contains(part)) }
            #expect(!text.contains("\n"))
        }
        #expect(error.detail.contains("«token»"))
        #expect(bench.log.lines.count == 1)
    }
}

@Suite struct STSEndpoints {
    @Test func areThoseOfThePartitions() throws {
        let hosts = try #require(try Fixtures.json("sts/partitions.json")["hosts"]?.object)
        #expect(hosts.members.count > 40)
        for (region, host) in hosts.members {
            #expect(try STSEndpoint(region: region).url.host == host.string)
        }
    }

    @Test(arguments: [
        "", "eu", "eu-central", "EU-central-1", "eu-central-1/", "eu central-1", "eu-central-1.evil.example",
        "aws-global", "eu--1", "-a-1",
    ])
    func refuseWhatIsNoRegion(_ region: String) {
        #expect(throws: IssuerRefusal.self) { try STSEndpoint(region: region) }
    }

    @Test func mayBeOnesOwn() async throws {
        let url = try #require(HTTPURL("http://127.0.0.1:9000/sts"))
        let peer = OutgoingPeer(isPrivateNetworkAllowed: true)
        let bench = try Bench(
            [.answer(200, granted)], settings: .endpoint(url, peer: peer), randomness: ConstantRandomness(byte: 0))
        _ = try await bench.call()
        #expect(bench.http.requests.first?.url == url)
        #expect(bench.http.requests.first?.peer.isPrivateNetworkAllowed == true)
    }
}
