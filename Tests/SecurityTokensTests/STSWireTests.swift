import Essentials
import HTTP
import IAM
import Testing
import XMLDocuments

@testable import SecurityTokens

private func request(
    _ method: HTTPMethod = .post, query: String = "", body: String = "",
    type: String? = "application/x-www-form-urlencoded; charset=utf-8"
) -> HTTPRequest {
    var headers: HTTPHeaders = ["Host": "sts.example.org"]
    if let type, !body.isEmpty { headers.add("Content-Type", type) }
    let target = "/sts" + (query.isEmpty ? "" : "?\(query)")
    return HTTPRequest(
        method: method, rawTarget: target.bytes, path: "/sts", rawQuery: query.bytes, headers: headers,
        body: body.bytes, peer: "192.0.2.1")
}

private let ok = "Action=GetCallerIdentity&Version=2011-06-15"

@Suite struct STSRequests {
    @Test(arguments: [
        request(.get, query: ok), request(.post, body: ok), request(.post, query: ok),
        request(.post, query: "Version=2011-06-15", body: "Action=GetCallerIdentity"),
    ])
    func areReadFromQueryAndForm(_ request: HTTPRequest) throws {
        #expect(try STSRequest(request).action == .getCallerIdentity)
    }

    static let refused: [(HTTPRequest, String, Int)] = [
        (request(.get), "MissingAction", 400),
        (request(.post, body: "Version=2011-06-15"), "MissingAction", 400),
        (request(.post, body: "Action=&Version=2011-06-15"), "MissingAction", 400),
        (request(.post, body: "Action=Nonsense&Version=2011-06-15"), "InvalidAction", 400),
        (request(.post, body: "Action=getcalleridentity&Version=2011-06-15"), "InvalidAction", 400),
        (request(.post, body: "Action=GetCallerIdentity"), "InvalidAction", 400),
        (request(.post, body: "Action=GetCallerIdentity&Version=2011-06-14"), "InvalidAction", 400),
        (request(.post, body: ok + "&Version=2011-06-15"), "InvalidQueryParameter", 400),
        (request(.post, query: "Action=GetCallerIdentity", body: ok), "InvalidQueryParameter", 400),
        (request(.post, body: ok + "&X=%zz"), "InvalidQueryParameter", 400),
        (request(.post, body: ok + "&X=%ff"), "InvalidQueryParameter", 400),
        (request(.post, body: ok + "&X=%00"), "InvalidQueryParameter", 400),
        (request(.post, body: ok, type: "application/json"), "InvalidQueryParameter", 400),
        (request(.post, body: ok, type: nil), "InvalidQueryParameter", 400),
        (request(.put, query: ok), "InvalidQueryParameter", 400),
        (request(.get, query: ok + "&X=" + String(repeating: "x", count: 400_000)), "InvalidQueryParameter", 400),
    ]

    @Test(arguments: refused.indices)
    func refuse(_ index: Int) throws {
        let (request, code, status) = Self.refused[index]
        let error = try #require(throws: STSError.self) { try STSRequest(request) }
        #expect(error.code == code)
        #expect(error.status.rawValue == status)
    }

    @Test func sayWhichOperationIsMissing() {
        #expect(throws: STSError.invalidAction("Nonsense", version: "2011-06-15")) {
            try STSRequest(request(body: "Action=Nonsense&Version=2011-06-15"))
        }
        #expect(
            STSError.invalidAction("GetCallerIdentity", version: "NO_VERSION_SPECIFIED").message
                == "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED")
    }
}

