import Cryptography
import Essentials
import Foundation
import HTTP
import IAM
import JOSE
import Storage
import Synchronization
import Testing
import Vault
import XMLDocuments

@testable import EmbeddedIssuer
@testable import SecurityTokens

/// An issuer with its own store, vault, provider and clock, and a key that signs tokens for it.
final class Bench: Sendable {
    static let begin = Instant(seconds: 1_773_322_807, nanoseconds: 900_000_000)
    static let roleARN = "arn:aws:iam::000000000001:role/ci/deploy"
    static let host = "sts.example.org"

    let folder: String
    let store: SQLiteStore
    let vault: Vault
    let clock = MovableClock(Bench.begin)
    let audit = KeptAudit()
    let log = KeptLog()
    let signer: TokenSigner
    let revocations: Revocations
    let issuer: EmbeddedIssuer

    init(
        trust: any RoleTrust = Trusting(), roleID: String = "AROAAAAAAAAAAAAAAAAAA", sessionPolicy: SessionPolicy? = nil
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("issuer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        store = try await SQLiteStore.open(path: folder + "/state.db")
        vault = try await Vault.open(
            store: store, rootKeyFile: folder + "/root.key", clock: clock, randomness: SystemRandomness())
        let key = try PrivateKey.generate(.ed25519)
        signer = TokenSigner(key: key, algorithm: .edDSA, keyID: "k1")
        revocations = try await Revocations.open(
            store: store, clock: clock,
            feed: ChangeFeed(store: store, clock: clock, randomness: SystemRandomness(), log: log))
        let keys = JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "k1", algorithm: .edDSA)])
        issuer = try Bench.issuer(
            accounts: [Bench.account(trust: trust, roleID: roleID, sessionPolicy: sessionPolicy)], keys: keys,
            store: store, vault: vault, audit: audit, clock: clock, log: log, revoked: revocations.list)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func account(
        trust: any RoleTrust, roleID: String, sessionPolicy: SessionPolicy? = nil
    ) throws -> EmbeddedAccount {
        EmbeddedAccount(
            id: try AccountID("000000000001"), name: "local",
            roles: [
                EmbeddedRole(
                    arn: try ARN(roleARN), roleID: roleID, maximumDuration: .seconds(7200), trust: trust,
                    description: nil, sessionPolicy: sessionPolicy)
            ])
    }

    static func issuer(
        accounts: [EmbeddedAccount], keys: JSONWebKeySet, store: any Store, vault: Vault, audit: any AuditSink,
        clock: any WallClock, log: any LogSink, revoked: Followed<RevocationList> = Followed(RevocationList([])),
        publicHosts: [String] = [host, "127.0.0.1:8400"]
    ) throws -> EmbeddedIssuer {
        try EmbeddedIssuer(
            id: "embedded", accounts: accounts, providers: OneProvider(keys: keys, clock: clock),
            providerKeys: ["house"], revoked: revoked, store: store, vault: vault, audit: audit, clock: clock,
            randomness: SystemRandomness(), log: log, publicHosts: publicHosts,
            tokenIssuer: HTTPURL("https://\(host)/sts/accounts").map {
                TokenIssuer(base: $0, keys: TokenKeys(store: store, vault: vault, clock: clock, work: nil))
            })
    }

    /// A token of the provider; `nil` removes a claim.
    func token(_ changes: [String: JSONValue?] = [:]) throws -> String {
        let now = clock.now().seconds
        var claims: JSONObject = [
            "iss": "https://id.example.org", "aud": "app", "sub": "alice", "iat": .integer(now),
            "exp": .integer(now + 600),
        ]
        for (name, value) in changes { claims[name] = value }
        return try signer.sign(claims, type: nil)
    }

    /// Asks over HTTP, by POST unless told otherwise; `nil` removes a field.
    func ask(
        _ changes: [String: String?] = [:], token: String? = nil, method: HTTPMethod = .post
    ) async throws -> HTTPResponse {
        var fields: [String: String] = [
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": Bench.roleARN,
            "RoleSessionName": "alice@example.org", "WebIdentityToken": try token ?? self.token(),
        ]
        for (name, value) in changes { fields[name] = value }
        let form = PercentEncoding.form(fields.map { ($0.key, $0.value) })
        return await issuer.answer(
            method == .post
                ? Bench.request(.post, target: "/sts", body: form)
                : Bench.request(method, target: "/sts?\(form)", body: ""))
    }

    /// The credentials of an answer.
    func credentials(_ response: HTTPResponse) throws -> TemporaryCredentials {
        try STSAnswer.assumedRole(
            response,
            for: STSCall(
                WebIdentityRequest(
                    roleARN: ARN(Bench.roleARN), sessionName: RoleSessionName("alice"), token: Secret("t"),
                    duration: .seconds(3600))), at: .epoch
        ).credentials
    }

    /// A signed request of an action.
    func signed(
        _ action: String = "GetCallerIdentity", by credentials: SigningCredentials, host: String = Bench.host
    ) throws -> HTTPRequest {
        let body = "Action=\(action)&Version=2011-06-15"
        var headers: HTTPHeaders = ["Host": host, "Content-Type": "application/x-www-form-urlencoded"]
        let added = try SigV4.sign(
            method: .post, rawTarget: "/sts".bytes, headers: headers, body: body.bytes, with: credentials,
            scope: SigningScope(region: "us-east-1", service: "sts"), at: clock.now())
        for field in added.fields { headers.add(field.name, field.value) }
        return Bench.request(.post, target: "/sts", body: body, headers: headers)
    }

    static func request(
        _ method: HTTPMethod, target: String, body: String,
        headers: HTTPHeaders = [
            "Host": host, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "test",
        ]
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, rawTarget: target.bytes, path: "/sts",
            rawQuery: Array(target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()), headers: headers,
            body: body.bytes, peer: "192.0.2.7")
    }
}

