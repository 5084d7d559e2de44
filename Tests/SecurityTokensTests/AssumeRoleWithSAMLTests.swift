import Essentials
import HTTP
import IAM
import Testing
import XMLDocuments

@testable import SecurityTokens

private let assertion = String(repeating: "PHNhbWxwOlJlc3BvbnNlPg", count: 20) + "=="

/// The sample response of the STS API Reference, its time moved.
private let granted = """
    <AssumeRoleWithSAMLResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <AssumeRoleWithSAMLResult>
        <Issuer>https://integ.example.com/idp/shibboleth</Issuer>
        <AssumedRoleUser>
          <Arn>arn:aws:sts::123456789012:assumed-role/TestSaml/bob</Arn>
          <AssumedRoleId>AROA456EXAMPLE789:bob</AssumedRoleId>
        </AssumedRoleUser>
        <Credentials>
          <AccessKeyId>ASIAV3ZUEFP6EXAMPLE</AccessKeyId>
          <SecretAccessKey>8P+SQvWIuLnKhh8d++jpw0nNmQRBZvNEXAMPLEKEY</SecretAccessKey>
          <SessionToken>IQoJb3JpZ2luX2VjEOz////////////////////wEXAMPLE==</SessionToken>
          <Expiration>2026-03-12T14:40:07Z</Expiration>
        </Credentials>
        <Audience>https://signin.aws.amazon.com/saml</Audience>
        <SubjectType>transient</SubjectType>
        <PackedPolicySize>6</PackedPolicySize>
        <NameQualifier>SbdGOnUkh1i4+EXAMPLExL/jEvs=</NameQualifier>
        <SourceIdentity>SourceIdentityValue</SourceIdentity>
        <Subject>SamlExample</Subject>
      </AssumeRoleWithSAMLResult>
      <ResponseMetadata>
        <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
      </ResponseMetadata>
    </AssumeRoleWithSAMLResponse>
    """

private let documented = AssertedSubject(
    subject: "SamlExample", subjectType: "transient", issuer: "https://integ.example.com/idp/shibboleth",
    audience: "https://signin.aws.amazon.com/saml", nameQualifier: "SbdGOnUkh1i4+EXAMPLExL/jEvs=")

private struct Bench {
    let http: ScriptedHTTP
    let client: STSClient

    init(_ steps: ScriptedHTTP.Step...) throws {
        http = ScriptedHTTP(steps)
        let clock = MovableClock(Instant(seconds: 1_773_322_807))
        client = STSClient(
            id: "aws", settings: try .regional("eu-central-1"), http: http, clock: clock,
            randomness: ConstantRandomness(byte: 255), log: KeptLog(), sleep: { clock.advance(by: $0) })
    }

    func call(duration: Int = 3600, policy: String? = nil) async throws -> AssumedRole {
        try await client.assumeRoleWithSAML(
            AssertionRequest(
                roleARN: ARN("arn:aws:iam::123456789012:role/TestSaml"),
                principalARN: ARN("arn:aws:iam::123456789012:saml-provider/SAML-test"),
                assertion: Secret(assertion), duration: .seconds(duration), sessionPolicy: policy))
    }
}

@Suite struct AssumeRoleWithSAML {
    @Test func isSentAsTheServiceReadsIt() async throws {
        let bench = try Bench(.answer(200, granted))
        _ = try await bench.call(policy: "{}")
        let sent = try #require(bench.http.requests.first)
        #expect(sent.headers["Authorization"] == nil)
        let fields = try FormFields(parsing: sent.body)
        #expect(fields["Action"] == "AssumeRoleWithSAML")
        #expect(fields["Version"] == "2011-06-15")
        #expect(fields["RoleArn"] == "arn:aws:iam::123456789012:role/TestSaml")
        #expect(fields["PrincipalArn"] == "arn:aws:iam::123456789012:saml-provider/SAML-test")
        #expect(fields["SAMLAssertion"] == assertion)
        #expect(fields["DurationSeconds"] == "3600")
        #expect(fields["Policy"] == "{}")
        #expect(fields["RoleSessionName"] == nil)
    }