@Suite struct STSParameterTable {
    @Test func isThatOfThePublicModel() throws {
        let model = try Fixtures.json("sts/parameters.json")
        #expect(
            STSAction.allCases.map(\.rawValue).sorted() == model["operations"]?.array?.compactMap(\.string))
        let actions = try #require(model["actions"]?.object)
        #expect(Set(actions.members.map(\.name)) == Set(STSParameterRule.table.keys.map(\.rawValue)))
        for (action, rules) in STSParameterRule.table {
            let expected = try #require(actions[action.rawValue]?.array).map { try #require($0.object) }
            #expect(rules.map(\.name) == expected.compactMap { $0["name"]?.string })
            for (rule, shape) in zip(rules, expected) {
                #expect(rule.isRequired == shape["required"]?.bool, "\(rule.name)")
                #expect(rule.isSensitive == shape["sensitive"]?.bool, "\(rule.name)")
                switch rule.kind {
                case .text(let lengths, let characters):
                    #expect(shape["type"]?.string == "string")
                    #expect(Int64(lengths.lowerBound) == shape["min"]?.number?.integer, "\(rule.name)")
                    #expect(Int64(lengths.upperBound) == shape["max"]?.number?.integer, "\(rule.name)")
                    #expect(characters?.rawValue == shape["pattern"]?.string, "\(rule.name)")
                case .integer(let bounds):
                    #expect(shape["type"]?.string == "integer")
                    #expect(Int64(bounds.lowerBound) == shape["min"]?.number?.integer, "\(rule.name)")
                    #expect(Int64(bounds.upperBound) == shape["max"]?.number?.integer, "\(rule.name)")
                case .oneOf: Issue.record("no parameter of STS is one of a few words: \(rule.name)")
                }
            }
        }
    }

    private func parameters(_ changes: [String: String?]) throws(STSError) -> WebIdentityParameters {
        var fields = [
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15",
            "RoleArn": "arn:aws:iam::123456789012:role/Developer", "RoleSessionName": "alice@example.org",
            "WebIdentityToken": "a.b.c-token",
        ]
        for (name, value) in changes { fields[name] = value }
        return try WebIdentityParameters(STSRequest(FormFields(fields.map { ($0.key, $0.value) })))
    }

    @Test func takesWhatKeepsTheRules() throws {
        let read = try parameters(["DurationSeconds": "900", "Policy": "{}"])
        #expect(read.roleARN.roleName == "Developer")
        #expect(read.sessionName.text == "alice@example.org")
        #expect(read.token == Secret("a.b.c-token"))
        #expect(read.duration == .seconds(900))
        #expect(read.policy == "{}")
        #expect(try parameters([:]).duration == nil)
        #expect(try parameters(["DurationSeconds": "43200"]).duration == .seconds(43_200))
    }

    static let refused: [([String: String?], String, String)] = [
        (
            ["RoleArn": nil], "ValidationError",
            "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null"
        ),
        (
            ["RoleArn": "arn:aws:iam::1:x"], "ValidationError",
            "1 validation error detected: Value 'arn:aws:iam::1:x' at 'roleArn' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 20"
        ),
        (["RoleArn": "not an arn but long enough"], "ValidationError", "Request ARN is invalid"),
        (
            ["RoleSessionName": "a"], "ValidationError",
            "1 validation error detected: Value 'a' at 'roleSessionName' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 2"
        ),
        (
            ["RoleSessionName": "a b"], "ValidationError",
            "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        ),
        (
            ["RoleSessionName": "é", "DurationSeconds": "899"], "ValidationError",
            "3 validation errors detected: Value 'é' at 'roleSessionName' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 2; Value 'é' at 'roleSessionName' failed to satisfy "
                + "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '899' at "
                + "'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"
        ),
        (
            ["WebIdentityToken": "abc"], "ValidationError",
            "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 4"
        ),
        (
            ["WebIdentityToken": String(repeating: "x", count: 20_001)], "ValidationError",
            "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: "
                + "Member must have length less than or equal to 20000"
        ),
        (
            ["DurationSeconds": "43201"], "ValidationError",
            "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: "
                + "Member must have value less than or equal to 43200"
        ),
        (["DurationSeconds": "1h"], "MalformedInput", "The value of DurationSeconds is not an integer."),
        (["DurationSeconds": ""], "MalformedInput", "The value of DurationSeconds is not an integer."),
        (
            ["DurationSeconds": "99999999999999999999"], "MalformedInput",
            "The value of DurationSeconds is not an integer."
        ),
        (
            ["PolicyArns.member.1.arn": "no name in full at all"], "ValidationError",
            "Request ARN is invalid"
        ),
        (
            ["ProviderId": "www.amazon.com"], "ValidationError",
            "ProviderId goes with an OAuth 2.0 access token; this service takes ID tokens only."
        ),
    ]

    @Test(arguments: refused.indices)
    func refuses(_ index: Int) throws {
        let (changes, code, message) = Self.refused[index]
        let error = try #require(throws: STSError.self) { try parameters(changes) }
        #expect(error.code == code)
        #expect(error.message == message)
        #expect(error.status == .badRequest)
    }
}

@Suite struct STSResponses {
    private let id = STSRequestID(CountingRandomness())

