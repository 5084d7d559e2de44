import Essentials
import HTTP
import IAM
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct RootSessions {
    private static let task = "arn:aws:iam::aws:policy/root-task/"

    private func ask(
        _ bench: SignedBench, _ changes: [String: String] = [:], by caller: SigningCredentials = SignedBench.alice
    ) async throws -> HTTPResponse {
        let fields = [
            "TargetPrincipal": "000000000002", "TaskPolicyArn.arn": Self.task + "IAMAuditRootUserCredentials",
        ]
        return try await bench.call("AssumeRoot", fields.merging(changes) { $1 }, by: caller)
    }

    private func bench(_ features: AccountFeatures = .rootAccess) async throws -> SignedBench {
        try await SignedBench(permissions: SignedBench.allowing("sts:AssumeRoot"), features: features)
    }

    @Test(arguments: ["000000000002", "arn:aws:iam::000000000002:root"])
    func areRootOfAnotherAccount(_ target: String) async throws {
        let bench = try await bench()
        let response = try await ask(bench, ["TargetPrincipal": target])
        let root = try bench.credentials(response, "AssumeRoot")
        let who = try await bench.call("GetCallerIdentity", by: root).xml.only("GetCallerIdentityResult")
        #expect(who?.only("Arn")?.text == "arn:aws:iam::000000000002:root")
        #expect(who?.only("UserId")?.text == "000000000002")
        #expect(try await bench.call("GetSessionToken", by: root).code == "AccessDenied")
        #expect(try await bench.assume(by: root).code == "AccessDenied")
        #expect(try await bench.call("GetScopedCredentials", ["DurationSeconds": "9"], by: root).code == "AccessDenied")
        let record = try #require(bench.bench.audit.records.first { $0.action == "assume-root" })
        #expect(record.fields["root"]?.string == "arn:aws:iam::000000000002:root")
        #expect(record.fields["caller"]?.string == SignedBench.aliceARN)
    }

    @Test func lastAQuarterOfAnHourAtMost() async throws {
        let bench = try await bench()
        let root = try bench.credentials(try await ask(bench), "AssumeRoot")
        let begin = Instant(seconds: bench.bench.clock.now().seconds)
        bench.bench.clock.set(begin + .seconds(899))
        #expect(try await bench.call("GetCallerIdentity", by: root).status == .ok)
        bench.bench.clock.set(begin + .seconds(900))
        #expect(try await bench.call("GetCallerIdentity", by: root).code == "ExpiredToken")
        #expect(try await ask(bench, ["DurationSeconds": "901"]).code == "ValidationError")
    }

    static let refused: [([String: String], String)] = [
        (["TargetPrincipal": "000000000001"], "AccessDenied"), (["TargetPrincipal": "000000000009"], "AccessDenied"),
        (["TargetPrincipal": SignedBench.bobARN], "ValidationError"), (["TargetPrincipal": "1"], "ValidationError"),
        (["TaskPolicyArn.arn": ""], "ValidationError"),
        (["TaskPolicyArn.arn": "arn:aws:iam::aws:policy/AdministratorAccess"], "ValidationError"),
    ]

    @Test(arguments: refused)
    func areRefused(_ changes: [String: String], _ code: String) async throws {
        #expect(try await ask(try await bench(), changes).code == code)
    }

    @Test func areForAccountsThatMay() async throws {
        #expect(try await ask(try await bench([])).code == "AccessDenied")
        #expect(try await ask(try await bench(), by: SignedBench.bob).code == "AccessDenied")
        #expect(try await ask(try await SignedBench(), [:]).code == "AccessDenied")
        let one = try await bench()
        let bound = try await SignedBench(
            permissions:
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoot","Resource":"*","#
                + #""Condition":{"StringLike":{"sts:TaskPolicyArn":"*/S3UnlockBucketPolicy"}}}}"#)
        #expect(try await ask(bound).code == "AccessDenied")
        #expect(try await ask(bound, ["TaskPolicyArn.arn": Self.task + "S3UnlockBucketPolicy"]).status == .ok)
        #expect(try await ask(one).status == .ok)
    }

    @Test func everyTaskHasItsPolicy() throws {
        for task in RootTask.allCases {
            let policy = try #require(task.policy, "\(task)")
            let root = try #require(AccessPrincipal(named: try ARN("arn:aws:iam::000000000002:root")))
            func isAllowed(_ action: String, on resource: String) -> Bool {
                PolicySet(scope: [[policy]]).decide(
                    AccessRequest(principal: root, action: action, resource: resource, context: RequestContext()),
                    owner: .ownAccount
                ).isAllowed
            }
            let own = task.actions[0].hasPrefix("iam:") ? "arn:aws:iam::000000000002:root" : "arn:aws:s3:::b"
            for action in task.actions { #expect(isAllowed(action, on: own)) }
            #expect(!isAllowed("iam:CreateUser", on: own))
            #expect(!isAllowed("iam:ListAccessKeys", on: "arn:aws:iam::000000000002:user/bob"))
        }
    }
}