    @Test func readsTheDocumentedAnswer() async throws {
        let role = try await Bench(.answer(200, granted)).call()
        #expect(role.credentials.accessKeyID == "ASIAV3ZUEFP6EXAMPLE")
        #expect(role.assumedRoleARN.description == "arn:aws:sts::123456789012:assumed-role/TestSaml/bob")
        #expect(role.asserted == documented)
        #expect(role.sourceIdentity == "SourceIdentityValue")
        #expect(role.packedPolicySize == 6)
    }

    @Test func neverSaysTheAssertionItSent() async throws {
        let words = "bad assertion \(assertion)"
        let bench = try Bench(
            .answer(
                400,
                "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>\(words)</Message></Error></ErrorResponse>"
            ))
        let error = await #expect(throws: IssuerRefusal.self) { try await bench.call() }
        #expect(error?.reason == "issuer-invalid-identity-token")
        #expect(error?.detail.contains(assertion) == false)
    }

    @Test func anAnswerToAnotherActionIsNone() async throws {
        let other = granted.replacing("AssumeRoleWithSAML", with: "AssumeRoleWithWebIdentity")
        let error = await #expect(throws: IssuerRefusal.self) { try await Bench(.answer(200, other)).call() }
        #expect(error?.reason == "issuer-unexpected-answer")
    }

    @Test func isAnsweredInTheServicesForm() throws {
        let role = AssumedRole(
            credentials: TemporaryCredentials(
                accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
                expiration: Instant(seconds: 1_773_322_807)),
            assumedRoleARN: try ARN("arn:aws:sts::123456789012:assumed-role/TestSaml/bob"), assumedRoleID: "AROA:bob",
            asserted: documented, sourceIdentity: "ada", packedPolicySize: 6)
        let id = STSRequestID(ConstantRandomness(byte: 1))
        let root = try XMLElement(parsing: STSResponse.assumedRoleWithSAML(role, requestID: id).body)
        #expect(root.name == "AssumeRoleWithSAMLResponse")
        let result = try #require(root.only("AssumeRoleWithSAMLResult"))
        // The members of the service's model.
        #expect(
            Set(result.children.map(\.name.text)) == [
                "Credentials", "AssumedRoleUser", "PackedPolicySize", "Subject", "SubjectType", "Issuer", "Audience",
                "NameQualifier", "SourceIdentity", "SessionTokenUtilization", "SessionTokenSize",
            ])
        #expect(result.only("NameQualifier")?.text == documented.nameQualifier)
        #expect(result.only("SubjectType")?.text == "transient")
    }

    @Test func parametersAreHeldToTheModel() throws {
        func read(_ changes: [String: String?]) throws -> AssertionParameters {
            var fields: [String: String] = [
                "Action": "AssumeRoleWithSAML", "Version": "2011-06-15",
                "RoleArn": "arn:aws:iam::123456789012:role/TestSaml",
                "PrincipalArn": "arn:aws:iam::123456789012:saml-provider/SAML-test", "SAMLAssertion": assertion,
            ]
            for (name, value) in changes { fields[name] = value }
            return try AssertionParameters(STSRequest(FormFields(fields.map { ($0.key, $0.value) })))
        }
        let whole = try read(["DurationSeconds": "900", "Policy": "{}"])
        #expect(whole.duration == .seconds(900))
        #expect(whole.policy == "{}")
        #expect(try read([:]).duration == nil)
        let bad: [[String: String?]] = [
            ["PrincipalArn": nil], ["SAMLAssertion": nil], ["SAMLAssertion": "abc"],
            ["SAMLAssertion": String(repeating: "a", count: 100_001)], ["DurationSeconds": "899"],
            ["PolicyArns.member.1.arn": "no name in full at all"], ["RoleArn": String(repeating: "x", count: 30)],
        ]
        for changes in bad {
            let error = #expect(throws: STSError.self) { try read(changes) }
            #expect(error?.code == "ValidationError")
            #expect(error?.message.contains(assertion) == false)
        }
    }
}
