import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct AssumeRoleWithWebIdentity {
    @Test(arguments: [HTTPMethod.get, .post])
    func answersAsAWSDoes(_ method: HTTPMethod) async throws {
        let bench = try await Bench()
        let response = try await bench.ask(["DurationSeconds": "900"], method: method)
        #expect(response.status == .ok)
        let result = try #require(response.xml.only("AssumeRoleWithWebIdentityResult"))
        #expect(result.only("SubjectFromWebIdentityToken")?.text == "alice")
        #expect(result.only("Audience")?.text == "app")
        #expect(result.only("Provider")?.text == "https://id.example.org")
        #expect(
            result.only("AssumedRoleUser")?.only("Arn")?.text
                == "arn:aws:sts::000000000001:assumed-role/deploy/alice@example.org")
        #expect(
            result.only("AssumedRoleUser")?.only("AssumedRoleId")?.text == "AROAAAAAAAAAAAAAAAAAA:alice@example.org")
        #expect(result.only("Credentials")?.only("Expiration")?.text == "2026-03-12T13:55:07Z")
        let credentials = try bench.credentials(response)
        #expect(credentials.accessKeyID.utf8.count == 20)
        #expect(credentials.accessKeyID.hasPrefix("ASIA"))
        #expect(credentials.secretAccessKey.count == 40)
        #expect(credentials.sessionToken.count <= 4096)
    }

    @Test(arguments: [(nil, 3600), ("900", 900), ("7200", 7200)] as [(String?, Int)])
    func lastsAsLongAsAsked(_ asked: String?, _ seconds: Int) async throws {
        let bench = try await Bench()
        let response = try await bench.ask(["DurationSeconds": asked])
        #expect(try bench.credentials(response).expiration == Instant(seconds: 1_773_322_807) + .seconds(seconds))
    }

    @Test func everyAnswerIsFresh() async throws {
        let bench = try await Bench()
        let token = try bench.token()
        let first = try bench.credentials(try await bench.ask(token: token))
        let second = try bench.credentials(try await bench.ask(token: token))
        #expect(first.accessKeyID != second.accessKeyID)
        #expect(first.secretAccessKey != second.secretAccessKey)
        #expect(first.sessionToken != second.sessionToken)
    }

    /// What is changed in the request, in the token, and what a caller reads.
    static let refused: [(String, [String: String?], [String: JSONValue?], String, Int)] = [
        ("no such role", ["RoleArn": "arn:aws:iam::000000000001:role/other"], [:], "AccessDenied", 403),
        ("path left out", ["RoleArn": "arn:aws:iam::000000000001:role/deploy"], [:], "AccessDenied", 403),
        ("other account", ["RoleArn": "arn:aws:iam::000000000002:role/ci/deploy"], [:], "AccessDenied", 403),
        ("no arn", ["RoleArn": "a role without any colon"], [:], "ValidationError", 400),
        ("session name", ["RoleSessionName": "a b"], [:], "ValidationError", 400),
        ("no session name", ["RoleSessionName": nil], [:], "ValidationError", 400),
        ("no token", ["WebIdentityToken": nil], [:], "ValidationError", 400),
        ("not a token", ["WebIdentityToken": "an-access-token"], [:], "InvalidIdentityToken", 400),
        ("too short", ["DurationSeconds": "899"], [:], "ValidationError", 400),
        ("above the role's maximum", ["DurationSeconds": "7201"], [:], "ValidationError", 400),
        ("not a number", ["DurationSeconds": "1h"], [:], "MalformedInput", 400),
        ("policy", ["Policy": "{}"], [:], "MalformedPolicyDocument", 400),
        ("policy not JSON", ["Policy": "{"], [:], "MalformedPolicyDocument", 400),
        ("managed policies", ["PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/X"], [:], "ValidationError", 400),
        ("provider id", ["ProviderId": "www.amazon.com"], [:], "ValidationError", 400),
        ("expired", [:], ["exp": .integer(1_773_322_000)], "ExpiredTokenException", 400),
        ("audience", [:], ["aud": "stranger"], "InvalidIdentityToken", 400),
        ("provider away", [:], ["iss": "https://down.example"], "IDPCommunicationError", 400),
        ("no subject", [:], ["sub": nil], "InvalidIdentityToken", 400),
        ("empty subject", [:], ["sub": ""], "InvalidIdentityToken", 400),
        ("source identity", [:], ["https://aws.amazon.com/source_identity": "a b"], "InvalidIdentityToken", 400),
        ("tags", [:], ["https://aws.amazon.com/tags": ["principal_tags": ["a": "b"]]], "InvalidIdentityToken", 400),
    ]

    @Test(arguments: refused.indices)
    func refuses(_ index: Int) async throws {
        let (what, changes, claims, code, status) = Self.refused[index]
        let bench = try await Bench()
        let token = changes.keys.contains("WebIdentityToken") ? nil : try bench.token(claims)
        let response = try await bench.ask(changes, token: token)
        #expect(response.code == code, "\(what)")
        #expect(response.status.rawValue == status, "\(what)")
        // One refusal, and nothing that looks like an attempt.
        #expect(bench.audit.records.map(\.kind) == [.refusal], "\(what)")
        #expect(bench.audit.records.first?.fields["code"] == .string(code))
    }

    @Test func saysWhatAWSSays() async throws {
        let bench = try await Bench()
        let tooLong = try await bench.ask(["DurationSeconds": "7201"])
        #expect(tooLong.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        let none = try await bench.ask(["RoleArn": "arn:aws:iam::000000000001:role/other"])
        #expect(none.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        let policy = try await bench.ask(["Policy": "{}"])
        #expect(policy.message == "Missing required field Statement")
        let opaque = try await bench.ask(["WebIdentityToken": "opaque"])
        #expect(
            opaque.message
                == "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    }

    @Test func aRoleThatSaysNoReadsLikeOneThatIsNot() async throws {
        let bench = try await Bench(trust: Distrusting())
        let denied = try await bench.ask()
        let absent = try await bench.ask(["RoleArn": "arn:aws:iam::000000000001:role/other"])
        #expect(denied.code == "AccessDenied")
        #expect(denied.message == absent.message)
        // The operator reads more.
        #expect(
            bench.audit.records.map { $0.fields["detail"] } == [
                "the rule says no to house", "there is no role `arn:aws:iam::000000000001:role/other`",
            ])
        #expect(bench.audit.records[0].fields["subject"] == "alice")
        #expect(bench.audit.records[0].fields["reason"] == "issuer-access-denied")
    }

    @Test func aForgedTokenIsRefused() async throws {
        let bench = try await Bench()
        let parts = try bench.token().split(separator: ".").map(String.init)
        let claims = #"{"iss":"https://id.example.org","aud":"app","sub":"root","exp":9999999999}"#
        for forged in [
            "\(parts[0]).\(Base64.encodeURL(claims.utf8)).\(parts[2])",
            "\(Base64.encodeURL(#"{"alg":"none"}"#.utf8)).\(parts[1]).", "\(parts[0]).\(parts[1]).",
        ] {
            let response = try await bench.ask(token: forged)
            #expect(response.code == "InvalidIdentityToken")
        }
    }

    @Test func aTokenServesAgainUntilItExpires() async throws {
        let bench = try await Bench()
        let token = try bench.token()
        #expect(try await bench.ask(token: token).status == .ok)
        #expect(try await bench.ask(token: token).status == .ok)
        bench.clock.set(Bench.begin + .seconds(700))
        #expect(try await bench.ask(token: token).code == "ExpiredTokenException")
    }

    @Test func theSessionCarriesWhatItWasGiven() async throws {
        let bench = try await Bench()
        let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        let response = try await bench.ask(
            ["Policy": policy],
            token: bench.token([
                "https://aws.amazon.com/source_identity": "alice",
                "https://aws.amazon.com/tags": [
                    "principal_tags": ["Team": ["blue"], "Cost": ["7"]], "transitive_tag_keys": ["Team"],
                ], "aud": ["app", "other"], "azp": "other",
            ]))
        let result = try #require(response.xml.only("AssumeRoleWithWebIdentityResult"))
        #expect(result.only("SourceIdentity")?.text == "alice")
        #expect(result.only("Audience")?.text == "other")
        let percent = try #require(result.only("PackedPolicySize").flatMap { Int($0.text) })
        #expect((1...10).contains(percent))
        let credentials = try bench.credentials(response)
        let session = try #require(try bench.issuer.session(of: credentials))
        #expect(session.roleARN.description == Bench.roleARN)
        #expect(session.sessionName.text == "alice@example.org")
        #expect(session.provider == "house")
        #expect(session.subject == "alice")
        #expect(session.issuedAt == Instant(seconds: 1_773_322_807))
        #expect(session.expires == credentials.expiration)
        #expect(session.sourceIdentity == "alice")
        #expect(session.tags == [try SessionTag(key: "Team", value: "blue"), try SessionTag(key: "Cost", value: "7")])
        #expect(session.transitiveTagKeys == ["Team"])
        #expect(session.policy?.text.text == policy)
        #expect(session.accessKeyID == credentials.accessKeyID)
        #expect(session.chain.origin == .person(provider: "house", subject: "alice"))
        #expect(session.chain.ancestors.isEmpty)
    }

    @Test func whatRepeatsItselfTakesLittleRoom() async throws {
        let bench = try await Bench()
        let resource = #""arn:aws:s3:::reports/2026/quarter/first/*""#
        let list = Array(repeating: resource, count: 40).joined(separator: ",")
        let policy =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":[\#(list)]}}"#
        let response = try await bench.ask(["Policy": policy])
        let result = try #require(response.xml.only("AssumeRoleWithWebIdentityResult"))
        #expect((1...15).contains(try #require(result.only("PackedPolicySize").flatMap { Int($0.text) })))
        let session = try #require(try bench.issuer.session(of: try bench.credentials(response)))
        #expect(session.policy?.text.text == policy)
    }

    @Test(arguments: [0, 1, 600, 601, 602, 603, 4095, 4096])
    func aTokenIsAsLargeAsItIsAskedToBe(minimum: Int) async throws {
        let bench = try await Bench()
        let plain = try bench.credentials(try await bench.ask()).sessionToken.count
        let response = try await bench.ask(["MinimumSessionTokenSize": String(minimum)])
        let credentials = try bench.credentials(response)
        let size = credentials.sessionToken.count
        #expect(size >= minimum && size <= max(minimum + 8, plain))
        #expect(size <= 4096)
        #expect(try bench.issuer.session(of: credentials)?.subject == "alice")
    }

    @Test func theLargestSessionFitsAndOneMoreDoesNot() async throws {
        let bench = try await Bench()
        func tags(_ count: Int) -> [String: JSONValue?] {
            var tags: JSONObject = [:]
            // Letters without a pattern, so that compression gains no more than their number.
            var state: UInt64 = 7
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-")
            for index in 0..<count {
                let value = (0..<100).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return letters[Int(state >> 58)]
                }
                tags["key\(index)"] = .array([.string(String(value))])
            }
            return ["https://aws.amazon.com/tags": ["principal_tags": .object(tags)]]
        }
        var fitting = 0
        for count in 1...50 {
            let response = try await bench.ask(token: bench.token(tags(count)))
            if response.status == .ok {
                fitting = count
                #expect(try bench.credentials(response).sessionToken.count <= 4096)
            } else {
                #expect(response.code == "PackedPolicyTooLarge")
                #expect(response.message?.hasSuffix("% of allotted space.") == true)
                break
            }
        }
        #expect((25...40).contains(fitting))
        // What could not be made is a refusal like any other.
        #expect(bench.audit.records.suffix(2).map(\.kind) == [.outcome, .refusal])
        #expect(bench.audit.records.last?.fields["result"] == "refused")
    }
}

