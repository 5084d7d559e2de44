import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

/// An issuer with users in two accounts, and calls that they sign.
struct SignedBench {
    static let alice = SigningCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        sessionToken: nil)
    static let bob = SigningCredentials(
        accessKeyID: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: Secret("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"),
        sessionToken: nil)
    static let aliceARN = "arn:aws:iam::000000000001:user/alice"
    static let bobARN = "arn:aws:iam::000000000002:user/team/bob"
    static let target = "arn:aws:iam::000000000001:role/target"
    static let next = "arn:aws:iam::000000000001:role/next"
    static let serial = "arn:aws:iam::000000000001:mfa/alice"

    let bench: Bench
    let accounts: [EmbeddedAccount]
    var issuer: EmbeddedIssuer

    /// Another node: an issuer over the same store and vault.
    init(bench: Bench, issuer: EmbeddedIssuer) {
        self.bench = bench
        self.issuer = issuer
        accounts = issuer.accounts
    }

    /// `trust` is the trust policy of `role/target`, `permissions` what Alice and Bob may do.
    init(
        trust: String = SignedBench.trusting(SignedBench.aliceARN),
        permissions: String? = nil, target permitted: String? = nil, policies: [[ManagedPolicy]] = [[], []],
        roleTags: [String: String] = [:],
        features: AccountFeatures = [.outboundWebIdentity, .rootAccess], authenticatedWithin: Duration? = nil
    ) async throws {
        bench = try await Bench()
        let device = try #require(
            MFADevice(serialNumber: Self.serial, base32Key: Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
        let allowed = try permissions.map { [try Policy($0.utf8, kind: .identity, name: "user")] } ?? []
        func user(_ arn: String, _ id: String, _ key: SigningCredentials, _ device: MFADevice?) throws -> EmbeddedUser {
            EmbeddedUser(
                arn: try ARN(arn), userID: id,
                keys: [try #require(EmbeddedAccessKey(id: key.accessKeyID, secret: key.secretAccessKey))],
                permissions: allowed, device: device)
        }
        func role(_ arn: String, _ id: String, _ trust: String) throws -> EmbeddedRole {
            EmbeddedRole(
                arn: try ARN(arn), roleID: id, maximumDuration: .seconds(7200), trust: Trusting(),
                permissions: try permitted.map { [try Policy($0.utf8, kind: .identity, name: "role")] } ?? [],
                principalTrust: try TrustPolicy(parsing: try JSONObject(parsing: trust.bytes, limits: .small)),
                authenticatedWithin: authenticatedWithin,
                record: PrincipalRecord(tags: try roleTags.map { try SessionTag(key: $0.key, value: $0.value) }))
        }
        accounts = [
            EmbeddedAccount(
                id: try AccountID("000000000001"), name: "one",
                roles: [
                    try role(Self.target, "AROATARGETTARGETTARGE", trust),
                    try role(Self.next, "AROANEXTNEXTNEXTNEXTN", Self.trusting(Self.target)),
                ], users: [try user(Self.aliceARN, "AIDAALICEALICEALICEAL", Self.alice, device)],
                policies: policies[0], features: features),
            EmbeddedAccount(
                id: try AccountID("000000000002"), name: "two", roles: [],
                users: [try user(Self.bobARN, "AIDABOBBOBBOBBOBBOBBO", Self.bob, nil)],
                policies: policies[1]),
        ]
        issuer = try Bench.issuer(
            accounts: accounts, keys: JSONWebKeySet([]), store: bench.store, vault: bench.vault, audit: bench.audit,
            clock: bench.clock,
            log: bench.log)
    }

    /// The same where the role or user of this id was taken away and made again.
    func remaking(_ id: String) throws -> SignedBench {
        var changed = self
        func fresh(_ own: String) -> String { own == id ? String(own.prefix(4)) + "AGAINAGAINAGAINAG" : own }
        changed.issuer = try Bench.issuer(
            accounts: accounts.map { account in
                EmbeddedAccount(
                    id: account.id, name: account.name,
                    roles: account.roles.map { role in
                        EmbeddedRole(
                            arn: role.arn, roleID: fresh(role.roleID), maximumDuration: role.maximumDuration,
                            trust: role.trust, permissions: role.permissions, principalTrust: role.principalTrust)
                    },
                    users: account.users.map { user in
                        EmbeddedUser(
                            arn: user.arn, userID: fresh(user.userID), keys: user.keys, permissions: user.permissions)
                    }, policies: account.policies)
            }, keys: JSONWebKeySet([]), store: bench.store, vault: bench.vault, audit: bench.audit, clock: bench.clock,
            log: bench.log)
        return changed
    }

    /// A trust policy for principals, with more actions and a condition where wanted.
    static func trusting(
        _ principal: String, actions: String = #""sts:AssumeRole""#, condition: String = "{}"
    ) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
            + #""Action":[\#(actions)],"Condition":\#(condition)}}"#
    }

    static func allowing(_ action: String, on resource: String = "*") -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(action)","Resource":"\#(resource)"}}"#
    }

    /// Calls an action with parameters, signed.
    func call(
        _ action: String, _ parameters: [String: String] = [:], by credentials: SigningCredentials = alice
    ) async throws -> HTTPResponse {
        let fields = [("Action", action), ("Version", "2011-06-15")] + parameters.sorted { $0.key < $1.key }
        let body = PercentEncoding.form(fields)
        var headers: HTTPHeaders = ["Host": Bench.host, "Content-Type": "application/x-www-form-urlencoded"]
        let added = try SigV4.sign(
            method: .post, rawTarget: "/sts".bytes, headers: headers, body: body.bytes, with: credentials,
            scope: SigningScope(region: "us-east-1", service: "sts"), at: bench.clock.now())
        for field in added.fields { headers.add(field.name, field.value) }
        return await issuer.answer(Bench.request(.post, target: "/sts", body: body, headers: headers))
    }

    /// Assumes `role/target`, or another.
    func assume(
        _ more: [String: String] = [:], by credentials: SigningCredentials = alice, role: String = target
    ) async throws -> HTTPResponse {
        let fields = ["RoleArn": role, "RoleSessionName": "work"].merging(more) { $1 }
        return try await call("AssumeRole", fields, by: credentials)
    }

    /// The credentials of an answer.
    func credentials(_ response: HTTPResponse, _ action: String) throws -> SigningCredentials {
        let made = try #require(
            response.xml.only(ExactString("\(action)Result"))?.only("Credentials"), "\(response.code ?? "")")
        return SigningCredentials(
            accessKeyID: try #require(made.only("AccessKeyId")?.text),
            secretAccessKey: Secret(try #require(made.only("SecretAccessKey")?.text)),
            sessionToken: Secret(try #require(made.only("SessionToken")?.text)))
    }

    /// The code of Alice's device now, or so many intervals later.
    func code(_ later: Int64 = 0) throws -> String {
        let device = try #require(
            MFADevice(serialNumber: Self.serial, base32Key: Secret("gezdgnbvgy3tqojqgezdgnbvgy3tqojq")))
        let step = bench.clock.now().seconds / OneTimeCodes.interval + later
        return String(decoding: try #require(OneTimeCodes.code(of: device, step)), as: UTF8.self)
    }
}