    @Test func aRequestIDIsARandomUUID() { #expect(id.description == "00010203-0405-4607-8809-0a0b0c0d0e0f") }

    @Test func callerIdentity() throws {
        let response = STSResponse.callerIdentity(
            arn: try ARN("arn:aws:sts::123456789012:assumed-role/Developer/alice"), userID: "AROAEXAMPLE:alice",
            account: "123456789012", requestID: id)
        #expect(response.status == .ok)
        #expect(response.headers["Content-Type"] == "text/xml")
        #expect(response.headers["x-amzn-RequestId"] == id.description)
        // The sample response of the STS API Reference, GetCallerIdentity.
        #expect(
            String(decoding: response.body, as: UTF8.self) == """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <GetCallerIdentityResult>
                    <Arn>arn:aws:sts::123456789012:assumed-role/Developer/alice</Arn>
                    <UserId>AROAEXAMPLE:alice</UserId>
                    <Account>123456789012</Account>
                  </GetCallerIdentityResult>
                  <ResponseMetadata>
                    <RequestId>00010203-0405-4607-8809-0a0b0c0d0e0f</RequestId>
                  </ResponseMetadata>
                </GetCallerIdentityResponse>

                """)
    }

    @Test func assumedRole() throws {
        let role = AssumedRole(
            credentials: TemporaryCredentials(
                accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("se/cret+"), sessionToken: Secret("to-ken_"),
                expiration: Instant(seconds: 1_773_322_807)),
            assumedRoleARN: try ARN("arn:aws:sts::123456789012:assumed-role/Developer/alice"),
            assumedRoleID: "AROAEXAMPLE:alice", subjectFromToken: "<sub>", audience: "app",
            provider: "https://id.example.org", sourceIdentity: "alice", packedPolicySize: 6)
        let response = STSResponse.assumedRoleWithWebIdentity(role, requestID: id)
        let root = try XMLElement(parsing: response.body)
        #expect(root.name == "AssumeRoleWithWebIdentityResponse")
        #expect(root.namespace == "https://sts.amazonaws.com/doc/2011-06-15/")
        let result = try #require(root.only("AssumeRoleWithWebIdentityResult"))
        let credentials = try #require(result.only("Credentials"))
        #expect(credentials.only("AccessKeyId")?.text == "ASIAEXAMPLE")
        #expect(credentials.only("SecretAccessKey")?.text == "se/cret+")
        #expect(credentials.only("SessionToken")?.text == "to-ken_")
        #expect(credentials.only("Expiration")?.text == "2026-03-12T13:40:07Z")
        #expect(result.only("AssumedRoleUser")?.only("Arn")?.text == role.assumedRoleARN.description)
        #expect(result.only("AssumedRoleUser")?.only("AssumedRoleId")?.text == "AROAEXAMPLE:alice")
        #expect(result.only("SubjectFromWebIdentityToken")?.text == "<sub>")
        #expect(result.only("Audience")?.text == "app")
        #expect(result.only("Provider")?.text == "https://id.example.org")
        #expect(result.only("SourceIdentity")?.text == "alice")
        #expect(result.only("PackedPolicySize")?.text == "6")
        #expect(root.only("ResponseMetadata")?.only("RequestId")?.text == id.description)
        #expect(response.headers["Cache-Control"] == "no-store")
    }

    @Test(arguments: [(STSError.accessDenied("no"), "Sender"), (.internalFailure, "Receiver")])
    func errors(_ error: STSError, _ type: String) throws {
        let response = STSResponse.error(error, requestID: id)
        #expect(response.status == error.status)
        let root = try XMLElement(parsing: response.body)
        #expect(root.name == "ErrorResponse")
        #expect(root.namespace == "https://sts.amazonaws.com/doc/2011-06-15/")
        #expect(root.only("Error")?.children.map(\.name.text) == ["Type", "Code", "Message"])
        #expect(root.only("Error")?.only("Type")?.text == type)
        #expect(root.only("Error")?.only("Code")?.text == error.code)
        #expect(root.only("Error")?.only("Message")?.text == error.message)
        #expect(root.only("RequestId")?.text == id.description)
    }

