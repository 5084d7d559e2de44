import Essentials
import HTTP
import IAM
import SecurityTokens
import Storage
import Testing

@testable import EmbeddedIssuer

/// What a stranger at `/sts` may try beyond a wrong token.
@Suite struct StrangersAtTheIssuer {
    /// A refusal that the log does not take would be none: the stranger would read 500 and leave no trace.
    @Test(arguments: ["RoleArn", "RoleSessionName"])
    func oneCharacterOfManyBytesIsRecordedAllTheSame(_ parameter: String) async throws {
        let bench = try await Bench()
        let long = "a" + String(repeating: "\u{301}", count: 40_000)
        let response = try await bench.ask([parameter: long])
        #expect(response.code == "ValidationError")
        #expect(bench.audit.records.map(\.kind) == [.refusal])
        for record in bench.audit.records {
            #expect(record.fields.serializedBytes.count <= StorageLimits.auditFields)
            try await bench.store.appendAudit(record)
        }
    }

    @Test func aUserAgentOfOneCharacterIsRecordedAllTheSame() async throws {
        let bench = try await Bench()
        var headers: HTTPHeaders = ["Host": Bench.host, "Content-Type": "application/x-www-form-urlencoded"]
        headers.add("User-Agent", "a" + String(repeating: "\u{301}", count: 40_000))
        let body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
        let response = await bench.issuer.answer(Bench.request(.post, target: "/sts", body: body, headers: headers))
        #expect(response.code == "ValidationError")
        let record = try #require(bench.audit.records.first)
        #expect((record.fields["user_agent"]?.string?.utf8.count ?? 0) <= 256)
        try await bench.store.appendAudit(record)
    }

    /// A rule's own `max_duration` holds for whoever brings the token himself, not in the portal only.
    @Test(arguments: [(nil, 1800), ("1800", 1800), ("900", 900)] as [(String?, Int)])
    func aRuleBoundsTheSession(_ asked: String?, _ seconds: Int) async throws {
        let bench = try await Bench(trust: Trusting(maximumDuration: .seconds(1800)))
        let response = try await bench.ask(["DurationSeconds": asked])
        #expect(try bench.credentials(response).expiration == Instant(seconds: 1_773_322_807) + .seconds(seconds))
        let longer = try await bench.ask(["DurationSeconds": "1801"])
        #expect(longer.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    }

    @Test func aTrustCannotLengthenARole() async throws {
        let bench = try await Bench(trust: Trusting(maximumDuration: .seconds(43_200)))
        #expect(try await bench.ask(["DurationSeconds": "7201"]).code == "ValidationError")
    }

    /// The role's session policy narrows every session of it, also where the caller says nothing or something wider.
    @Test func theRolesPolicyCannotBeLeftOut() async throws {
        let narrow = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}"#
        let wide = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        let bench = try await Bench(sessionPolicy: SessionPolicy(narrow))
        for (sent, kept) in [(nil, nil), (wide, wide), (narrow, nil)] as [(String?, String?)] {
            let credentials = try bench.credentials(try await bench.ask(["Policy": sent]))
            let session = try #require(try bench.issuer.session(of: credentials))
            #expect(session.rolePolicy?.text.text == narrow)
            #expect(session.policy?.text.text == kept)
        }
    }

    /// The STS model's `sourceIdentityType` ends at 64.
    @Test(arguments: [(64, nil), (65, "InvalidIdentityToken"), (1, "InvalidIdentityToken")] as [(Int, String?)])
    func aSourceIdentityHasAWSsLength(_ length: Int, _ code: String?) async throws {
        let bench = try await Bench()
        let claim = JSONValue.string(String(repeating: "a", count: length))
        let response = try await bench.ask(token: bench.token(["https://aws.amazon.com/source_identity": claim]))
        #expect(response.code == code)
    }
}
