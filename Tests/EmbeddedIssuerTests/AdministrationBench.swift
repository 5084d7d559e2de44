import Cryptography
import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Storage
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

/// Two nodes over one store, each an issuer with the IAM API, and calls to them.
struct AdministrationBench {
    struct Node: Sendable {
        let issuer: EmbeddedIssuer
        let feed: ChangeFeed
        let revocations: Revocations
    }

    static let account = "000000000001"
    static let admin = SignedBench.alice
    static let configured = "arn:aws:iam::000000000001:role/configured"

    let bench: Bench
    let nodes: [Node]

    /// `permissions` is what the administrator may do, everything unless told otherwise.
    init(permissions: String = Self.allowing(["*"])) async throws {
        let bench = try await Bench()
        var nodes: [Node] = []
        for _ in 0..<2 {
            let feed = ChangeFeed(
                store: bench.store, clock: bench.clock, randomness: SystemRandomness(), log: bench.log)
            let revocations = try await Revocations.open(store: bench.store, clock: bench.clock, feed: feed)
            nodes.append(
                Node(
                    issuer: try await Self.issuer(bench, feed, permissions, revocations), feed: feed,
                    revocations: revocations))
        }
        self.bench = bench
        self.nodes = nodes
    }

    static func issuer(
        _ bench: Bench, _ feed: ChangeFeed, _ permissions: String, _ revocations: Revocations
    ) async throws -> EmbeddedIssuer {
        let device = try #require(
            MFADevice(serialNumber: SignedBench.serial, base32Key: Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
        let user = EmbeddedUser(
            arn: try ARN(SignedBench.aliceARN), userID: "AIDAALICEALICEALICEAL",
            keys: [try #require(EmbeddedAccessKey(id: admin.accessKeyID, secret: admin.secretAccessKey))],
            permissions: [try Policy(permissions.utf8, kind: .identity, name: "admin")], device: device)
        let bob = EmbeddedUser(
            arn: try ARN(SignedBench.bobARN), userID: "AIDABOBBOBBOBBOBBOBBO",
            keys: [
                try #require(
                    EmbeddedAccessKey(
                        id: SignedBench.bob.accessKeyID, secret: SignedBench.bob.secretAccessKey))
            ], permissions: [try Policy(Self.allowing(["*"]).utf8, kind: .identity, name: "bob")])
        let role = EmbeddedRole(
            arn: try ARN(configured), roleID: "AROACONFIGUREDCONFIGU", maximumDuration: .seconds(3600),
            trust: Distrusting())
        let policy = try ManagedPolicy(
            arn: try ARN("arn:aws:iam::000000000001:policy/fixed"), policyID: "ANPAFIXED", text: allowing(["s3:*"]))
        let principals = try await PrincipalStore.open(
            store: bench.store, vault: bench.vault, clock: bench.clock, log: bench.log, feed: feed)
        let written: Set<ARN> = [user.arn, bob.arn, role.arn]
        return try EmbeddedIssuer(
            id: "embedded",
            accounts: [
                EmbeddedAccount(
                    id: try AccountID(account), name: "one", roles: [role], users: [user], policies: [policy]),
                EmbeddedAccount(id: try AccountID("000000000002"), name: "two", roles: [], users: [bob]),
            ],
            providers: OneProvider(keys: JSONWebKeySet([]), clock: bench.clock), providerKeys: ["house"],
            revoked: revocations.list, store: bench.store, vault: bench.vault,
            audit: bench.audit, clock: bench.clock, randomness: SystemRandomness(), log: bench.log,
            publicHosts: [Bench.host],
            identityProviders: [
                ListedIdentityProvider(kind: .openID, name: "id.example.org", clientIDs: ["app"]),
                ListedIdentityProvider(kind: .saml, name: "house"),
            ],
            administration: principals,
            revocations: RevocationAdministration(
                desk: RevocationDesk(
                    records: revocations.records, audit: bench.audit, clock: bench.clock,
                    randomness: SystemRandomness(), providers: ["house"],
                    accounts: [try AccountID(account), try AccountID("000000000002")],
                    isThere: { written.contains($0) || principals.contains($0) }), account: try AccountID(account))
        )
    }

    static func allowing(_ actions: [String], on resource: String = "*", effect: String = "Allow") -> String {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
        return
            #"{"Version":"2012-10-17","Statement":{"Effect":"\#(effect)","Action":[\#(list)],"Resource":"\#(resource)"}}"#
    }

    /// Calls an action of IAM or STS, signed.
    func call(
        _ action: String, _ parameters: [String: String] = [:], by credentials: SigningCredentials = admin,
        service: ExactString = "iam", node: Int = 0, signedFor: ExactString? = nil
    ) async throws -> HTTPResponse {
        let version = service == "iam" ? "2010-05-08" : "2011-06-15"
        let body = PercentEncoding.form(
            [("Action", action), ("Version", version)] + parameters.sorted { $0.key < $1.key })
        var headers: HTTPHeaders = ["Host": Bench.host, "Content-Type": "application/x-www-form-urlencoded"]
        let added = try SigV4.sign(
            method: .post, rawTarget: "/\(service)".bytes, headers: headers, body: body.bytes, with: credentials,
            scope: SigningScope(region: "us-east-1", service: (signedFor ?? service).text), at: bench.clock.now())
        for field in added.fields { headers.add(field.name, field.value) }
        let request = Bench.request(.post, target: "/\(service)", body: body, headers: headers)
        let issuer = nodes[node].issuer
        return service == "iam" ? await issuer.administer(request) : await issuer.answer(request)
    }

    /// The same, which must be answered well; its result.
    @discardableResult func done(
        _ action: String, _ parameters: [String: String] = [:], by credentials: SigningCredentials = admin,
        node: Int = 0
    ) async throws -> XMLElement {
        let answer = try await call(action, parameters, by: credentials, node: node)
        try #require(answer.status == .ok, "\(action): \(answer.code ?? "") \(answer.message ?? "")")
        return try answer.xml.only(ExactString("\(action)Result")) ?? answer.xml
    }

    /// A user with a key.
    func user(_ name: String = "bob", policy: String? = nil) async throws -> SigningCredentials {
        try await done("CreateUser", ["UserName": name])
        if let policy {
            try await done("PutUserPolicy", ["UserName": name, "PolicyName": "own", "PolicyDocument": policy])
        }
        let key = try #require(try await done("CreateAccessKey", ["UserName": name]).only("AccessKey"))
        return SigningCredentials(
            accessKeyID: try #require(key.only("AccessKeyId")?.text),
            secretAccessKey: Secret(try #require(key.only("SecretAccessKey")?.text)), sessionToken: nil)
    }

    /// A session of a role, by STS.
    func assume(_ role: String, by credentials: SigningCredentials, node: Int = 0) async throws -> HTTPResponse {
        try await call(
            "AssumeRole", ["RoleArn": role, "RoleSessionName": "work"], by: credentials, service: "sts", node: node)
    }

    func session(_ answer: HTTPResponse, _ action: String = "AssumeRole") throws -> SigningCredentials {
        let made = try #require(
            try answer.xml.only(ExactString("\(action)Result"))?.only("Credentials"), "\(answer.message ?? "")")
        return SigningCredentials(
            accessKeyID: try #require(made.only("AccessKeyId")?.text),
            secretAccessKey: Secret(try #require(made.only("SecretAccessKey")?.text)),
            sessionToken: Secret(try #require(made.only("SessionToken")?.text)))
    }

    func isKnown(_ credentials: SigningCredentials, node: Int = 0) async throws -> Bool {
        try await call("GetCallerIdentity", by: credentials, service: "sts", node: node).status == .ok
    }
}
