import Essentials
import HTTP
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

private typealias A = AdministrationBench

@Suite struct AdministrationRefusals {
    private static let fixed = "arn:aws:iam::000000000001:policy/fixed"
    private static let foreignPolicy = "arn:aws:iam::000000000002:policy/fixed"
    private static let document = AdministrationBench.allowing(["s3:*"])

    /// What is asked, and what IAM answers.
    private static let refused: [(String, [String: String], String, UInt16)] = [
        ("Nonsense", [:], "InvalidAction", 400),
        ("CreateGroup", ["GroupName": "g"], "InvalidAction", 400),
        ("GetUser", ["UserName": "nobody"], "NoSuchEntity", 404),
        ("GetUser", ["UserName": "Alice"], "NoSuchEntity", 404),
        ("GetRole", ["RoleName": "nothing"], "NoSuchEntity", 404),
        ("GetRole", [:], "ValidationError", 400),
        ("CreateUser", ["UserName": "a b"], "ValidationError", 400),
        ("CreateUser", ["UserName": String(repeating: "a", count: 65)], "ValidationError", 400),
        ("CreateUser", ["UserName": "x", "Path": "team"], "ValidationError", 400),
        ("CreateUser", ["UserName": "ALICE"], "EntityAlreadyExists", 409),
        ("CreateUser", ["UserName": "x", "PermissionsBoundary": foreignPolicy], "NoSuchEntity", 404),
        ("CreateUser", ["UserName": "x", "PermissionBoundary": fixed], "ValidationError", 400),
        ("CreateRole", ["RoleName": "x"], "ValidationError", 400),
        ("CreateRole", ["RoleName": "x", "AssumeRolePolicyDocument": "{}"], "MalformedPolicyDocument", 400),
        ("CreateRole", ["RoleName": "x", "AssumeRolePolicyDocument": document], "MalformedPolicyDocument", 400),
        (
            "CreateRole",
            [
                "RoleName": "x",
                "AssumeRolePolicyDocument": SignedBench.trusting("arn:aws:iam::000000000001:user/nobody"),
            ], "MalformedPolicyDocument", 400
        ),
        ("ListUsers", ["MaxItems": "0"], "ValidationError", 400),
        ("ListUsers", ["MaxItems": "many"], "MalformedInput", 400),
        // What stands in the configuration is only read.
        ("DeleteUser", ["UserName": "alice"], "UnmodifiableEntity", 400),
        ("CreateAccessKey", [:], "UnmodifiableEntity", 400),
        ("DeleteRole", ["RoleName": "configured"], "UnmodifiableEntity", 400),
        (
            "TagRole", ["RoleName": "configured", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v"],
            "UnmodifiableEntity", 400
        ),
        (
            "PutRolePolicy", ["RoleName": "configured", "PolicyName": "p", "PolicyDocument": document],
            "UnmodifiableEntity", 400
        ),
        ("AttachRolePolicy", ["RoleName": "configured", "PolicyArn": fixed], "UnmodifiableEntity", 400),
        ("DeletePolicy", ["PolicyArn": fixed], "UnmodifiableEntity", 400),
        ("CreatePolicy", ["PolicyName": "FIXED", "PolicyDocument": document], "EntityAlreadyExists", 409),
        ("CreatePolicy", ["PolicyName": "p", "PolicyDocument": "{"], "MalformedPolicyDocument", 400),
        ("GetPolicy", ["PolicyArn": "this is no name in full"], "InvalidInput", 400),
        ("GetPolicy", ["PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"], "AccessDenied", 403),
        ("GetPolicyVersion", ["PolicyArn": fixed, "VersionId": "v2"], "NoSuchEntity", 404),
        ("GetSAMLProvider", ["SAMLProviderArn": "arn:aws:iam::000000000001:saml-provider/other"], "NoSuchEntity", 404),
    ]

    @Test(arguments: refused.indices)
    func areThoseOfTheModel(_ index: Int) async throws {
        let (action, parameters, code, status) = Self.refused[index]
        let bench = try await A()
        let answer = try await bench.call(action, parameters)
        #expect(answer.code == code, "\(answer.message ?? "")")
        #expect(answer.status == HTTPStatus(rawValue: Int(status)))
    }

    /// The caller's policies say what may be asked, about what; nothing reaches another account.
    @Test func anAdministratorMayNoMoreThanIsAllowed() async throws {
        let bench = try await A()
        let path = "arn:aws:iam::000000000001:user/team/*"
        let bob = try await bench.user(policy: A.allowing(["iam:CreateUser", "iam:GetUser"], on: path))
        #expect(try await bench.call("CreateUser", ["UserName": "x"], by: bob).code == "AccessDenied")
        #expect(try await bench.call("CreateUser", ["UserName": "x", "Path": "/team/"], by: bob).status == .ok)
        #expect(try await bench.call("GetUser", ["UserName": "x"], by: bob).status == .ok)
        #expect(try await bench.call("DeleteUser", ["UserName": "x"], by: bob).code == "AccessDenied")
        #expect(try await bench.call("ListUsers", by: bob).code == "AccessDenied")
        let message = try await bench.call("GetUser", ["UserName": "nobody"], by: bob).message ?? ""
        #expect(message.contains("arn:aws:iam::000000000001:user/bob is not authorized to perform: iam:GetUser"))
        #expect(message.hasSuffix("because no identity-based policy allows the iam:GetUser action"))
    }

    /// IAM User Guide, Delegating responsibility: whoever may make users only with a boundary makes none without.
    @Test func aBoundaryCanBeDemanded() async throws {
        let bench = try await A()
        let policy =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreateUser","iam:PutUserPolicy"],"Resource":"*","#
            + #""Condition":{"StringEquals":{"iam:PermissionsBoundary":"\#(Self.fixed)"}}}}"#
        let bob = try await bench.user(policy: policy)
        #expect(try await bench.call("CreateUser", ["UserName": "x"], by: bob).code == "AccessDenied")
        #expect(
            try await bench.call("CreateUser", ["UserName": "x", "PermissionsBoundary": Self.fixed], by: bob).status
                == .ok)
        let put = ["PolicyName": "p", "PolicyDocument": A.allowing(["*"])]
        #expect(try await bench.call("PutUserPolicy", put.merging(["UserName": "x"]) { $1 }, by: bob).status == .ok)
        #expect(
            try await bench.call("PutUserPolicy", put.merging(["UserName": "bob"]) { $1 }, by: bob).code
                == "AccessDenied")
    }

    /// Tags of a target decide, those of the caller do not stand in for them.
    @Test func tagsOfTheTargetDecide() async throws {
        let bench = try await A()
        let policy =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*","#
            + #""Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}}"#
        let bob = try await bench.user(policy: policy)
        try await bench.done("CreateUser", ["UserName": "x"])
        for name in ["bob", "x"] {
            try await bench.done(
                "TagUser", ["UserName": name, "Tags.member.1.Key": "team", "Tags.member.1.Value": "red"])
        }
        try await bench.done("CreateUser", ["UserName": "plain"])
        #expect(try await bench.call("GetUser", ["UserName": "x"], by: bob).status == .ok)
        #expect(try await bench.call("GetUser", ["UserName": "plain"], by: bob).code == "AccessDenied")
        #expect(try await bench.call("GetPolicy", ["PolicyArn": Self.fixed], by: bob).code == "AccessDenied")
    }

    /// IAM User Guide, Compare AWS STS credentials.
    @Test func sessionsReachWhatTheyMay() async throws {
        let bench = try await A()
        func token(_ more: [String: String], _ action: String = "GetSessionToken") async throws -> SigningCredentials {
            try bench.session(
                try await bench.call(action, more, by: A.admin, service: "sts"), action)
        }
        #expect(try await bench.call("ListUsers", by: try await token([:])).code == "InvalidClientTokenId")
        let code = try await SignedBench().code()
        let proved = try await token(["SerialNumber": SignedBench.serial, "TokenCode": code])
        #expect(try await bench.call("ListUsers", by: proved).status == .ok)
        let federated = try await token(["Name": "guest", "Policy": A.allowing(["*"])], "GetFederationToken")
        #expect(try await bench.call("ListUsers", by: federated).code == "InvalidClientTokenId")
        try await bench.done(
            "CreateRole", ["RoleName": "admin", "AssumeRolePolicyDocument": SignedBench.trusting(SignedBench.aliceARN)])
        try await bench.done(
            "PutRolePolicy",
            ["RoleName": "admin", "PolicyName": "p", "PolicyDocument": A.allowing(["iam:ListUsers", "iam:GetUser"])])
        let role = try bench.session(
            try await bench.assume("arn:aws:iam::000000000001:role/admin", by: A.admin))
        #expect(try await bench.call("ListUsers", by: role).status == .ok)
        #expect(try await bench.call("ListRoles", by: role).code == "AccessDenied")
        #expect(try await bench.call("GetUser", by: role).code == "ValidationError")
    }

    /// A signature for one service is none for the other.
    @Test func signaturesAreForOneService() async throws {
        let bench = try await A()
        #expect(try await bench.call("ListUsers", signedFor: "sts").code == "SignatureDoesNotMatch")
        #expect(
            try await bench.call("GetCallerIdentity", service: "sts", signedFor: "iam").code
                == "SignatureDoesNotMatch")
    }

    @Test func quotasHold() async throws {
        let bench = try await A()
        _ = try await bench.user()
        try await bench.done("CreateAccessKey", ["UserName": "bob"])
        #expect(try await bench.call("CreateAccessKey", ["UserName": "bob"]).code == "LimitExceeded")
        for number in 0..<11 {
            let made = try await bench.done(
                "CreatePolicy", ["PolicyName": "p\(number)", "PolicyDocument": Self.document])
            let arn = try #require(made.only("Policy")?.only("Arn")?.text)
            let answer = try await bench.call("AttachUserPolicy", ["UserName": "bob", "PolicyArn": arn])
            #expect(answer.code == (number < 10 ? nil : "LimitExceeded"))
        }
        // White space is not counted by AWS's quota, and bounded all the same.
        let spaced = Self.document + String(repeating: " ", count: 65_536)
        for (action, more) in [
            ("PutUserPolicy", ["UserName": "bob", "PolicyName": "p", "PolicyDocument": spaced]),
            ("CreatePolicy", ["PolicyName": "spaced", "PolicyDocument": spaced]),
        ] {
            #expect(try await bench.call(action, more).code == "LimitExceeded")
        }
        let long = String(repeating: "a", count: 2048)
        let document =
            #"{"Version":"2012-10-17","Statement":{"Sid":"\#(long)","Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        #expect(
            try await bench.call(
                "PutUserPolicy", ["UserName": "bob", "PolicyName": "p", "PolicyDocument": document]
            ).code == "LimitExceeded")
    }
}
