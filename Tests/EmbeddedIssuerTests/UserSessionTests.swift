import Essentials
import HTTP
import IAM
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct UserSessions {
    @Test func whoAUserIs() async throws {
        let bench = try await SignedBench()
        let who = try #require(
            try await bench.call("GetCallerIdentity", by: SignedBench.bob).xml.only("GetCallerIdentityResult"))
        #expect(who.only("Arn")?.text == SignedBench.bobARN)
        #expect(who.only("UserId")?.text == "AIDABOBBOBBOBBOBBOBBO")
        #expect(who.only("Account")?.text == "000000000002")
        let session = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        let same = try #require(
            try await bench.call("GetCallerIdentity", by: session).xml.only("GetCallerIdentityResult"))
        #expect(same.only("Arn")?.text == SignedBench.aliceARN)
    }

    @Test func keysAreTakenInTheirOwnFormOnly() async throws {
        let bench = try await SignedBench()
        let session = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        let altered = [
            SigningCredentials(
                accessKeyID: SignedBench.alice.accessKeyID, secretAccessKey: SignedBench.alice.secretAccessKey,
                sessionToken: session.sessionToken),
            SigningCredentials(
                accessKeyID: session.accessKeyID, secretAccessKey: session.secretAccessKey, sessionToken: nil),
            SigningCredentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLF", secretAccessKey: SignedBench.alice.secretAccessKey,
                sessionToken: nil),
        ]
        for credentials in altered {
            #expect(try await bench.call("GetCallerIdentity", by: credentials).code == "InvalidClientTokenId")
        }
        let wrong = SigningCredentials(
            accessKeyID: SignedBench.alice.accessKeyID, secretAccessKey: SignedBench.bob.secretAccessKey,
            sessionToken: nil)
        #expect(try await bench.call("GetCallerIdentity", by: wrong).code == "SignatureDoesNotMatch")
    }

    @Test func theyEndExactlyWhenTheySay() async throws {
        let bench = try await SignedBench()
        let session = try bench.credentials(
            try await bench.call("GetSessionToken", ["DurationSeconds": "900"]), "GetSessionToken")
        let begin = bench.bench.clock.now()
        bench.bench.clock.set(Instant(seconds: begin.seconds) + .seconds(899))
        #expect(try await bench.call("GetCallerIdentity", by: session).status == .ok)
        bench.bench.clock.set(Instant(seconds: begin.seconds) + .seconds(900))
        #expect(try await bench.call("GetCallerIdentity", by: session).code == "ExpiredToken")
    }

    /// Who calls what, and the code that is answered.
    @Test func whoMayCallWhat() async throws {
        let bench = try await SignedBench(
            trust: SignedBench.trusting("000000000001"), permissions: SignedBench.allowing("*"),
            target: SignedBench.allowing("*"))
        let session = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        let policy = SignedBench.allowing("*")
        let federated = try bench.credentials(
            try await bench.call("GetFederationToken", ["Name": "carol", "Policy": policy]), "GetFederationToken")
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        let asked: [(String, [String: String])] = [
            ("GetCallerIdentity", [:]), ("AssumeRole", ["RoleArn": SignedBench.target, "RoleSessionName": "work"]),
            ("GetSessionToken", [:]), ("GetFederationToken", ["Name": "carol"]),
            ("GetAccessKeyInfo", ["AccessKeyId": SignedBench.bob.accessKeyID]),
        ]
        let expected: [(SigningCredentials, [String?])] = [
            (SignedBench.alice, [nil, nil, nil, nil, nil]),
            (session, [nil, nil, "AccessDenied", "AccessDenied", "AccessDenied"]),
            (federated, [nil, "AccessDenied", "AccessDenied", "AccessDenied", "AccessDenied"]),
            (role, [nil, nil, "AccessDenied", "AccessDenied", nil]),
        ]
        for (caller, codes) in expected {
            for ((action, fields), code) in zip(asked, codes) {
                let response = try await bench.call(action, fields, by: caller)
                #expect(response.code == code, "\(action) by \(caller.accessKeyID)")
            }
        }
        let words = try await bench.call("GetSessionToken", by: role).message
        #expect(words == "Cannot call GetSessionToken with session credentials")
    }

    @Test func aFederatedUserIsNamedByTheUser() async throws {
        let bench = try await SignedBench(permissions: SignedBench.allowing("sts:GetFederationToken"))
        let response = try await bench.call("GetFederationToken", ["Name": "carol"])
        let result = try #require(response.xml.only("GetFederationTokenResult"))
        #expect(result.only("FederatedUser")?.only("Arn")?.text == "arn:aws:sts::000000000001:federated-user/carol")
        #expect(result.only("FederatedUser")?.only("FederatedUserId")?.text == "000000000001:carol")
        let session = try bench.credentials(response, "GetFederationToken")
        let who = try #require(
            try await bench.call("GetCallerIdentity", by: session).xml.only("GetCallerIdentityResult"))
        #expect(who.only("UserId")?.text == "000000000001:carol")
        #expect(try await SignedBench().call("GetFederationToken", ["Name": "carol"]).code == "AccessDenied")
        #expect(try await bench.call("GetFederationToken", ["Name": "c"]).code == "ValidationError")
        let tagged = ["Name": "carol", "Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]
        #expect(try await bench.call("GetFederationToken", tagged).message?.contains("sts:TagSession") == true)
    }

    @Test func keysAndMessages() async throws {
        let bench = try await SignedBench(permissions: SignedBench.allowing("sts:*"))
        let info = try await bench.call("GetAccessKeyInfo", ["AccessKeyId": SignedBench.bob.accessKeyID])
        #expect(try info.xml.only("GetAccessKeyInfoResult")?.only("Account")?.text == "000000000002")
        #expect(
            try await bench.call("GetAccessKeyInfo", ["AccessKeyId": "AKIAUNKNOWNUNKNOWNUN"]).code == "ValidationError")
        #expect(
            try await bench.call("DecodeAuthorizationMessage", ["EncodedMessage": "x"]).code
                == "InvalidAuthorizationMessageException")
        #expect(
            try await SignedBench().call("DecodeAuthorizationMessage", ["EncodedMessage": "x"]).code == "AccessDenied")
    }

    @Test func anIssuanceIsRecordedBeforeItLeaves() async throws {
        let bench = try await SignedBench()
        _ = try await bench.call("GetSessionToken")
        let record = try #require(bench.bench.audit.records.last)
        #expect(record.action == "get-session-token")
        #expect(record.fields["caller"]?.string == SignedBench.aliceARN)
        #expect(record.fields["result"]?.string == "granted")
        _ = try await bench.assume(by: SignedBench.bob)
        #expect(bench.bench.audit.records.last?.kind == .refusal)
    }

    /// RFC 6238, appendix B: the last six of the eight digits for SHA-1 and the key `12345678901234567890`.
    @Test(arguments: [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")])
    func codesAreThoseOfTheSpecification(_ time: Int64, _ code: String) throws {
        let device = try #require(
            MFADevice(serialNumber: "serial-1234", base32Key: Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
        #expect(OneTimeCodes.code(of: device, time / 30) == code.bytes)
    }

    @Test func nobodyTriesThemAll() throws {
        let device = try #require(
            MFADevice(serialNumber: "serial-1234", base32Key: Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
        let codes = OneTimeCodes()
        let now = Instant(seconds: 59)
        for _ in 0..<5 { #expect(codes.accept(Secret("000000"), of: device, at: now) == nil) }
        #expect(codes.accept(Secret("287082"), of: device, at: now) == nil)
        // The next interval, in which the code of the one before still serves.
        #expect(codes.accept(Secret("287082"), of: device, at: now + .seconds(30)) == 1)
    }

    @Test func aTrustPolicyNamesWhoThereIs() async throws {
        await #expect(throws: EmbeddedIssuerError.self) {
            _ = try await SignedBench(trust: SignedBench.trusting("arn:aws:iam::000000000001:user/nobody"))
        }
    }
}
