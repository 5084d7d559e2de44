import Essentials
import HTTP
import IAM
import SecurityTokens
import Testing
import Vault

@testable import EmbeddedIssuer

/// A way in for keys and their token.
enum Door: String, CaseIterable, Sendable {
    case identity, assumeRole, iam, resource, revocations

    /// The code of the refusal; `nil` where it opens.
    func knock(_ bench: AdministrationBench, _ keys: SigningCredentials) async throws -> String? {
        switch self {
        case .identity: return try await bench.call("GetCallerIdentity", by: keys, service: "sts").code
        case .assumeRole: return try await bench.assume(AdministrationBench.role, by: keys).code
        case .iam: return try await bench.call("ListUsers", by: keys).code
        case .resource: return try bench.read(keys)
        case .revocations:
            let answer = try await bench.revocations(.get, by: keys)
            return answer.status == .ok ? nil : try answer.json["title"]?.string
        }
    }
}

/// Something done to good keys of Alice's.
struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let codes: Set<String>
    /// Gets those keys, and those of another session of hers.
    let change:
        @Sendable (AdministrationBench, SigningCredentials, SigningCredentials) async throws -> SigningCredentials

    var testDescription: String { name }

    static let invalid: Set<String> = ["InvalidClientTokenId", "InvalidToken", "InvalidAccessKeyId"]
    static let over: Set<String> = ["ExpiredToken"]

    static let all = [
        Attack(name: "forged", codes: invalid) { $1.with(token: Array(repeating: 0x41, count: 600), $0, $2) },
        Attack(name: "empty", codes: invalid) { $1.with(token: [], $0, $2) },
        Attack(name: "not base64url", codes: invalid) { $1.with(token: $1.bytes.dropLast() + [0x2B], $0, $2) },
        Attack(name: "too long", codes: invalid) {
            $1.with(token: $1.bytes + [UInt8](repeating: 0x41, count: 4096), $0, $2)
        },
        Attack(name: "cut by one character", codes: invalid) { $1.with(token: $1.bytes.dropLast(), $0, $2) },
        Attack(name: "cut by half", codes: invalid) { $1.with(token: $1.bytes.prefix($1.bytes.count / 2), $0, $2) },
        Attack(name: "under another session's key", codes: invalid) { $2.with(token: $1.bytes, $0, $1) },
        Attack(name: "under another session's secret", codes: ["SignatureDoesNotMatch"]) { _, mine, other in
            SigningCredentials(
                accessKeyID: mine.accessKeyID, secretAccessKey: other.secretAccessKey, sessionToken: mine.sessionToken)
        },
        Attack(name: "without its token", codes: invalid) { _, mine, _ in
            SigningCredentials(
                accessKeyID: mine.accessKeyID, secretAccessKey: mine.secretAccessKey, sessionToken: nil)
        },
        Attack(name: "of another installation", codes: invalid) { _, _, _ in
            try await AdministrationBench().roleSession()
        },
        Attack(name: "sealed for another purpose", codes: invalid) { bench, mine, other in
            let plaintext = try bench.plaintext(mine, IssuedSession.context)
            let sealed = try bench.bench.vault.seal(plaintext, for: .session, context: IssuedSession.context)
            return mine.with(token: Base64.encodeURL(sealed).bytes, bench, other)
        },
        Attack(name: "of a role, sealed as a user's", codes: invalid) { bench, mine, other in
            let plaintext = try bench.plaintext(mine, IssuedSession.context)
            let sealed = try bench.bench.vault.seal(plaintext, for: .sessionToken, context: UserSession.context)
            return mine.with(token: Base64.encodeURL(sealed).bytes, bench, other)
        },
        Attack(name: "expired", codes: over) { bench, mine, _ in
            bench.bench.clock.set(Instant(seconds: bench.bench.clock.now().seconds + 3600))
            return mine
        },
        Attack(name: "revoked", codes: over) { bench, mine, _ in
            let answer = try await bench.revocations(.post, #"{"session":"\#(mine.accessKeyID)"}"#)
            #expect(answer.status == 201)
            return mine
        },
        Attack(name: "of a role that is gone", codes: invalid) { bench, mine, _ in
            try await bench.done("DeleteRolePolicy", ["RoleName": "work", "PolicyName": "own"])
            try await bench.done("DeleteRole", ["RoleName": "work"])
            return mine
        },
        Attack(name: "of a role that was made again", codes: invalid) { bench, mine, _ in
            try await bench.done("DeleteRolePolicy", ["RoleName": "work", "PolicyName": "own"])
            try await bench.done("DeleteRole", ["RoleName": "work"])
            _ = try await bench.roleSession()
            return mine
        },
    ]
}

