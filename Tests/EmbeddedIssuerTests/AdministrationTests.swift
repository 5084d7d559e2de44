import Essentials
import HTTP
import IAM
import SecurityTokens
import Storage
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

private typealias A = AdministrationBench

@Suite struct Administration {
    private static let trust = SignedBench.trusting("arn:aws:iam::000000000001:user/bob")

    @Test func makesAUserWhoAssumesARole() async throws {
        let bench = try await A()
        let bob = try await bench.user(policy: A.allowing(["sts:AssumeRole"]))
        #expect(try await bench.isKnown(bob))
        let role = try #require(
            try await bench.done(
                "CreateRole",
                ["RoleName": "deploy", "Path": "/ci/", "AssumeRolePolicyDocument": Self.trust, "Description": "d"]
            ).only("Role"))
        #expect(role.only("Arn")?.text == "arn:aws:iam::000000000001:role/ci/deploy")
        #expect(role.only("MaxSessionDuration")?.text == "3600")
        let document = try #require(role.only("AssumeRolePolicyDocument")?.text)
        #expect(
            PercentEncoding.decode(document.utf8, form: false).map { String(decoding: $0, as: UTF8.self) } == Self.trust
        )
        let arn = "arn:aws:iam::000000000001:role/ci/deploy"
        let session = try bench.session(try await bench.assume(arn, by: bob))
        #expect(try await bench.isKnown(session))
        // A deny is in force with the answer.
        try await bench.done(
            "PutUserPolicy",
            [
                "UserName": "bob", "PolicyName": "stop",
                "PolicyDocument": A.allowing(["sts:AssumeRole"], effect: "Deny"),
            ])
        #expect(try await bench.assume(arn, by: bob).code == "AccessDenied")
    }

    /// A role deleted and made again is not the one whose sessions there are, nor a user the one who was trusted.
    @Test func whatIsMadeAgainIsAnother() async throws {
        let bench = try await A()
        let bob = try await bench.user(policy: A.allowing(["sts:AssumeRole"]))
        try await bench.done("CreateRole", ["RoleName": "deploy", "AssumeRolePolicyDocument": Self.trust])
        let arn = "arn:aws:iam::000000000001:role/deploy"
        let session = try bench.session(try await bench.assume(arn, by: bob))
        try await bench.done("DeleteRole", ["RoleName": "deploy"])
        #expect(try await !bench.isKnown(session))
        try await bench.done("CreateRole", ["RoleName": "deploy", "AssumeRolePolicyDocument": Self.trust])
        #expect(try await !bench.isKnown(session))
        // The user goes, with the key and the policy, and another of the name comes.
        let own = try bench.session(
            try await bench.call("GetSessionToken", by: bob, service: "sts"), "GetSessionToken")
        #expect(try await bench.call("DeleteUser", ["UserName": "bob"]).code == "DeleteConflict")
        try await bench.done("DeleteAccessKey", ["UserName": "bob", "AccessKeyId": bob.accessKeyID])
        #expect(try await bench.call("DeleteUser", ["UserName": "bob"]).code == "DeleteConflict")
        try await bench.done("DeleteUserPolicy", ["UserName": "bob", "PolicyName": "own"])
        try await bench.done("DeleteUser", ["UserName": "bob"])
        #expect(try await bench.call("GetCallerIdentity", by: bob, service: "sts").code == "InvalidClientTokenId")
        let second = try await bench.user(policy: A.allowing(["sts:AssumeRole"]))
        #expect(try await !bench.isKnown(own))
        #expect(try await bench.assume(arn, by: second).code == "AccessDenied")
        try await bench.done("UpdateAssumeRolePolicy", ["RoleName": "deploy", "PolicyDocument": Self.trust])
        #expect(try await bench.assume(arn, by: second).status == .ok)
    }

    /// What one node changes, the other knows when it has looked.
    @Test func isOneOverTwoNodes() async throws {
        let bench = try await A()
        let bob = try await bench.user(policy: A.allowing(["*"]))
        #expect(try await !bench.isKnown(bob, node: 1))
        await bench.nodes[1].feed.look()
        #expect(try await bench.isKnown(bob, node: 1))
        try await bench.done(
            "UpdateAccessKey", ["UserName": "bob", "AccessKeyId": bob.accessKeyID, "Status": "Inactive"], node: 1)
        #expect(try await !bench.isKnown(bob, node: 1))
        await bench.nodes[0].feed.look()
        #expect(try await !bench.isKnown(bob))
        // A node that has not looked yet still judges by what is there.
        try await bench.done("CreateUser", ["UserName": "carol"], node: 1)
        #expect(try await bench.call("CreateUser", ["UserName": "Carol"]).code == "EntityAlreadyExists")
    }

    @Test func changesTakeTurns() async throws {
        let bench = try await A()
        try await bench.done("CreateUser", ["UserName": "bob"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await bench.done(
                        "TagUser",
                        ["UserName": "bob", "Tags.member.1.Key": "k\(number)", "Tags.member.1.Value": "v"],
                        node: number % 2)
                }
            }
            try await group.waitForAll()
        }
        await bench.nodes[0].feed.look()
        let tags = try #require(try await bench.done("ListUserTags", ["UserName": "bob"]).only("Tags"))
        #expect(tags.children.count == 12)
    }

    /// A turn that nobody ended holds the next up for as long as a turn may take, and no longer.
    @Test func aTurnThatIsNotEndedIsTakenOver() async throws {
        let bench = try await A()
        let now = bench.bench.clock.now()
        #expect(
            try await bench.bench.store.use(
                "\(A.account)/0", in: PrincipalStore.turns, until: now + PrincipalStore.turn, at: now))
        bench.bench.clock.set(now + PrincipalStore.turn)
        try await bench.done("CreateUser", ["UserName": "bob"])
    }

    /// A session that a managed policy narrows follows the policy: gone, it allows nothing, and its successor of the
    /// same name is not it.
    @Test func sessionsFollowTheirManagedPolicies() async throws {
        let bench = try await A()
        let arn = "arn:aws:iam::000000000001:policy/info"
        func make(_ action: String) async throws {
            try await bench.done("CreatePolicy", ["PolicyName": "info", "PolicyDocument": A.allowing([action])])
        }
        try await make("sts:GetAccessKeyInfo")
        try await bench.done(
            "CreateRole", ["RoleName": "r", "AssumeRolePolicyDocument": SignedBench.trusting(SignedBench.aliceARN)])
        try await bench.done(
            "PutRolePolicy", ["RoleName": "r", "PolicyName": "p", "PolicyDocument": A.allowing(["*"])])
        let session = try bench.session(
            try await bench.call(
                "AssumeRole",
                [
                    "RoleArn": "arn:aws:iam::000000000001:role/r", "RoleSessionName": "work",
                    "PolicyArns.member.1.arn": arn,
                ], service: "sts"))
        func ask() async throws -> String? {
            try await bench.call(
                "GetAccessKeyInfo", ["AccessKeyId": A.admin.accessKeyID], by: session, service: "sts"
            ).code
        }
        #expect(try await ask() == nil)
        #expect(try await bench.call("ListUsers", by: session).code == "AccessDenied")
        try await bench.done("DeletePolicy", ["PolicyArn": arn])
        #expect(try await ask() == "AccessDenied")
        try await make("*")
        #expect(try await ask() == "AccessDenied")
        #expect(try await bench.call("ListUsers", by: session).code == "AccessDenied")
    }

    /// What the file says counts where the API gave the name before, and what was made is not in force without the API.
    @Test func theConfigurationComesFirst() async throws {
        let bench = try await A()
        let bob = try await bench.user("configured-later")
        let arn = try ARN("arn:aws:iam::000000000001:user/other/Configured-Later")
        let stored = bench.nodes[0].issuer.directory.stored
        let account = EmbeddedAccount(
            id: try AccountID(A.account), name: "one", roles: [],
            users: [EmbeddedUser(arn: arn, userID: "AIDAX", keys: [])])
        let joined = try PrincipalDirectory([account]).adding(stored)
        #expect(joined.users.count == 1)
        #expect(joined.users[arn]?.userID == "AIDAX")
        #expect(joined.keys[ExactString(bob.accessKeyID)] == nil)
        #expect(joined.storedPrincipal(arn) == nil)
    }

    /// A record that cannot be read ends nobody else's keys, and grants nothing.
    @Test func aDamagedRecordIsLeftOut() async throws {
        let bench = try await A()
        let (bob, carol) = (try await bench.user("bob"), try await bench.user("carol"))
        let key = PrincipalStore.key("user", "bob", in: A.account)
        let now = bench.bench.clock.now()
        let record = try #require(try await bench.bench.store.get(key, from: PrincipalStore.collection, at: now))
        let theirs = try #require(
            try await bench.bench.store.get(
                PrincipalStore.key("user", "carol", in: A.account), from: PrincipalStore.collection, at: now))
        // Another user's sealed key, put into this record, opens for nobody.
        var swapped = try JSONObject(parsing: record.value, limits: .small)
        swapped["keys"] = try JSONObject(parsing: theirs.value, limits: .small)["keys"]
        try await bench.bench.store.put(
            StoredRecord(key: key, value: swapped.serializedBytes, expires: nil, indexes: [PrincipalStore.index]),
            into: PrincipalStore.collection)
        try await bench.nodes[0].feed.announce(PrincipalStore.topic)
        #expect(try await !bench.isKnown(bob))
        #expect(try await bench.isKnown(carol))
        #expect(try await bench.call("GetUser", ["UserName": "bob"]).code == "NoSuchEntity")
    }

    @Test func secretsAreSealedInTheStore() async throws {
        let bench = try await A()
        let bob = try await bench.user()
        let secret = try #require(bob.secretAccessKey.revealText())
        for record in try await bench.bench.store.find(
            index: PrincipalStore.index, in: PrincipalStore.collection, at: bench.bench.clock.now())
        {
            #expect(!String(decoding: record.value, as: UTF8.self).contains(secret))
        }
        let listed = try await bench.call("ListAccessKeys", ["UserName": "bob"])
        #expect(!String(decoding: listed.body, as: UTF8.self).contains(secret))
        #expect(!bench.bench.audit.records.contains { $0.fields.serialized.contains(secret) })
    }

    @Test func everyChangeIsRecordedBeforeItIsMade() async throws {
        let bench = try await A()
        try await bench.done("CreateUser", ["UserName": "bob"])
        let records = bench.bench.audit.records
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(records.map(\.action) == ["iam-create-user", "iam-create-user"])
        #expect(records[0].id == records[1].id)
        #expect(records[0].fields["resource"]?.string == "arn:aws:iam::000000000001:user/bob")
        #expect(records[0].fields["caller"]?.string == SignedBench.aliceARN)
        bench.bench.audit.fail(at: .intent)
        #expect(try await bench.call("CreateUser", ["UserName": "carol"]).code == "InternalFailure")
        #expect(try await bench.call("GetUser", ["UserName": "carol"]).code == "NoSuchEntity")
    }

    @Test func managedPoliciesAreAttachedAndCounted() async throws {
        let bench = try await A()
        let bob = try await bench.user()
        let made = try #require(
            try await bench.done(
                "CreatePolicy", ["PolicyName": "assume", "PolicyDocument": A.allowing(["sts:*"])]
            ).only("Policy"))
        let arn = try #require(made.only("Arn")?.text)
        try await bench.done(
            "CreateRole", ["RoleName": "r", "AssumeRolePolicyDocument": SignedBench.trusting(A.account)])
        let role = "arn:aws:iam::000000000001:role/r"
        #expect(try await bench.assume(role, by: bob).code == "AccessDenied")
        try await bench.done("AttachUserPolicy", ["UserName": "bob", "PolicyArn": arn])
        #expect(try await bench.assume(role, by: bob).status == .ok)
        #expect(
            try await bench.done("GetPolicy", ["PolicyArn": arn]).only("Policy")?.only("AttachmentCount")?.text == "1")
        #expect(try await bench.call("DeletePolicy", ["PolicyArn": arn]).code == "DeleteConflict")
        try await bench.done(
            "PutUserPermissionsBoundary",
            ["UserName": "bob", "PermissionsBoundary": "arn:aws:iam::000000000001:policy/fixed"])
        #expect(try await bench.assume(role, by: bob).code == "AccessDenied")
        try await bench.done("DeleteUserPermissionsBoundary", ["UserName": "bob"])
        try await bench.done("DetachUserPolicy", ["UserName": "bob", "PolicyArn": arn])
        try await bench.done("DeletePolicy", ["PolicyArn": arn])
        #expect(try await bench.call("GetPolicy", ["PolicyArn": arn]).code == "NoSuchEntity")
    }

    @Test func listsComeInPages() async throws {
        let bench = try await A()
        for name in ["b", "c", "d"] { try await bench.done("CreateUser", ["UserName": name]) }
        var names: [String] = []
        var marker: String?
        repeat {
            var asked = ["MaxItems": "2"]
            asked["Marker"] = marker
            let page = try await bench.done("ListUsers", asked)
            names += try #require(page.only("Users")).children.compactMap { $0.only("UserName")?.text }
            marker = page.only("Marker")?.text
            #expect(page.only("IsTruncated")?.text == (marker == nil ? "false" : "true"))
        } while marker != nil
        #expect(names == ["alice", "b", "c", "d"])
        #expect(try await bench.call("ListUsers", ["Marker": "no marker!"]).code == "ValidationError")
    }
}
