import Essentials
import HTTP
import JOSE
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct WebIdentityTokens {
    private static let namespace = "https://sts.amazonaws.com/"
    private static let issuer = "https://sts.example.org/sts/accounts/000000000001"

    private func bench(_ features: AccountFeatures = .outboundWebIdentity) async throws -> SignedBench {
        try await SignedBench(
            permissions: SignedBench.allowing("sts:*"), target: SignedBench.allowing("sts:*"), features: features)
    }

    private func ask(
        _ bench: SignedBench, _ changes: [String: String?] = [:], by caller: SigningCredentials = SignedBench.alice
    ) async throws -> HTTPResponse {
        var fields: [String: String] = ["Audience.member.1": "https://api.example.com", "SigningAlgorithm": "ES384"]
        for (name, value) in changes { fields[name] = value }
        return try await bench.call("GetWebIdentityToken", fields, by: caller)
    }

    /// Verifies a token with what the account publishes, as a service elsewhere does.
    private func verified(
        _ response: HTTPResponse, _ bench: SignedBench, audience: ExactString = "https://api.example.com"
    ) async throws -> VerifiedToken {
        let token = try #require(
            response.xml.only("GetWebIdentityTokenResult")?.only("WebIdentityToken")?.text, "\(response.code ?? "")")
        let discovery = try #require(await bench.issuer.tokenDocument(.discovery, of: "000000000001"))
        let document = try JSONObject(parsing: discovery.body, limits: .small)
        #expect(document["issuer"]?.string == Self.issuer)
        #expect(document["jwks_uri"]?.string == Self.issuer + "/.well-known/jwks.json")
        let keys = try #require(await bench.issuer.tokenDocument(.keys, of: "000000000001"))
        return try TokenVerifier.verify(
            try UnverifiedToken(token), keys: try JSONWebKeySet(parsing: keys.body, from: .fetched),
            expecting: TokenExpectations(
                issuer: .exactly(ExactString(Self.issuer)), audience: .anyOf([audience]), nonce: .notJudged,
                algorithms: [.rs256, .es384], at: bench.bench.clock.now(), skew: .seconds(0)))
    }

    @Test(arguments: ["RS256", "ES384"])
    func areVerifiedByWhatTheAccountPublishes(_ algorithm: String) async throws {
        let bench = try await bench()
        let token = try await verified(
            try await ask(bench, ["SigningAlgorithm": algorithm, "Audience.member.2": "other"]), bench)
        #expect(token.subject == ExactString(SignedBench.aliceARN))
        #expect(token.audience == ["https://api.example.com", "other"])
        let about = try #require(token.claims[Self.namespace]?.object)
        #expect(about["aws_account"]?.string == "000000000001")
        #expect(about["principal_id"]?.string == SignedBench.aliceARN)
        let issued = try #require(token.claims["iat"]?.number?.integer)
        #expect(token.claims["exp"]?.number?.integer == issued + 300)
    }

    @Test func nameTheRoleOfASession() async throws {
        let bench = try await bench()
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        let tags = ["Tags.member.1.Key": "job", "Tags.member.1.Value": "42", "DurationSeconds": "3600"]
        let token = try await verified(try await ask(bench, tags, by: role), bench)
        #expect(token.subject == ExactString(SignedBench.target))
        let about = try #require(token.claims[Self.namespace]?.object)
        #expect(about["request_tags"]?.object?["job"]?.string == "42")
        #expect(about["original_session_exp"]?.string != nil)
    }

    @Test func doNotOutlastTheSession() async throws {
        let bench = try await bench()
        let role = try bench.credentials(try await bench.assume(["DurationSeconds": "900"]), "AssumeRole")
        #expect(
            try await ask(bench, ["DurationSeconds": "901"], by: role).code == "SessionDurationEscalationException")
        bench.bench.clock.set(bench.bench.clock.now() + .seconds(800))
        let begin = bench.bench.clock.now().seconds
        let token = try await verified(try await ask(bench, by: role), bench)
        #expect(try #require(token.claims["exp"]?.number?.integer) <= begin + 100)
    }

    static let refused: [([String: String?], String)] = [
        (["Audience.member.1": nil], "ValidationError"), (["Audience.member.1": ""], "ValidationError"),
        (["Audience.member.2": "https://api.example.com"], "ValidationError"),
        (["SigningAlgorithm": "HS256"], "ValidationError"), (["SigningAlgorithm": nil], "ValidationError"),
        (["DurationSeconds": "59"], "ValidationError"), (["DurationSeconds": "3601"], "ValidationError"),
        (["SubjectMode": "Somebody"], "ValidationError"), (["Scope": "read"], "ValidationError"),
        (["SubjectMode": "OriginIdentity"], "ValidationError"),
        (["SubjectMode": "OriginIdentity", "Scope": "read read"], "ValidationError"),
    ]

    @Test(arguments: refused)
    func areRefused(_ changes: [String: String?], _ code: String) async throws {
        #expect(try await ask(try await bench(), changes).code == code)
    }

    @Test func areForAccountsThatMay() async throws {
        let bench = try await bench([])
        #expect(try await ask(bench).code == "OutboundWebIdentityFederationDisabledException")
        #expect(await bench.issuer.tokenDocument(.keys, of: "000000000001") == nil)
        let untagged = try await SignedBench(permissions: SignedBench.allowing("sts:GetWebIdentityToken"))
        #expect(try await ask(untagged).status == .ok)
        let tags = ["Tags.member.1.Key": "job", "Tags.member.1.Value": "42"]
        #expect(try await ask(untagged, tags).message?.contains("sts:TagGetWebIdentityToken") == true)
    }

    /// What the IAM API made stands beside what the file says, and takes nothing of it away.
    @Test func areNotTakenAwayByWhatTheAPIMade() async throws {
        let bench = try await bench([.outboundWebIdentity, .rootAccess])
        let joined = try PrincipalDirectory(bench.issuer.accounts).adding(StoredPrincipals())
        #expect(joined.accounts.map(\.features) == [[.outboundWebIdentity, .rootAccess], []])
    }

    @Test func areBounded() async throws {
        var tags: [String: String] = [:]
        for index in 1...20 {
            tags["Tags.member.\(index).Key"] = "key-\(index)"
            tags["Tags.member.\(index).Value"] = String(repeating: "v", count: 256)
        }
        #expect(try await ask(try await bench(), tags).code == "JWTPayloadSizeExceededException")
    }

    @Test func areJudgedByWhatIsAsked() async throws {
        let bench = try await SignedBench(
            permissions: #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetWebIdentityToken","#
                + #""Resource":"*","Condition":{"ForAllValues:StringEquals":{"sts:IdentityTokenAudience":"https://api.example.com"},"#
                + #""NumericLessThanEquals":{"sts:DurationSeconds":"300"},"StringEquals":{"sts:SigningAlgorithm":"ES384"}}}}"#
        )
        #expect(try await ask(bench).status == .ok)
        for change in [["Audience.member.2": "other"], ["DurationSeconds": "301"], ["SigningAlgorithm": "RS256"]] {
            #expect(try await ask(bench, change).code == "AccessDenied")
        }
    }

    /// Two nodes, or one that starts again, sign with the same keys.
    @Test func areOfKeysThatStay() async throws {
        let bench = try await bench()
        func keys() async throws -> JSONObject {
            try await TokenKeys(store: bench.bench.store, vault: bench.bench.vault, clock: bench.bench.clock, work: nil)
                .published()
        }
        #expect(try await keys() == keys())
    }
}