@Suite struct CallsOfThisProcess {
    private func request(_ bench: Bench, role: String = Bench.roleARN, duration: Int = 900) throws -> WebIdentityRequest
    {
        WebIdentityRequest(
            roleARN: try ARN(role), sessionName: try RoleSessionName("alice"), token: Secret(try bench.token()),
            duration: .seconds(duration))
    }

    @Test func areAuditedByTheirCaller() async throws {
        let bench = try await Bench()
        let role = try await bench.issuer.assumeRoleWithWebIdentity(request(bench))
        #expect(role.assumedRoleARN.description == "arn:aws:sts::000000000001:assumed-role/deploy/alice")
        #expect(role.credentials.expiration == Instant(seconds: 1_773_322_807 + 900))
        await #expect(throws: IssuerRefusal.self) {
            try await bench.issuer.assumeRoleWithWebIdentity(request(bench, role: "arn:aws:iam::000000000001:role/x"))
        }
        #expect(bench.audit.records.isEmpty)
    }

    @Test func areToldWhy() async throws {
        let bench = try await Bench(trust: Distrusting())
        await #expect(throws: IssuerRefusal.accessDenied("the rule says no to house")) {
            try await bench.issuer.assumeRoleWithWebIdentity(request(bench))
        }
        let open = try await Bench()
        await #expect(throws: IssuerRefusal.durationTooLong(requested: .seconds(7201), maximum: .seconds(7200))) {
            try await open.issuer.assumeRoleWithWebIdentity(request(open, duration: 7201))
        }
        for duration in [899, 43_201] {
            let error = await #expect(throws: IssuerRefusal.self) {
                try await open.issuer.assumeRoleWithWebIdentity(request(open, duration: duration))
            }
            #expect(error?.reason == "issuer-validation-failed")
        }
    }
}

