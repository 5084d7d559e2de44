import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct GetCallerIdentity {
    @Test func saysWhoSigned() async throws {
        let bench = try await Bench()
        let credentials = try bench.credentials(try await bench.ask())
        for host in [Bench.host, "STS.example.org", "127.0.0.1:8400", "localhost:8400", "[::1]:8400"] {
            let response = await bench.issuer.answer(try bench.signed(by: SigningCredentials(credentials), host: host))
            #expect(response.status == .ok, "\(host)")
            let result = try #require(response.xml.only("GetCallerIdentityResult"))
            #expect(result.only("Arn")?.text == "arn:aws:sts::000000000001:assumed-role/deploy/alice@example.org")
            #expect(result.only("UserId")?.text == "AROAAAAAAAAAAAAAAAAAA:alice@example.org")
            #expect(result.only("Account")?.text == "000000000001")
        }
    }

    @Test func endsExactlyWhenTheSessionDoes() async throws {
        let bench = try await Bench()
        let credentials = try bench.credentials(try await bench.ask(["DurationSeconds": "900"]))
        bench.clock.set(credentials.expiration - .nanoseconds(1))
        #expect(await bench.issuer.answer(try bench.signed(by: SigningCredentials(credentials))).status == .ok)
        bench.clock.set(credentials.expiration)
        let over = await bench.issuer.answer(try bench.signed(by: SigningCredentials(credentials)))
        #expect(over.code == "ExpiredToken")
        #expect(over.status == .forbidden)
        #expect(over.message == "The security token included in the request is expired")
    }

    /// What is changed about the credentials, and what a caller reads.
    static let altered:
        [(String, @Sendable (TemporaryCredentials, TemporaryCredentials) -> SigningCredentials, String)] = [
            (
                "another secret",
                { mine, other in
                    SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: other.secretAccessKey,
                        sessionToken: mine.sessionToken)
                }, "SignatureDoesNotMatch"
            ),
            (
                "another token",
                { mine, other in
                    SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey,
                        sessionToken: other.sessionToken)
                }, "InvalidClientTokenId"
            ),
            (
                "another key id",
                { mine, other in
                    SigningCredentials(
                        accessKeyID: other.accessKeyID, secretAccessKey: mine.secretAccessKey,
                        sessionToken: mine.sessionToken)
                }, "InvalidClientTokenId"
            ),
            (
                "no token",
                { mine, _ in
                    SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey, sessionToken: nil)
                }, "InvalidClientTokenId"
            ),
            (
                "long-lived key",
                { mine, _ in
                    SigningCredentials(
                        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: mine.secretAccessKey,
                        sessionToken: mine.sessionToken)
                }, "InvalidClientTokenId"
            ),
            (
                "token cut",
                { mine, _ in
                    SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey,
                        sessionToken: Secret(mine.sessionToken.reveal().dropLast(4)))
                }, "InvalidClientTokenId"
            ),
            (
                "token altered",
                { mine, _ in
                    var bytes = mine.sessionToken.reveal()
                    bytes[100] = bytes[100] == 0x41 ? 0x42 : 0x41
                    return SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey,
                        sessionToken: Secret(bytes))
                }, "InvalidClientTokenId"
            ),
            (
                "token invented",
                { mine, _ in
                    SigningCredentials(
                        accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey,
                        sessionToken: Secret(String(repeating: "A", count: 400)))
                }, "InvalidClientTokenId"
            ),
        ]

    @Test(arguments: altered.indices)
    func refusesAlteredCredentials(_ index: Int) async throws {
        let (what, change, code) = Self.altered[index]
        let bench = try await Bench()
        let mine = try bench.credentials(try await bench.ask())
        let other = try bench.credentials(try await bench.ask())
        let response = await bench.issuer.answer(try bench.signed(by: change(mine, other)))
        #expect(response.code == code, "\(what)")
        #expect(response.status == .forbidden, "\(what)")
        #expect(bench.audit.records.last?.kind == .refusal)
        #expect(bench.audit.records.last?.action == "get-caller-identity")
    }

    @Test func refusesAnotherIssuersSession() async throws {
        let mine = try await Bench()
        let other = try await Bench()
        let credentials = try other.credentials(try await other.ask())
        let response = await mine.issuer.answer(try mine.signed(by: SigningCredentials(credentials)))
        #expect(response.code == "InvalidClientTokenId")
    }

    @Test func refusesARoleThatIsNoMore() async throws {
        let bench = try await Bench()
        let credentials = try bench.credentials(try await bench.ask())
        let request = try bench.signed(by: SigningCredentials(credentials))
        for accounts in [[], [try Bench.account(trust: Trusting(), roleID: "AROAOTHEROTHEROTHEROT")]] {
            let changed = try Bench.issuer(
                accounts: accounts, keys: JSONWebKeySet([]), store: bench.store, vault: bench.vault, audit: bench.audit,
                clock: bench.clock,
                log: bench.log)
            #expect(await changed.answer(request).code == "InvalidClientTokenId")
        }
        // The same role, another process with the same vault.
        let same = try Bench.issuer(
            accounts: [try Bench.account(trust: Trusting(), roleID: "AROAAAAAAAAAAAAAAAAAA")], keys: JSONWebKeySet([]),
            store: bench.store, vault: bench.vault, audit: bench.audit, clock: bench.clock, log: bench.log)
        #expect(await same.answer(request).status == .ok)
    }

    @Test func refusesAnotherHost() async throws {
        let bench = try await Bench()
        let credentials = SigningCredentials(try bench.credentials(try await bench.ask()))
        for host in ["sts.amazonaws.com", "sts.example.org:8443", "localhost:8401", "localhost"] {
            let response = await bench.issuer.answer(try bench.signed(by: credentials, host: host))
            #expect(response.code == "AccessDenied", "\(host)")
        }
    }

    @Test func refusesAnUnsignedRequest() async throws {
        let bench = try await Bench()
        let response = await bench.issuer.answer(
            Bench.request(.get, target: "/sts?Action=GetCallerIdentity&Version=2011-06-15", body: ""))
        #expect(response.code == "MissingAuthenticationToken")
        #expect(response.status == .forbidden)
    }

    @Test func refusesAReplayAfterFifteenMinutes() async throws {
        let bench = try await Bench()
        let credentials = try bench.credentials(try await bench.ask())
        let request = try bench.signed(by: SigningCredentials(credentials))
        bench.clock.set(Bench.begin + .seconds(902))
        let response = await bench.issuer.answer(request)
        #expect(response.code == "SignatureDoesNotMatch")
        #expect(response.message?.hasPrefix("Signature expired: 20260312T134007Z is now earlier than ") == true)
    }
}

