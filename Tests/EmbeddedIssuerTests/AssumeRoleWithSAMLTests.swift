import Essentials
import HTTP
import IAM
import SAML
import Testing

@testable import EmbeddedIssuer
@testable import SecurityTokens

@Suite struct AssumeRoleWithSAML {
    @Test func anAssertionBecomesASession() async throws {
        let bench = try await AssertionBench()
        let answer = try await bench.ask()
        #expect(answer.status == .ok)
        let role = try bench.granted(answer)
        #expect(role.assumedRoleARN.description == "arn:aws:sts::000000000001:assumed-role/deploy/ada@example.org")
        #expect(role.assumedRoleID == "AROAAAAAAAAAAAAAAAAAA:ada@example.org")
        #expect(role.credentials.expiration == Instant(seconds: Bench.begin.seconds) + .seconds(3600))
        let asserted = try #require(role.asserted)
        #expect(asserted.subject == "ada")
        #expect(asserted.subjectType == "persistent")
        #expect(asserted.issuer == "https://idp.example.org/saml")
        #expect(asserted.audience == AssertionBench.recipient)
        // printf '%s' 'https://idp.example.org/saml000000000001/house' | openssl sha1 -binary | base64
        #expect(asserted.nameQualifier == "tRuL8MLKveldkjEddIKW3KPZ+To=")
        let record = try #require(bench.audit.records.last)
        #expect(record.action == "assume-role-with-saml")
        #expect(record.fields["result"] == "granted")
        #expect(record.fields["session_name"] == "ada@example.org")
        #expect(record.fields["principal_arn"] == .string(AssertionBench.principal))
    }

    @Test func theSessionCarriesWhatTheAssertionSays() async throws {
        let bench = try await AssertionBench()
        let assertion = try bench.response([
            ("SourceIdentity", ["ada"]), ("PrincipalTag:Project", ["Marketing"]), ("PrincipalTag:Team", ["red"]),
            ("TransitiveTagKeys", ["Project"]),
        ])
        let role = try bench.granted(try await bench.ask(assertion: assertion))
        #expect(role.sourceIdentity == "ada")
        #expect((role.packedPolicySize ?? 0) > 0)
        let session = try #require(try bench.issuer.session(of: role.credentials))
        #expect(session.tags.map { "\($0.key)=\($0.value)" } == ["Project=Marketing", "Team=red"])
        #expect(session.transitiveTagKeys == ["Project"])
        #expect(session.provider == "house")
        #expect(session.subject == "ada")
    }

    /// "One assertion for several roles": AWS takes it again until it expires.
    @Test func anAssertionServesAgainUntilItExpires() async throws {
        let bench = try await AssertionBench()
        let assertion = try bench.response()
        #expect(try await bench.ask(assertion: assertion).status == .ok)
        #expect(try await bench.ask(assertion: assertion).status == .ok)
        bench.clock.set(Bench.begin + .seconds(361))
        let late = try await bench.ask(assertion: assertion)
        #expect(late.code == "ExpiredTokenException")
        #expect(late.message == "Token must be redeemed within 5 minutes of issuance")
    }

    /// DurationSeconds, SessionNotOnOrAfter, the role's maximum, a rule's bound (STS API Reference).
    static let durations: [(asked: String?, sessionEnd: Int64?, bound: Int?, seconds: Int64?)] = [
        (nil, nil, nil, 3600), ("900", nil, nil, 900), ("7200", nil, nil, 7200), ("7201", nil, nil, nil),
        ("7200", 1000, nil, 1000), (nil, 60, nil, 60), ("3600", 7200, nil, 3600), ("7200", nil, 3600, nil),
        (nil, nil, 1800, 1800),
    ]

    @Test(arguments: durations.indices)
    func whicheverIsShorterHolds(_ index: Int) async throws {
        let (asked, end, bound, seconds) = Self.durations[index]
        let bench = try await AssertionBench(
            trust: TrustingAssertions(maximumDuration: bound.map { .seconds($0) }))
        let begin = Instant(seconds: Bench.begin.seconds)
        let assertion = try bench.response(sessionEnd: end.map { begin + .seconds($0) })
        let answer = try await bench.ask(["DurationSeconds": asked], assertion: assertion)
        guard let seconds else {
            #expect(answer.code == "ValidationError")
            #expect(
                answer.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
            return
        }
        #expect(try bench.granted(answer).credentials.expiration == begin + .seconds(seconds))
    }