extension EmbeddedIssuer {
    /// What the token of credentials carries.
    func session(of credentials: TemporaryCredentials) throws -> Judged<IssuedSession>? {
        try gate.pass(
            credentials.sessionToken, of: credentials.accessKeyID, as: IssuedSession.self, in: directory,
            at: clock.now()
        ) { _ throws(SignerDenial) in }?.session
    }
}

extension HTTPResponse {
    var xml: XMLElement { get throws { try XMLElement(parsing: body) } }
    /// The code of an error.
    var code: String? { try? xml.only("Error")?.only("Code")?.text }
    /// The words of an error.
    var message: String? { try? xml.only("Error")?.only("Message")?.text }
}

/// Trusts everybody, for as long as the role allows or less.
struct Trusting: RoleTrust {
    var maximumDuration: Duration?

    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        .allowed(maximumDuration: maximumDuration)
    }
}

/// Trusts nobody.
struct Distrusting: RoleTrust {
    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        .denied(why: "the rule says no to \(provider)")
    }
}

/// One provider, its tokens really verified.
struct OneProvider: WebIdentityVerifying {
    let keys: JSONWebKeySet
    let clock: any WallClock

    func verify(_ token: UnverifiedToken) async throws(IssuerRefusal) -> (provider: String, token: VerifiedToken) {
        do throws(TokenRefusal) {
            let verified = try TokenVerifier.verify(
                token, keys: keys,
                expecting: TokenExpectations(
                    issuer: .exactly("https://id.example.org"), audience: .anyOf(["app", "other"]), nonce: .notJudged,
                    algorithms: [.edDSA], at: clock.now(), skew: .seconds(60)))
            return ("house", verified)
        } catch {
            switch error {
            case .expired: throw .expiredToken("Token expired")
            case .issuerMismatch: throw .idpCommunicationError("not reached")
            default: throw .invalidIdentityToken(error.detail)
            }
        }
    }
}

/// A clock that a test moves.
final class MovableClock: WallClock {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    func now() -> Instant { instant.withLock { $0 } }
    func set(_ instant: Instant) { self.instant.withLock { $0 = instant } }
}

/// Records that were kept; fails where told to.
final class KeptAudit: AuditSink {
    struct Failure: Error {}
    private let state = Mutex<(records: [AuditRecord], failing: AuditRecord.Kind?)>(([], nil))
    var records: [AuditRecord] { state.withLock { $0.records } }
    func fail(at kind: AuditRecord.Kind) { state.withLock { $0.failing = kind } }
    func append(_ record: AuditRecord) async throws {
        try state.withLock { state in
            if state.failing == record.kind { throw Failure() }
            state.records.append(record)
        }
    }
}

/// Lines that were logged.
final class KeptLog: LogSink {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        let line = "\(level.rawValue): \(message) " + facts.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        kept.withLock { $0.append(line) }
    }
}
