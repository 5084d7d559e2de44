import Essentials
import HTTP
import IAM
import SecurityTokens
import Storage
import Testing

@testable import EmbeddedIssuer

extension AdministrationBench {
    static let role = "arn:aws:iam::000000000001:role/work"

    /// Asks `/admin/revocations`, signed.
    func revocations(
        _ method: HTTPMethod = .post, _ body: String = "", by credentials: SigningCredentials = admin, node: Int = 0
    ) async throws -> HTTPResponse {
        var headers: HTTPHeaders = ["Host": Bench.host, "Content-Type": "application/json"]
        let target = "/admin/revocations"
        let added = try SigV4.sign(
            method: method, rawTarget: target.bytes, headers: headers, body: body.bytes, with: credentials,
            scope: SigningScope(region: "us-east-1", service: "sallyport"), at: bench.clock.now())
        for field in added.fields { headers.add(field.name, field.value) }
        return await nodes[node].issuer.answerRevocations(
            HTTPRequest(
                method: method, rawTarget: target.bytes, path: target, rawQuery: [], headers: headers,
                body: body.bytes, peer: "192.0.2.7"))
    }

    /// A role that Alice may assume, made where it is not there, and a session of it.
    func roleSession(_ policy: String = allowing(["*"])) async throws -> SigningCredentials {
        if nodes[0].issuer.role(try ARN(Self.role)) == nil {
            try await done(
                "CreateRole",
                ["RoleName": "work", "AssumeRolePolicyDocument": SignedBench.trusting("000000000001")])
            try await done("PutRolePolicy", ["RoleName": "work", "PolicyName": "own", "PolicyDocument": policy])
        }
        return try session(try await assume(Self.role, by: Self.admin))
    }
}

extension HTTPResponse {
    var json: JSONObject { get throws { try JSONObject(parsing: body, limits: .document) } }
}

@Suite struct RevocationAdministrations {
    private typealias A = AdministrationBench

    @Test func oneThatIsMadeIsInForceAndListed() async throws {
        let bench = try await A()
        let keys = try await bench.roleSession()
        await bench.nodes[1].feed.look()
        #expect(try await bench.isKnown(keys, node: 1))
        let answer = try await bench.revocations(.post, #"{"session":"\#(keys.accessKeyID)","why":"lost laptop"}"#)
        #expect(answer.status == 201)
        let made = try answer.json
        #expect(made["session"]?.string == keys.accessKeyID)
        #expect(made["by"]?.string == SignedBench.aliceARN)
        #expect(try await !bench.isKnown(keys))
        #expect(try await bench.isKnown(keys, node: 1))
        await bench.nodes[1].feed.look()
        #expect(try await !bench.isKnown(keys, node: 1))
        let listed = try await bench.revocations(.get, node: 1)
        #expect(listed.status == .ok)
        #expect(try listed.json["revocations"]?.array == [.object(made)])
        let records = bench.bench.audit.records.filter { $0.action == "create-revocation" }
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(records.last?.fields["revocation"]?.object?["why"] == "lost laptop")
        #expect(records.last?.fields["caller"]?.string == SignedBench.aliceARN)
    }

    @Test(
        arguments: [
            ("", "revocation-body-malformed"), ("[]", "revocation-body-malformed"),
            ("{}", "revocation-subject-not-one"),
            (#"{"role":"x"}"#, "revocation-subject-malformed"), (#"{"role":1}"#, "revocation-subject-malformed"),
            (#"{"role":"\#(A.role)","provider":"house"}"#, "revocation-subject-not-one"),
            (#"{"person":"alice"}"#, "revocation-names-wrong"),
            (#"{"provider":"hause"}"#, "revocation-provider-unknown"),
            (#"{"person":"alice","provider":"hause"}"#, "revocation-provider-unknown"),
            (#"{"provider":"house","befor":"2026-03-12T00:00:00Z"}"#, "revocation-body-malformed"),
            (#"{"provider":"house","before":1}"#, "revocation-body-malformed"),
            (#"{"provider":"house","before":"yesterday"}"#, "revocation-time-malformed"),
            (#"{"provider":"house","before":"2026-03-12T13:40:09Z"}"#, "revocation-time-to-come"),
            (#"{"role":"\#(A.configured)","before":"2026-03-11T01:40:06Z"}"#, "revocation-time-too-old"),
            (#"{"role":"\#(A.role)"}"#, "revocation-principal-unknown"),
            (#"{"provider":"house","why":"a\u202eb"}"#, "revocation-reason-hidden"),
            (#"{"session":"ASIAAAAAAAAAAAAAAAAA","before":"2026-03-12T13:40:00Z"}"#, "revocation-session-with-time"),
            (#"{"account":"000000000009"}"#, "revocation-account-unknown"),
            (#"{"role":"arn:aws:iam::000000000009:role/x"}"#, "revocation-account-unknown"),
            (#"{"provider":"house","why":"\#(String(repeating: "x", count: 257))"}"#, "revocation-reason-too-long"),
            (#"{"provider":"house","why":"\#(String(repeating: "x", count: 20_000))"}"#, "revocation-body-malformed"),
        ] as [(String, String)])
    func whatMakesNoSenseIsRefusedByName(_ body: String, _ reason: String) async throws {
        let bench = try await A()
        let answer = try await bench.revocations(.post, body)
        #expect(answer.status == .badRequest)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        #expect(try answer.json["reason"]?.string == reason)
        #expect(bench.bench.audit.records.map(\.kind) == [.refusal])
        #expect(bench.nodes[0].revocations.list.value.revocations.isEmpty)
    }

    /// Who may is for policies to say, of one account.
    @Test func onlyWhoMayRevokes() async throws {
        let bench = try await A()
        let body = #"{"provider":"house"}"#
        let lister = try await bench.user("lister", policy: A.allowing(["sallyport:ListRevocations"]))
        #expect(try await bench.revocations(.get, by: lister).status == .ok)
        #expect(try await bench.revocations(.post, body, by: lister).status == .forbidden)
        let roles = try await bench.user(
            "roles",
            policy: A.allowing(
                ["sallyport:CreateRevocation"], on: "arn:aws:sallyport::000000000001:revocation/role/*"))
        #expect(try await bench.revocations(.post, body, by: roles).status == .forbidden)
        #expect(try await bench.revocations(.post, #"{"role":"\#(A.configured)"}"#, by: roles).status == 201)
        #expect(try await bench.revocations(.get, by: roles).status == .forbidden)
        bench.bench.clock.set(Bench.begin + .seconds(1))
        let session = try await bench.roleSession()
        #expect(try await bench.revocations(.get, by: session).status == .ok)
        // Everything is allowed to Bob, in an account of his own.
        let bob = try await bench.revocations(.post, body, by: SignedBench.bob)
        #expect(bob.status == .forbidden)
        #expect(try bob.json["title"] == "AccessDenied")
        #expect(bench.nodes[0].revocations.list.value.revocations.count == 1)
    }

    @Test func whatCannotBeRecordedIsNotDone() async throws {
        let bench = try await A()
        bench.bench.audit.fail(at: .intent)
        let answer = try await bench.revocations(.post, #"{"provider":"house"}"#)
        #expect(answer.status == .internalServerError)
        #expect(try await bench.nodes[0].revocations.records.all().isEmpty)
    }
}
