import Essentials
import HTTP
import JOSE
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct AssumeRoleByPrincipal {
    @Test func aUserWhomTheRoleNamesNeedsNothingElse() async throws {
        let bench = try await SignedBench()
        let response = try await bench.assume()
        let result = try #require(response.xml.only("AssumeRoleResult"))
        #expect(
            result.only("AssumedRoleUser")?.only("Arn")?.text == "arn:aws:sts::000000000001:assumed-role/target/work")
        #expect(result.only("AssumedRoleUser")?.only("AssumedRoleId")?.text == "AROATARGETTARGETTARGE:work")
        let session = try bench.credentials(response, "AssumeRole")
        let who = try await bench.call("GetCallerIdentity", by: session)
        #expect(try who.xml.only("GetCallerIdentityResult")?.only("UserId")?.text == "AROATARGETTARGETTARGE:work")
    }

    /// Trust policy, the caller's permissions, who asks, and whether the role is had.
    static let sides: [(String, String?, SigningCredentials, Bool)] = [
        (SignedBench.trusting(SignedBench.aliceARN), nil, SignedBench.alice, true),
        (SignedBench.trusting(SignedBench.aliceARN), nil, SignedBench.bob, false),
        (SignedBench.trusting("000000000001"), nil, SignedBench.alice, false),
        (SignedBench.trusting("000000000001"), SignedBench.allowing("sts:AssumeRole"), SignedBench.alice, true),
        (
            SignedBench.trusting("000000000001"), SignedBench.allowing("sts:GetFederationToken"), SignedBench.alice,
            false
        ),
        (SignedBench.trusting(SignedBench.bobARN), nil, SignedBench.bob, false),
        (SignedBench.trusting(SignedBench.bobARN), SignedBench.allowing("sts:*"), SignedBench.bob, true),
        (SignedBench.trusting("000000000002"), SignedBench.allowing("sts:*"), SignedBench.bob, true),
        (
            SignedBench.trusting("000000000002"), SignedBench.allowing("sts:*", on: SignedBench.next), SignedBench.bob,
            false
        ),
        (SignedBench.trusting(SignedBench.bobARN), SignedBench.allowing("*"), SignedBench.alice, false),
    ]

    @Test(arguments: sides)
    func bothSidesAreAsked(
        _ trust: String, _ permissions: String?, _ caller: SigningCredentials, _ isHad: Bool
    ) async throws {
        let bench = try await SignedBench(trust: trust, permissions: permissions)
        let response = try await bench.assume(by: caller)
        #expect((response.status == .ok) == isHad, "\(response.message ?? "")")
        guard !isHad else { return }
        let user = caller.accessKeyID == SignedBench.alice.accessKeyID ? SignedBench.aliceARN : SignedBench.bobARN
        #expect(response.code == "AccessDenied")
        #expect(response.status == .forbidden)
        #expect(
            response.message
                == "User: \(user) is not authorized to perform: sts:AssumeRole on resource: \(SignedBench.target)")
    }

    @Test func aRoleThatThereIsNotReadsAsOneThatSaysNo() async throws {
        let bench = try await SignedBench()
        let response = try await bench.assume(role: "arn:aws:iam::000000000001:role/none")
        #expect(response.code == "AccessDenied")
        #expect(response.message?.hasSuffix("sts:AssumeRole on resource: arn:aws:iam::000000000001:role/none") == true)
    }

    @Test(arguments: [("12345", true), ("1234", false), (nil, false)] as [(String?, Bool)])
    func anExternalIDIsAConditionKey(_ id: String?, _ isHad: Bool) async throws {
        let trust = SignedBench.trusting(
            SignedBench.aliceARN, condition: #"{"StringEquals":{"sts:ExternalId":"12345"}}"#)
        let response = try await SignedBench(trust: trust).assume(id.map { ["ExternalId": $0] } ?? [:])
        #expect((response.status == .ok) == isHad)
    }

    @Test func tagsAndSourceIdentityWantActionsOfTheirOwn() async throws {
        let tags = ["Tags.member.1.Key": "team", "Tags.member.1.Value": "red"]
        let identity = ["SourceIdentity": "alice"]
        let bare = try await SignedBench()
        #expect(try await bare.assume(tags).message?.contains("sts:TagSession") == true)
        #expect(try await bare.assume(identity).message?.contains("sts:SetSourceIdentity") == true)
        let all = #""sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity""#
        let bench = try await SignedBench(trust: SignedBench.trusting(SignedBench.aliceARN, actions: all))
        let response = try await bench.assume(tags.merging(identity) { $1 })
        #expect(try response.xml.only("AssumeRoleResult")?.only("SourceIdentity")?.text == "alice")
        #expect(try response.xml.only("AssumeRoleResult")?.only("PackedPolicySize") != nil)
    }

    @Test func presenceIsProvedByACodeThatServesOnce() async throws {
        let trust = SignedBench.trusting(
            SignedBench.aliceARN, condition: #"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#)
        let bench = try await SignedBench(trust: trust)
        #expect(try await bench.assume().code == "AccessDenied")
        let shown = ["SerialNumber": SignedBench.serial, "TokenCode": try bench.code()]
        #expect(try await bench.assume(shown).status == .ok)
        let again = try await bench.assume(shown)
        #expect(again.message == "MultiFactorAuthentication failed with invalid MFA one time pass code.")
        #expect(try await bench.assume(["SerialNumber": SignedBench.serial]).code == "ValidationError")
        let other = ["SerialNumber": "arn:aws:iam::000000000001:mfa/bob", "TokenCode": try bench.code(1)]
        #expect(try await bench.assume(other).code == "AccessDenied")
    }

    @Test func aSessionTokenCarriesThePresence() async throws {
        let trust = SignedBench.trusting(
            SignedBench.aliceARN,
            condition:
                #"{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"300"}}"#)
        let bench = try await SignedBench(trust: trust)
        let with = try await bench.call(
            "GetSessionToken", ["SerialNumber": SignedBench.serial, "TokenCode": try bench.code()])
        let proved = try bench.credentials(with, "GetSessionToken")
        #expect(try await bench.assume(by: proved).status == .ok)
        let without = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        #expect(try await bench.assume(by: without).code == "AccessDenied")
        bench.bench.clock.set(bench.bench.clock.now() + .seconds(300))
        #expect(try await bench.assume(by: proved).code == "AccessDenied")
    }

    @Test func aRoleMayWantPresenceThatWasProvedLately() async throws {
        let bench = try await SignedBench(authenticatedWithin: .seconds(120))
        #expect(try await bench.assume().code == "AccessDenied")
        let shown = ["SerialNumber": SignedBench.serial, "TokenCode": try bench.code()]
        let proved = try bench.credentials(try await bench.call("GetSessionToken", shown), "GetSessionToken")
        bench.bench.clock.set(Instant(seconds: bench.bench.clock.now().seconds) + .seconds(120))
        #expect(try await bench.assume(by: proved).status == .ok)
        bench.bench.clock.set(bench.bench.clock.now() + .seconds(1))
        #expect(try await bench.assume(by: proved).code == "AccessDenied")
        #expect(
            try await bench.assume(["SerialNumber": SignedBench.serial, "TokenCode": try bench.code()]).status == .ok)
    }

    @Test func aCodeServesOnceOnHoweverManyNodes() async throws {
        let first = try await SignedBench()
        let second = try Bench.issuer(
            accounts: first.issuer.accounts, keys: JSONWebKeySet([]), store: first.bench.store,
            vault: first.bench.vault, audit: first.bench.audit, clock: first.bench.clock, log: first.bench.log)
        let other = SignedBench(bench: first.bench, issuer: second)
        let shown = ["SerialNumber": SignedBench.serial, "TokenCode": try first.code()]
        #expect(try await first.call("GetSessionToken", shown).status == .ok)
        #expect(try await other.call("GetSessionToken", shown).code == "AccessDenied")
    }

    @Test func aChainLastsAnHourAndHandsOn() async throws {
        let all = #""sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity""#
        let bench = try await SignedBench(
            trust: SignedBench.trusting(SignedBench.aliceARN, actions: all), target: SignedBench.allowing("sts:*"))
        let tags = [
            "Tags.member.1.Key": "Team", "Tags.member.1.Value": "red", "Tags.member.2.Key": "x",
            "Tags.member.2.Value": "", "TransitiveTagKeys.member.1": "Team",
        ]
        let parent = try bench.credentials(try await bench.assume(tags), "AssumeRole")
        // The next role's trust policy takes no tags, and one is handed on.
        let refused = try await bench.assume(by: parent, role: SignedBench.next)
        #expect(refused.message?.contains("sts:TagSession") == true)
        let conflict = try await bench.assume(
            ["Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"], by: parent, role: SignedBench.next)
        #expect(conflict.code == "ValidationError")
        let plain = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(
            try await bench.assume(["DurationSeconds": "3601"], by: plain, role: SignedBench.next).code
                == "ValidationError")
        #expect(try await bench.assume(["DurationSeconds": "3600"], by: plain, role: SignedBench.next).status == .ok)
        #expect(try await bench.assume(["DurationSeconds": "7200"]).status == .ok)
        #expect(try await bench.assume(["DurationSeconds": "7201"]).code == "ValidationError")
    }

    /// Two names that look alike are two tags: neither hides the other from a condition.
    @Test(arguments: [["\u{F900}", "\u{8C48}"], ["\u{8C48}", "\u{F900}"]])
    func tagsAreToldApartByTheirBytes(_ names: [String]) async throws {
        let trust =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(SignedBench.aliceARN)"},"Action":"sts:*"},"#
            + #"{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"StringEquals":{"aws:RequestTag/\#("\u{8C48}")":"admin"}}}]}"#
        let bench = try await SignedBench(trust: trust)
        var fields: [String: String] = [:]
        for (index, name) in names.enumerated() {
            fields["Tags.member.\(index + 1).Key"] = name
            fields["Tags.member.\(index + 1).Value"] = name.isExactly("\u{8C48}") ? "admin" : "guest"
        }
        #expect(try await bench.assume(fields).code == "AccessDenied")
        #expect(
            try await bench.assume(["Tags.member.1.Key": "\u{8C48}", "Tags.member.1.Value": "guest"]).status == .ok)
    }

    static let refused: [(String, [String: String], String)] = [
        ("name", ["RoleSessionName": "a b"], "ValidationError"),
        ("role", ["RoleArn": "arn:aws:iam::1:x"], "ValidationError"),
        ("duration", ["DurationSeconds": "899"], "ValidationError"),
        ("external id", ["ExternalId": "a b"], "ValidationError"),
        ("code", ["SerialNumber": SignedBench.serial, "TokenCode": "12345"], "ValidationError"),
        ("serial", ["SerialNumber": "a b c d e f", "TokenCode": "123456"], "ValidationError"),
        ("policy", ["Policy": "{"], "MalformedPolicyDocument"),
        ("policies", ["PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/x"], "ValidationError"),
        ("contexts", ["ProvidedContexts.member.1.ProviderArn": "x"], "ValidationError"),
        (
            "tag twice",
            ["Tags.member.1.Key": "a", "Tags.member.1.Value": "", "Tags.member.2.Key": "A", "Tags.member.2.Value": ""],
            "ValidationError"
        ),
        ("tag half", ["Tags.member.1.Key": "a"], "ValidationError"),
        ("tag number", ["Tags.member.0.Key": "a", "Tags.member.0.Value": ""], "MalformedInput"),
        ("transitive", ["TransitiveTagKeys.member.1": "a"], "ValidationError"),
        ("identity", ["SourceIdentity": "a"], "ValidationError"),
    ]

    @Test(arguments: refused)
    func whatIsOutsideItsLimitsIsRefused(_ what: String, _ fields: [String: String], _ code: String) async throws {
        let bench = try await SignedBench()
        #expect(try await bench.assume(fields).code == code, "\(what)")
    }
}