@Suite struct AuditOfStrangers {
    @Test func aGrantIsOneRecordOfAllThatIsKnown() async throws {
        let bench = try await Bench()
        let response = try await bench.ask()
        let credentials = try bench.credentials(response)
        #expect(bench.audit.records.map(\.kind) == [.outcome])
        let record = try #require(bench.audit.records.first)
        #expect(record.action == "assume-role-with-web-identity" && record.at == Bench.begin)
        #expect(record.fields["issuer"] == "embedded")
        #expect(record.fields["via"] == "http")
        #expect(record.fields["role_arn"] == .string(Bench.roleARN))
        #expect(record.fields["session_name"] == "alice@example.org")
        #expect(record.fields["provider"] == "house")
        #expect(record.fields["subject"] == "alice")
        #expect(record.fields["source"] == "192.0.2.7")
        #expect(record.fields["request_id"]?.string == response.headers["x-amzn-RequestId"])
        #expect(record.fields["access_key_id"] == .string(credentials.accessKeyID))
        #expect(record.fields["result"] == "granted")
        #expect(record.fields["expiration"] == .string(credentials.expiration.rfc3339))
    }

    @Test func whatCannotBeRecordedIsNotHandedOut() async throws {
        let bench = try await Bench()
        bench.audit.fail(at: .outcome)
        let response = try await bench.ask()
        #expect(response.status == .internalServerError)
        #expect(response.code == "InternalFailure")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("ASIA"))
        #expect(bench.audit.records.isEmpty)
        #expect(bench.log.lines.contains { $0.hasPrefix("error: ") })
    }

