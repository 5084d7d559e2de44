import Essentials
import Testing

@testable import IAM

@Suite struct ResourceNames {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/Developer", "aws", "iam", "", "123456789012", "role/Developer"),
        ("arn:aws-cn:s3:::bucket/a:b", "aws-cn", "s3", "", "", "bucket/a:b"),
        ("arn:minio:iam:::role/consoleAdmin", "minio", "iam", "", "", "role/consoleAdmin"),
        ("arn:aws:iam::tenant:role/S3Access", "aws", "iam", "", "tenant", "role/S3Access"),
        ("arn:aws:sns:eu-west-1:123456789012:topic", "aws", "sns", "eu-west-1", "123456789012", "topic"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "aws", "iam", "", "aws", "policy/ReadOnlyAccess"),
    ])
    func reads(
        _ text: String, _ partition: String, _ service: String, _ region: String, _ account: String, _ resource: String
    ) throws {
        let arn = try ARN(text)
        #expect(arn.partition == partition)
        #expect(arn.service == service)
        #expect(arn.region == region)
        #expect(arn.account == account)
        #expect(arn.resource == resource)
        #expect(arn.description == text)
    }

    @Test(arguments: [
        "", "arn", "arn:aws:iam::123456789012", "arn:aws:iam::123456789012:", "ARN:aws:iam::1:role/x",
        "arn::iam::1:role/x", "arn:aws:::1:role/x", "arn:a ws:iam::1:role/x", "arn:aws:iam: :1:role/x",
        "arn:aws:iam::1 2:role/x", "arn:aws:iam::1:role/x\n", "arn:aws:iam::1:role/\u{0}", " arn:aws:iam::1:role/x",
        "arn:aws:iam::1:role/" + String(repeating: "x", count: 2048), "arn:\u{FF41}ws:iam::1:role/x",
    ])
    func refuses(_ text: String) {
        #expect(throws: ARNError.self) { try ARN(text) }
    }

    @Test(
        arguments: [
            ("arn:aws:iam::1:role/Developer", "Developer", "/"),
            ("arn:aws:iam::1:role/team/a/Developer", "Developer", "/team/a/"),
            ("arn:aws:iam::1:role/", nil, nil),
            ("arn:aws:iam::1:role/team/", nil, nil),
            ("arn:aws:iam::1:roles/Developer", nil, nil),
            ("arn:aws:iam::1:user/alice", nil, nil),
            ("arn:aws:sts::1:role/Developer", nil, nil),
        ] as [(String, String?, String?)])
    func knowsRoles(_ text: String, _ name: String?, _ path: String?) throws {
        let arn = try ARN(text)
        #expect(arn.roleName == name)
        #expect(arn.rolePath == path)
    }

    @Test func theSessionOfARoleLosesItsPath() throws {
        let role = try ARN("arn:aws-cn:iam::123456789012:role/team/Developer")
        let expected = try ARN("arn:aws-cn:sts::123456789012:assumed-role/Developer/alice@example.org")
        #expect(role.assumedRole(session: "alice@example.org") == expected)
        #expect(try ARN("arn:aws:iam::1:user/x").assumedRole(session: "alice") == nil)
    }

    @Test func isComparedByBytes() throws {
        let composed = try ARN("arn:aws:s3:::b/\u{E9}")
        let decomposed = try ARN("arn:aws:s3:::b/e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func buildsARole() throws {
        let arn = try ARN.role(
            account: AccountID("000000000001"), path: RolePath("/ci/"), name: RoleName("deploy"))
        #expect(arn.description == "arn:aws:iam::000000000001:role/ci/deploy")
        #expect(
            try ARN.role(account: AccountID("000000000001"), name: RoleName("deploy")).description
                == "arn:aws:iam::000000000001:role/deploy")
    }

    @Test(arguments: ["", "12345678901", "1234567890123", "12345678901a", "１23456789012", " 12345678901"])
    func refusesAccount(_ text: String) { #expect(throws: ARNError.malformedAccount(text)) { try AccountID(text) } }

    @Test(arguments: ["", "a b", "a/b", "é", "a\n", String(repeating: "a", count: 65), "a:b"])
    func refusesRoleName(_ text: String) { #expect(throws: ARNError.malformedRoleName(text)) { try RoleName(text) } }

    @Test(arguments: ["", "a", "/a", "a/", "/a b/", "/é/", "/" + String(repeating: "a", count: 511) + "/"])
    func refusesRolePath(_ text: String) { #expect(throws: ARNError.malformedRolePath(text)) { try RolePath(text) } }

    @Test func takesEveryCharacterOfAName() throws {
        #expect(try RoleName("Az09_+=,.@-").description == "Az09_+=,.@-")
        #expect(try RoleName(String(repeating: "a", count: 64)).description.count == 64)
    }
}

@Suite struct Wildcards {
    /// A matcher that follows the definition literally, for comparison.
    private func naive(_ pattern: Substring.UnicodeScalarView, _ text: Substring.UnicodeScalarView) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == "*" { return naive(rest, text) || (!text.isEmpty && naive(pattern, text.dropFirst())) }
        guard let character = text.first else { return false }
        return (first == "?" || first == character) && naive(rest, text.dropFirst())
    }

    @Test func agreesWithTheDefinition() {
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var matches = 0
        for _ in 0..<20_000 {
            let pattern = String((0..<next(7)).map { _ in Array("ab*?é")[next(5)] })
            let text = String((0..<next(8)).map { _ in Array("abé*")[next(4)] })
            let expected = naive(Substring(pattern).unicodeScalars, Substring(text).unicodeScalars)
            if expected { matches += 1 }
            #expect(WildcardPattern(pattern).matches(text) == expected, "`\(pattern)` on `\(text)`, seed 42")
        }
        #expect(matches > 500)
    }

    @Test func foldsASCIIOnly() {
        #expect(WildcardPattern("sts:assume*", ignoringCase: true).matches("STS:AssumeRole"))
        #expect(!WildcardPattern("sts:assume*").matches("STS:AssumeRole"))
        #expect(!WildcardPattern("k", ignoringCase: true).matches("\u{212A}"))
        #expect(!WildcardPattern("\u{E9}").matches("e\u{301}"))
    }

    @Test func doesNotBlowUp() {
        let pattern = WildcardPattern(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