/// Session tokens that must not pass, by every way in.
@Suite struct TokensThatMustNotPass {
    @Test(arguments: Attack.all, Door.allCases)
    func doNotPass(_ attack: Attack, _ door: Door) async throws {
        let bench = try await AdministrationBench()
        let mine = try await bench.roleSession()
        let other = try await bench.roleSession()
        // Unharmed they pass, so that it is the attack that is refused.
        #expect(try await door.knock(bench, mine) == nil)
        let code = try await door.knock(bench, attack.change(bench, mine, other)) ?? "passed"
        #expect(attack.codes.contains(code), "\(code)")
        // The other session is not harmed by the revocation of the first.
        if attack.name == "revoked" { #expect(try await door.knock(bench, other) == nil) }
    }

    /// Every byte of a token counts: a bit of each is turned.
    @Test func everyByteCounts() async throws {
        let bench = try await AdministrationBench()
        let mine = try await bench.roleSession()
        let sealed = try #require(Base64.decodeURL(mine.bytes))
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1 << UInt8(index % 8)
            let keys = mine.with(token: Base64.encodeURL(altered).bytes, bench, mine)
            #expect(try await Door.identity.knock(bench, keys) == "InvalidClientTokenId", "byte \(index)")
        }
    }

    /// Whoever has every right in another account reaches nothing of this one.
    @Test func aSessionOfAnotherAccountReachesNothingHere() async throws {
        let bench = try await AdministrationBench()
        let bob = try bench.session(
            try await bench.call("GetSessionToken", by: SignedBench.bob, service: "sts"), "GetSessionToken")
        #expect(try await Door.identity.knock(bench, bob) == nil)
        _ = try await bench.roleSession()
        for door in [Door.assumeRole, .iam, .resource, .revocations] {
            #expect(try await door.knock(bench, bob) != nil, "\(door)")
        }
    }
}

extension SigningCredentials {
    fileprivate var bytes: [UInt8] { sessionToken?.reveal() ?? [] }

    /// The same key with another token; bench and other keys stand here to be used up.
    fileprivate func with(
        token: some Sequence<UInt8>, _: AdministrationBench, _: SigningCredentials
    ) -> SigningCredentials {
        SigningCredentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: Secret(Array(token)))
    }
}

extension AdministrationBench {
    /// What a token seals.
    fileprivate func plaintext(_ keys: SigningCredentials, _ context: [UInt8]) throws -> [UInt8] {
        let sealed = try #require(Base64.decodeURL(keys.bytes))
        return try bench.vault.open(sealed, for: .sessionToken, context: context)
    }

    /// Reads an object through `/authz`; the code of the refusal.
    fileprivate func read(_ keys: SigningCredentials) throws -> String? {
        let host = "files.example.org"
        let deed = ResourceDeed(
            action: "s3:GetObject",
            resource: try ResourceTemplate("arn:aws:s3:::{bucket}/{key}", names: ["bucket", "key"]))
        let map = ResourceMap(
            id: "files", service: "s3", hosts: [host], account: Self.account, payloads: [.digest],
            decidingHeaders: [], idleParameters: [],
            rules: [ResourceRule(methods: [.get], path: [.one("bucket"), .rest("key")], deeds: [deed])])
        var headers: HTTPHeaders = ["Host": host]
        let target = "/reports/a.txt"
        let added = try SigV4.sign(
            method: .get, rawTarget: target.bytes, headers: headers, body: [], with: keys,
            scope: SigningScope(region: "us-east-1", service: "s3"), at: bench.clock.now(), path: .s3,
            isPayloadHashSent: true)
        for field in added.fields { headers.add(field.name, field.value) }
        let request = HTTPRequest(
            method: .get, rawTarget: target.bytes, path: target, rawQuery: [], headers: headers, body: [],
            peer: "192.0.2.7")
        do throws(ResourceRefusal) {
            _ = try nodes[0].issuer.authorize(
                ResourceRequest(request, host: host, client: "192.0.2.7", isSecure: true), among: [map])
            return nil
        } catch { return error.s3.code }
    }
}