@Suite struct OtherActions {
    /// What a session of a role is answered: the code, for parameters that are missing or may not be.
    private static let codes: [STSAction: String] = [
        .assumeRole: "ValidationError", .decodeAuthorizationMessage: "ValidationError",
        .getAccessKeyInfo: "ValidationError", .assumeRoot: "ValidationError",
        .getDelegatedAccessToken: "ValidationError", .getScopedCredentials: "ValidationError",
        .getWebIdentityToken: "ValidationError",
    ]

    private static let answered: [STSAction] = [.getCallerIdentity, .assumeRoleWithWebIdentity, .assumeRoleWithSAML]

    @Test(arguments: STSAction.allCases.filter { !answered.contains($0) })
    func areDeniedToWhoeverMaySign(_ action: STSAction) async throws {
        let bench = try await Bench()
        let credentials = try bench.credentials(try await bench.ask())
        let signed = await bench.issuer.answer(
            try bench.signed(action.rawValue, by: SigningCredentials(credentials)))
        #expect(signed.code == Self.codes[action] ?? "AccessDenied")
        #expect(signed.code != "AccessDenied" || signed.message?.contains(action.rawValue) == true)
        let unsigned = await bench.issuer.answer(
            Bench.request(.post, target: "/sts", body: "Action=\(action.rawValue)&Version=2011-06-15"))
        #expect(unsigned.code == "MissingAuthenticationToken")
    }
}

