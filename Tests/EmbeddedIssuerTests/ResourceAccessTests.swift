import Essentials
import HTTP
import IAM
import SecurityTokens
import Testing

@testable import EmbeddedIssuer

/// Whoever holds keys of this issuer is judged at a resource, by what those keys are.
@Suite("Keys of every kind at a resource")
struct ResourceAccessTests {
    private static let host = "files.example.org"

    private static func map() throws -> ResourceMap {
        ResourceMap(
            id: "files", service: "s3", hosts: [host], account: "000000000001", payloads: [.digest],
            decidingHeaders: [], idleParameters: [],
            rules: [
                ResourceRule(
                    methods: [.get], path: [.one("bucket"), .rest("key")],
                    deeds: [
                        ResourceDeed(
                            action: "s3:GetObject",
                            resource: try ResourceTemplate("arn:aws:s3:::{bucket}/{key}", names: ["bucket", "key"]))
                    ])
            ])
    }

    /// Asks for an object with a signature; the verdict, or the reason of the refusal.
    private func verdict(
        _ bench: SignedBench, by credentials: SigningCredentials, signedFor path: String? = nil
    ) throws -> Result<ResourceVerdict, ResourceRefusal> {
        let target = "/reports/sales.txt"
        var headers: HTTPHeaders = ["Host": Self.host]
        let added = try SigV4.sign(
            method: .get, rawTarget: (path ?? target).bytes, headers: headers, body: [], with: credentials,
            scope: SigningScope(region: "us-east-1", service: "s3"), at: bench.bench.clock.now(), path: .s3,
            isPayloadHashSent: true)
        for field in added.fields { headers.add(field.name, field.value) }
        let request = try #require(HTTPRequest(.get, target, headers: headers))
        let asked = ResourceRequest(request, host: Self.host, client: "192.0.2.7", isSecure: true)
        let maps = [try Self.map()]
        return Result { () throws(ResourceRefusal) in try bench.issuer.authorize(asked, among: maps) }
    }

    private static func when(_ condition: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":\#(condition)}}"#
    }

    private static let reading = SignedBench.allowing("s3:GetObject", on: "arn:aws:s3:::reports/*")
    private static let all = SignedBench.allowing("*")

    @Test("a user's own key reads what its policies allow")
    func user() async throws {
        let bench = try await SignedBench(permissions: Self.reading)
        let found = try verdict(bench, by: SignedBench.alice).get()
        #expect(found.principal.description == SignedBench.aliceARN)
        #expect(found.accessKeyID == SignedBench.alice.accessKeyID)
        #expect(found.accesses == [.init(action: "s3:GetObject", resource: "arn:aws:s3:::reports/sales.txt")])
    }