    /// Every refusal of an issuer, and what a caller of our own STS reads.
    static let mapping: [(IssuerRefusal, String)] = [
        (.accessDenied("why"), "AccessDenied"), (.expiredToken("w"), "ExpiredTokenException"),
        (.invalidIdentityToken("w"), "InvalidIdentityToken"), (.idpCommunicationError("w"), "IDPCommunicationError"),
        (.idpRejectedClaim("w"), "IDPRejectedClaim"), (.malformedPolicy("w"), "MalformedPolicyDocument"),
        (.packedPolicyTooLarge("w"), "PackedPolicyTooLarge"), (.regionDisabled("w"), "RegionDisabledException"),
        (.durationTooLong(requested: .seconds(7200), maximum: .seconds(3600)), "ValidationError"),
        (.validation("w"), "ValidationError"), (.invalidSessionName("a b"), "ValidationError"),
        (.invalidSessionTag(key: "k", "w"), "ValidationError"), (.throttled("w"), "Throttling"),
        (.notReached("w"), "ServiceUnavailable"), (.unexpectedAnswer("w"), "InternalFailure"),
    ]

    @Test(arguments: mapping.indices)
    func refusalsMapToCodesAndStatusOfTheModel(_ index: Int) throws {
        let (refusal, code) = Self.mapping[index]
        let error = STSError(refusal, action: .assumeRoleWithWebIdentity)
        #expect(error.code == code)
        let statuses = try #require(try Fixtures.json("sts/parameters.json")["errors"]?.object)
        if let status = statuses[code]?.number?.integer { #expect(Int64(error.status.rawValue) == status) }
        #expect(!error.message.isEmpty)
    }

    @Test func whyARoleWasDeniedIsNotTold() {
        let error = STSError(.accessDenied("there is no role `x`"), action: .assumeRoleWithWebIdentity)
        #expect(error == .accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity"))
        #expect(error.status == .forbidden)
    }

    @Test(arguments: [
        (SigV4Refusal.missing, "MissingAuthenticationToken", 403), (.lifetimeOutOfRange, "IncompleteSignature", 400),
        (.payloadNotDeclared, "SignatureDoesNotMatch", 403),
        (.payloadDeclarationRefused("w"), "SignatureDoesNotMatch", 403),
        (.presignedExpired(ended: "e", now: "n"), "SignatureDoesNotMatch", 403),
        (.ambiguous("w"), "IncompleteSignature", 400), (.incomplete("w"), "IncompleteSignature", 400),
        (.wrongScope("w"), "SignatureDoesNotMatch", 403), (.unsignedHeader("host"), "SignatureDoesNotMatch", 403),
        (.payloadMismatch, "SignatureDoesNotMatch", 403), (.mismatch, "SignatureDoesNotMatch", 403),
        (.malformedTarget, "SignatureDoesNotMatch", 403), (.cryptography("w"), "InternalFailure", 500),
        (.notYetCurrent(date: "d", now: "n", limit: "l"), "SignatureDoesNotMatch", 403),
    ])
    func signaturesMapToCodes(_ refusal: SigV4Refusal, _ code: String, _ status: Int) {
        #expect(STSError(refusal).code == code)
        #expect(STSError(refusal).status.rawValue == status)
    }

    @Test func anExpiredSignatureReadsAsAtAWS() {
        let refusal = SigV4Refusal.expired(
            date: "20150830T123600Z", now: "20150830T125501Z", limit: "20150830T124001Z")
        #expect(
            STSError(refusal).message
                == "Signature expired: 20150830T123600Z is now earlier than 20150830T124001Z (20150830T125501Z - 15 min.)"
        )
    }
}

@Suite struct SessionNamesAndTags {
    @Test(arguments: ["ab", "Az09_+=,.@-", String(repeating: "a", count: 64)])
    func takesName(_ text: String) throws { #expect(try RoleSessionName(text).text == text) }

    @Test(arguments: ["", "a", String(repeating: "a", count: 65), "a b", "a/b", "é1", "a\u{301}b", "ab\n", "a:b"])
    func refusesNameByName(_ text: String) {
        #expect(throws: IssuerRefusal.invalidSessionName(text)) { try RoleSessionName(text) }
    }

    @Test(arguments: [("team", "a b"), ("Kosten:stelle", "漢字"), ("k", ""), ("a.b/c=d+e-f@g_h", "x")])
    func takesTag(_ key: String, _ value: String) throws {
        #expect(try SessionTag(key: key, value: value).key.text == key)
    }

    @Test(arguments: [
        ("", "v"), ("a*b", "v"), ("k", "a*b"), (String(repeating: "k", count: 129), "v"),
        ("k", String(repeating: "v", count: 257)), ("k\n", "v"),
    ])
    func refusesTag(_ key: String, _ value: String) {
        #expect(throws: IssuerRefusal.self) { try SessionTag(key: key, value: value) }
    }
}