@Suite struct EmbeddedIssuerParts {
    @Test(arguments: [
        // RFC 4648 §10, padding left out.
        ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func base32(_ text: String, _ encoded: String) {
        let whole = text.utf8.count * 8 / 5
        #expect(AccessKeys.base32(text.bytes, characters: 100) == encoded.prefix(whole))
    }

    @Test func aRolesIDFollowsFromItsName() throws {
        let first = try EmbeddedRole.stableID(of: ARN("arn:aws:iam::000000000001:role/a"))
        #expect(first == (try EmbeddedRole.stableID(of: ARN("arn:aws:iam::000000000001:role/a"))))
        #expect(first != (try EmbeddedRole.stableID(of: ARN("arn:aws:iam::000000000001:role/b"))))
        #expect(first.utf8.count == 21)
        #expect(first.hasPrefix("AROA"))
    }

    @Test(
        arguments: [
            (["000000000001", "000000000001"], [], "embedded-issuer-duplicate-account"),
            (["000000000001"], ["role/a", "role/a"], "embedded-issuer-duplicate-role"),
            (["000000000002"], ["role/a"], "embedded-issuer-foreign-role"),
            (["000000000001"], ["user/a"], "embedded-issuer-foreign-role"),
        ] as [([String], [String], String)])
    func aConfigurationThatContradictsItselfIsRefused(
        _ accounts: [String], _ roles: [String], _ reason: String
    ) async throws {
        let bench = try await Bench()
        let made = try roles.enumerated().map { index, name in
            EmbeddedRole(
                arn: try ARN("arn:aws:iam::000000000001:\(name)"), roleID: "AROA\(index)",
                maximumDuration: .seconds(3600), trust: Trusting())
        }
        let error = try #require(throws: EmbeddedIssuerError.self) {
            try Bench.issuer(
                accounts: try accounts.map { EmbeddedAccount(id: try AccountID($0), name: "n", roles: made) },
                keys: JSONWebKeySet([]), store: bench.store, vault: bench.vault, audit: bench.audit, clock: bench.clock,
                log: bench.log)
        }
        #expect(error.reason == reason)
    }

    private func trust(_ actions: String..., aud: String = "app") throws -> PolicyTrust {
        let document: JSONObject = [
            "Version": "2012-10-17",
            "Statement": [
                "Effect": "Allow",
                "Principal": ["Federated": "arn:aws:iam::000000000001:oidc-provider/id.example.org"],
                "Action": .array(actions.map { .string($0) }),
                "Condition": ["StringEquals": ["id.example.org:aud": .string(aud), "id.example.org:sub": "alice"]],
            ],
        ]
        return PolicyTrust(try TrustPolicy(parsing: document))
    }

    @Test func aPolicyIsATrust() async throws {
        let allowing = try await Bench(trust: trust("sts:AssumeRoleWithWebIdentity"))
        #expect(try await allowing.ask().status == .ok)
        #expect(try await allowing.ask(token: allowing.token(["sub": "bob"])).code == "AccessDenied")
        let detail = allowing.audit.records.last?.fields["detail"]?.string
        #expect(
            detail == "sts:AssumeRoleWithWebIdentity: no statement allows it: statement 1: "
                + "`StringEquals` on `id.example.org:sub` does not hold")
        let denying = try await Bench(trust: trust("sts:AssumeRoleWithWebIdentity", aud: "elsewhere"))
        #expect(try await denying.ask().code == "AccessDenied")
    }

    @Test func tagsAndSourceIdentityNeedTheirOwnActions() async throws {
        let tags: [String: JSONValue?] = ["https://aws.amazon.com/tags": ["principal_tags": ["a": ["b"]]]]
        let source: [String: JSONValue?] = ["https://aws.amazon.com/source_identity": "alice"]
        let plain = try await Bench(trust: trust("sts:AssumeRoleWithWebIdentity"))
        #expect(try await plain.ask(token: plain.token(tags)).code == "AccessDenied")
        #expect(try await plain.ask(token: plain.token(source)).code == "AccessDenied")
        let tagging = try await Bench(trust: trust("sts:AssumeRoleWithWebIdentity", "sts:TagSession"))
        #expect(try await tagging.ask(token: tagging.token(tags)).status == .ok)
        #expect(try await tagging.ask(token: tagging.token(source)).code == "AccessDenied")
    }

    @Test(
        arguments: [
            ["principal_tags": ["a": []]], ["principal_tags": ["a": ["b", "c"]]], ["principal_tags": ["a": [1]]],
            ["principal_tags": ["a": ["b"], "A": ["c"]]], ["principal_tags": ["a*": ["b"]]], [:], "text",
            ["principal_tags": ["a": ["b"]], "transitive_tag_keys": ["c"]],
            ["principal_tags": ["a": ["b"]], "transitive_tag_keys": "a"],
            ["principal_tags": ["a": ["b"]], "transitive_tag_keys": ["a", "a"]],
        ] as [JSONValue])
    func tagsHaveOneForm(_ value: JSONValue) {
        #expect(throws: IssuerRefusal.self) { try SessionAttributes(["https://aws.amazon.com/tags": value]) }
    }
}