    static let refused: [(fields: [String: String?], attributes: [(String, [String]?)], code: String)] = [
        (["PrincipalArn": "arn:aws:iam::000000000001:saml-provider/other"], [], "InvalidIdentityToken"),
        (["PrincipalArn": "arn:aws:iam::000000000009:saml-provider/house"], [], "InvalidIdentityToken"),
        (["PrincipalArn": "arn:aws:iam::000000000001:oidc-provider/house"], [], "InvalidIdentityToken"),
        (["RoleArn": "arn:aws:iam::000000000001:role/ci/other"], [], "AccessDenied"),
        ([:], [("Role", ["arn:aws:iam::000000000001:role/ci/other,\(AssertionBench.principal)"])], "AccessDenied"),
        (
            [:], [("Role", ["\(Bench.roleARN),arn:aws:iam::000000000001:saml-provider/other"])], "AccessDenied"
        ),
        ([:], [("Role", nil)], "AccessDenied"),
        ([:], [("RoleSessionName", nil)], "InvalidIdentityToken"),
        ([:], [("RoleSessionName", ["a b"])], "InvalidIdentityToken"),
        (["SAMLAssertion": "%%%%"], [], "InvalidIdentityToken"),
        (["SAMLAssertion": nil], [], "ValidationError"),
        (["Policy": "{"], [], "MalformedPolicyDocument"),
        (["DurationSeconds": "899"], [], "ValidationError"),
    ]

    @Test(arguments: refused.indices)
    func whatIsNotInOrderIsRefused(_ index: Int) async throws {
        let (fields, attributes, code) = Self.refused[index]
        let bench = try await AssertionBench()
        let answer = try await bench.ask(fields, assertion: try bench.response(attributes))
        #expect(answer.code == code)
        if code == "AccessDenied" { #expect(answer.message == "Not authorized to perform sts:AssumeRoleWithSAML") }
        #expect(bench.audit.records.map(\.kind) == [.refusal])
        #expect(bench.audit.records.last?.fields["result"] == "refused")
    }

    @Test func anAlteredAssertionIsRefused() async throws {
        let bench = try await AssertionBench()
        let xml = String(decoding: try #require(Base64.decode(try bench.response())), as: UTF8.self)
        let altered = Base64.encode(xml.replacing("ada@example.org", with: "eve@example.org").utf8)
        let answer = try await bench.ask(assertion: altered)
        #expect(answer.code == "InvalidIdentityToken")
        #expect(answer.message == "Response signature invalid")
    }

    @Test func linesOfBase64MayBeBroken() async throws {
        let bench = try await AssertionBench()
        let assertion = try bench.response()
        var lines: [Substring] = []
        var rest = assertion[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(76))
            rest = rest.dropFirst(76)
        }
        #expect(try await bench.ask(assertion: lines.joined(separator: "\r\n")).status == .ok)
    }

    @Test(arguments: [
        (#"{"StringEquals": {"SAML:aud": "https://sts.example.org/sts"}}"#, true),
        (#"{"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}"#, false),
        (#"{"StringEquals": {"SAML:sub_type": "persistent", "SAML:iss": "https://idp.example.org/saml"}}"#, true),
        (#"{"StringEquals": {"SAML:namequalifier": "tRuL8MLKveldkjEddIKW3KPZ+To="}}"#, true),
        (#"{"StringEquals": {"SAML:sub": "eve"}}"#, false),
    ])
    func aPolicyIsATrust(_ condition: String, _ isAllowed: Bool) async throws {
        let policy = try TrustPolicy(
            parsing: JSONObject(
                parsing: """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML",
                      "Principal": {"Federated": "\(AssertionBench.principal)"}, "Condition": \(condition)}]}
                    """.bytes, limits: .small))
        let bench = try await AssertionBench(trust: PolicyTrust(policy))
        #expect(try await bench.ask().status == (isAllowed ? .ok : .forbidden))
        // Tags need an action of their own.
        let tagged = try bench.response([("PrincipalTag:a", ["1"])])
        #expect(try await bench.ask(assertion: tagged).code == "AccessDenied")
    }

    @Test func whoTrustsTokensOnlyTrustsNoAssertion() async throws {
        let bench = try await AssertionBench(trust: Trusting())
        #expect(try await bench.ask().code == "AccessDenied")
        #expect(bench.audit.records.last?.fields["detail"] == "the role trusts no assertion")
    }

    @Test func noAssertionIsWrittenDown() async throws {
        let bench = try await AssertionBench()
        let assertion = try bench.response()
        _ = try await bench.ask(assertion: assertion)
        let probe = String(assertion.dropFirst(300).prefix(40))
        for record in bench.audit.records { #expect(!record.fields.serialized.contains(probe)) }
        #expect(!bench.log.lines.joined().contains(probe))
    }
}
