import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

/// The embedded issuer as strangers reach it: `/sts`.
struct SecurityTokenTests {
    private func assume(
        _ premises: Premises, _ role: String, token: String, method: HTTPMethod = .post, path: String = "/sts"
    ) async throws -> HTTPResponse {
        let form = PercentEncoding.form([
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"),
            ("RoleArn", "arn:aws:iam::000000000001:role/\(role)"), ("RoleSessionName", "somebody"),
            ("WebIdentityToken", token),
        ])
        let headers: HTTPHeaders = [
            "Host": "login.example.org", "Content-Type": "application/x-www-form-urlencoded",
        ]
        return method == .get
            ? try await premises.ask(.get, "\(path)?\(form)", headers: headers)
            : try await premises.ask(.post, path, headers: headers, body: form)
    }

    private func token(_ premises: Premises, _ person: String, audience: String = "client-demo") throws -> String {
        try #require(try premises.provider.issueToken(for: person, audience: audience).revealText())
    }

    @Test(arguments: [HTTPMethod.get, .post], ["/sts", "/sts/"])
    func `Whom the rules grant a role gets it by token`(method: HTTPMethod, path: String) async throws {
        let premises = try await Premises()
        let answer = try await assume(
            premises, "Developer", token: try token(premises, "ben"), method: method, path: path)
        #expect(answer.status == .ok)
        #expect(answer.text.contains("arn:aws:sts::000000000001:assumed-role/Developer/somebody"))
        #expect(answer.headers["Cache-Control"] == "no-store")
        #expect(try await premises.audit.map(\.kind) == [.outcome])
    }

    @Test(arguments: [
        ("ben", "Administrator"), ("cleo", "Developer"), ("cleo", "Narrow"), ("ada", "Narrow"), ("ada", "Nobody"),
    ])
    func `Whom they do not is denied, and nobody learns whether the role exists`(
        person: String, role: String
    ) async throws {
        let premises = try await Premises()
        let answer = try await assume(premises, role, token: try token(premises, person))
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("<Code>AccessDenied</Code>"))
        #expect(answer.text.contains("<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>"))
        #expect(try await premises.audit.map(\.kind) == [.refusal])
    }

    @Test func `The hand-written trust lets in whom it names and the rules too`() async throws {
        let premises = try await Premises()
        #expect(try await assume(premises, "Narrow", token: try token(premises, "ben")).status == .ok)
        // The same person by another provider: the rules say yes, the trust names `demo` only.
        let other = try token(premises, "ben", audience: "client-second")
        #expect(try await assume(premises, "Developer", token: other).status == .ok)
        #expect(try await assume(premises, "Narrow", token: other).status == .forbidden)
    }

    @Test func `A token of an unknown issuer, or for another audience, is no identity`() async throws {
        let premises = try await Premises()
        let keys = try DemoKeys.generate()
        let claims: JSONObject = [
            "iss": "https://accounts.evil.example", "aud": "client-demo", "sub": "x", "groups": ["admins"],
            "iat": 1_790_000_000, "exp": 1_790_003_600,
        ]
        let foreign = try TokenSigner(key: keys.rsa, algorithm: .rs256, keyID: "demo-rs256-1").sign(claims, type: nil)
        var ours = claims
        ours["iss"] = .string(Premises.demo + "/demo")
        let forged = try TokenSigner(key: keys.rsa, algorithm: .rs256, keyID: "demo-rs256-1").sign(ours, type: nil)
        for bad in [foreign, forged, try token(premises, "ada", audience: "somebody-else"), "a.b.c", ""] {
            let answer = try await assume(premises, "Administrator", token: bad)
            #expect(answer.status == .badRequest)
            #expect(!answer.text.contains("<AccessKeyId>"))
        }
        // What a URL in a token says is followed nowhere.
        #expect(premises.wire.traffic.allSatisfy { $0.request.url.host == "localhost" })
    }

    @Test func `A token that ran out is told apart`() async throws {
        let premises = try await Premises()
        let token = try token(premises, "ben")
        premises.clock.advance(by: .seconds(3661))
        let answer = try await assume(premises, "Developer", token: token)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains("<Code>ExpiredTokenException</Code>"))
    }

    @Test func `A provider that requires a claim requires it of brought tokens too`() async throws {
        let premises = try await Premises(Premises.guarded)
        #expect(try await assume(premises, "Developer", token: try token(premises, "ben")).status == .forbidden)
        #expect(try await assume(premises, "Developer", token: try token(premises, "ada")).status == .ok)
    }

    @Test func `Without an embedded account there is no such path`() async throws {
        let premises = try await Premises { text in
            text.replacing("  local: {id: 000000000001, issuer: embedded}\n", with: "  local: 000000000001\n")
                .replacing("    - {name: Narrow, trust: file:narrow-trust.json}\n", with: "    - {name: Narrow}\n")
        }
        #expect(try await assume(premises, "Developer", token: try token(premises, "ben")).status == .notFound)
    }

    @Test func `Neither audit nor answer holds the token`() async throws {
        let premises = try await Premises()
        let good = try token(premises, "ben")
        _ = try await assume(premises, "Developer", token: good)
        _ = try await assume(premises, "Administrator", token: good)
        let written = try await premises.audit.map { $0.fields.serialized }.joined() + premises.log.text
        #expect(!written.contains(good))
        #expect(!written.contains(try #require(good.split(separator: ".").last)))
    }
}