    @Test("without a policy, of another account, or with a signature over something else, nobody reads")
    func refused() async throws {
        let nothing = try await SignedBench()
        #expect(throws: ResourceRefusal.self) { try verdict(nothing, by: SignedBench.alice).get() }
        let bench = try await SignedBench(permissions: Self.reading)
        // The resource's account has said nothing of the other's users.
        #expect(reason(try verdict(bench, by: SignedBench.bob)) == "access-denied")
        #expect(
            reason(try verdict(bench, by: SignedBench.alice, signedFor: "/reports/other.txt"))
                == ResourceRefusal.signature(.mismatch).reason)
        var forged = SignedBench.alice
        forged = SigningCredentials(
            accessKeyID: forged.accessKeyID, secretAccessKey: forged.secretAccessKey, sessionToken: Secret("token"))
        #expect(reason(try verdict(bench, by: forged)) == ResourceRefusal.unknownAccessKey.reason)
    }

    @Test("a session token's keys read, and say whether a device was shown")
    func sessionToken() async throws {
        let policy = Self.when(#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#)
        let bench = try await SignedBench(permissions: policy)
        #expect(reason(try verdict(bench, by: SignedBench.alice)) == "access-denied")
        let proof = ["SerialNumber": SignedBench.serial, "TokenCode": try bench.code()]
        let proved = try bench.credentials(try await bench.call("GetSessionToken", proof), "GetSessionToken")
        let found = try verdict(bench, by: proved).get()
        #expect(found.principal.description == SignedBench.aliceARN)
        #expect(found.accessKeyID == proved.accessKeyID)
        let open = try await SignedBench(permissions: Self.all)
        let plain = try open.credentials(try await open.call("GetSessionToken"), "GetSessionToken")
        #expect(throws: Never.self) { try verdict(open, by: plain).get() }
    }

    @Test(
        "a federated user reads what the user and its own policy both allow",
        arguments: [
            (Self.all, Self.reading, nil), (Self.reading, Self.all, nil),
            (Self.all, SignedBench.allowing("s3:PutObject"), "access-denied"), (Self.all, nil, "access-denied"),
            (SignedBench.allowing("sts:*"), Self.reading, "access-denied"),
        ] as [(String, String?, String?)])
    func federatedUser(permissions: String, session: String?, refusal: String?) async throws {
        let mayFederate = permissions == Self.reading ? Self.readingAndFederating : permissions
        let bench = try await SignedBench(permissions: mayFederate)
        var parameters = ["Name": "guest"]
        parameters["Policy"] = session
        let keys = try bench.credentials(
            try await bench.call("GetFederationToken", parameters), "GetFederationToken")
        let found = try verdict(bench, by: keys)
        #expect(reason(found) == refusal)
        if refusal == nil {
            #expect(
                try found.get().principal.description == "arn:aws:sts::000000000001:federated-user/guest")
        }
    }

    private static let readingAndFederating =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","sts:GetFederationToken"],"#
        + #""Resource":"*"}}"#

    @Test(
        "a role's tags are its sessions', and a session's own stands in the place of the role's",
        arguments: [(nil, "red", nil), ("blue", "red", "access-denied"), ("blue", "blue", nil)]
            as [(String?, String, String?)])
    func roleTags(session: String?, demanded: String, refusal: String?) async throws {
        let bench = try await SignedBench(
            trust: SignedBench.trusting(SignedBench.aliceARN, actions: #""sts:AssumeRole","sts:TagSession""#),
            target: Self.when(#"{"StringEquals":{"aws:PrincipalTag/team":"\#(demanded)"}}"#),
            roleTags: ["team": "red"])
        var parameters: [String: String] = [:]
        if let session {
            parameters = ["Tags.member.1.Key": "Team", "Tags.member.1.Value": session]
        }
        let keys = try bench.credentials(try await bench.assume(parameters), "AssumeRole")
        let found = try verdict(bench, by: keys)
        #expect(reason(found) == refusal)
        if refusal == nil {
            #expect(
                try found.get().principal.description == "arn:aws:sts::000000000001:assumed-role/target/work")
        }
    }

    @Test("a tag whose key only looks alike hides no other")
    func lookAlikes() async throws {
        let bench = try await SignedBench(
            trust: SignedBench.trusting(SignedBench.aliceARN, actions: #""sts:AssumeRole","sts:TagSession""#),
            target: Self.when(#"{"StringEquals":{"aws:PrincipalTag/risk":"high"}}"#), roleTags: ["risk": "high"])
        let tag = ["Tags.member.1.Key": "ris\u{212A}", "Tags.member.1.Value": "low"]
        let keys = try bench.credentials(try await bench.assume(tag), "AssumeRole")
        #expect(reason(try verdict(bench, by: keys)) == nil)
    }

    @Test("a host's label is a name, or the host is none of ours", arguments: [".", "..", "a/b", "a#", "a%2f", "A"])
    func labels(label: String) throws {
        let map = ResourceMap(
            id: "files", service: "s3", hosts: ["*.files.example"], account: "000000000001", payloads: [.digest],
            decidingHeaders: [], idleParameters: [], rules: [])
        #expect(!map.matches("\(label).files.example").isOurs)
        #expect(map.matches("my-bucket.v2.files.example").label == "my-bucket.v2")
    }

    private func reason(_ result: Result<ResourceVerdict, ResourceRefusal>) -> String? {
        if case .failure(let refusal) = result { return refusal.reason }
        return nil
    }
}