    @Test func aRefusalThatCannotBeRecordedIsStillARefusal() async throws {
        let bench = try await Bench(trust: Distrusting())
        bench.audit.fail(at: .refusal)
        #expect(try await bench.ask().code == "InternalFailure")
    }

    @Test func noSecretIsWrittenDown() async throws {
        let bench = try await Bench()
        let token = try bench.token()
        let credentials = try bench.credentials(try await bench.ask(token: token))
        _ = try await bench.ask(["DurationSeconds": "7201"], token: token)
        _ = try await bench.ask(token: token + "A")
        _ = try await bench.ask(["Action": "AssumeRoleWithSAML"], token: token)
        let written = bench.audit.records.map { JSONValue.object($0.fields).serialized } + bench.log.lines
        #expect(written.count >= 4)
        let secrets = [
            token, String(token.split(separator: ".")[1]), credentials.secretAccessKey.revealText() ?? "",
            credentials.sessionToken.revealText() ?? "",
        ]
        for text in written { for secret in secrets { #expect(!text.contains(secret)) } }
    }

    @Test func whatNobodyCouldReadIsNoRecord() async throws {
        let bench = try await Bench()
        let response = await bench.issuer.answer(Bench.request(.post, target: "/sts", body: "Action=Nonsense"))
        #expect(response.code == "InvalidAction")
        #expect(bench.audit.records.isEmpty)
    }
}
