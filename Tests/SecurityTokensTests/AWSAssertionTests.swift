import Essentials
import IAM
import Testing

@testable import SecurityTokens

private let prefix = "https://aws.amazon.com/SAML/Attributes/"
private let role = "arn:aws:iam::123456789012:role/team/Developer"
private let provider = "arn:aws:iam::123456789012:saml-provider/Shibboleth"

private func attributes(_ changes: [(String, [String]?)] = []) -> [AssertionAttribute] {
    var all: [(String, [String])] = [("Role", ["\(role),\(provider)"]), ("RoleSessionName", ["ada@example.org"])]
    for (name, values) in changes {
        all.removeAll { $0.0 == name }
        if let values { all.append((name, values)) }
    }
    return all.map { AssertionAttribute(name: ExactString(prefix + $0.0), values: $0.1) }
}

@Suite struct AWSAssertions {
    @Test func areReadWhole() throws {
        let read = try AWSAssertion(
            attributes([
                ("SessionDuration", ["7200"]), ("SourceIdentity", ["ada"]), ("PrincipalTag:Project", ["Marketing"]),
                ("PrincipalTag:CostCenter", ["12345"]), ("TransitiveTagKeys", ["Project", "CostCenter"]),
            ]) + [AssertionAttribute(name: "urn:oid:1.3.6.1.4.1.5923.1.1.1.7", values: ["any"])])
        #expect(read.roles == [AWSAssertion.RolePair(role: try ARN(role), provider: try ARN(provider))])
        #expect(read.sessionName.text == "ada@example.org")
        #expect(read.sessionDuration == .seconds(7200))
        #expect(read.sourceIdentity == "ada")
        #expect(
            read.tags == [
                try SessionTag(key: "Project", value: "Marketing"), try SessionTag(key: "CostCenter", value: "12345"),
            ])
        #expect(read.transitiveTagKeys == ["Project", "CostCenter"])
        #expect(read.actions == ["sts:TagSession", "sts:SetSourceIdentity"])
        #expect(read.allows(try ARN(role), by: try ARN(provider)))
        #expect(!read.allows(try ARN(role + "s"), by: try ARN(provider)))
        #expect(!read.allows(try ARN(role), by: try ARN(provider + "s")))
        // What is written from it says the same again.
        #expect(try AWSAssertion(read.attributes) == read)
    }

    /// "The order of the role and the provider does not matter" (IAM User Guide).
    @Test(arguments: ["\(provider),\(role)", "\n  \(role) ,\n\t\(provider)\n", "\(role),\(provider)"])
    func pairsStandInEitherOrder(_ value: String) throws {
        let read = try AWSAssertion(attributes([("Role", [value])]))
        #expect(read.roles == [AWSAssertion.RolePair(role: try ARN(role), provider: try ARN(provider))])
    }

    @Test func onePairTwiceIsOne() throws {
        let read = try AWSAssertion(
            attributes([("Role", ["\(role),\(provider)", "\(provider),\(role)", "\(role)2,\(provider)"])]))
        #expect(read.roles.map(\.role.description) == [role, role + "2"])
    }

    /// AWS's own words, from "Troubleshooting SAML federation with IAM".
    static let refused: [([(String, [String]?)], String)] = [
        ([("RoleSessionName", nil)], "RoleSessionName is required in AuthnResponse"),
        (
            [("RoleSessionName", ["a b"])],
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
        ),
        ([("RoleSessionName", ["x"])], "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        (
            [("RoleSessionName", ["ｅve"])],
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
        ),
        ([("RoleSessionName", ["eve", "ada"])], prefix + "RoleSessionName has several values in AuthnResponse"),
        (
            [("SourceIdentity", ["a:b"])],
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""
        ),
        (
            [("SourceIdentity", ["a"])],
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""
        ),
        ([("SessionDuration", ["899"])], "SessionDuration in AuthnResponse must be from 900 to 43200"),
        ([("SessionDuration", ["43201"])], "SessionDuration in AuthnResponse must be from 900 to 43200"),
        ([("SessionDuration", ["1h"])], "SessionDuration in AuthnResponse must be from 900 to 43200"),
        ([("PrincipalTag:a", ["1"]), ("PrincipalTag:A", ["2"])], "The session tag A stands twice."),
        ([("PrincipalTag:a", ["1", "2"])], "The session tag a has not exactly one value."),
        ([("PrincipalTag:aws:x", ["1"])], "The session tag aws:x is not one."),
        ([("PrincipalTag:", ["1"])], "The session tag  is not one."),
        (
            [("PrincipalTag:a", ["1"]), ("TransitiveTagKeys", ["A"])],
            "TransitiveTagKeys names what is no tag of the session."
        ),
    ]

    @Test(arguments: refused.indices)
    func areRefusedInAWSsWords(_ index: Int) {
        let (changes, words) = Self.refused[index]
        #expect(throws: IssuerRefusal.invalidIdentityToken(words)) { try AWSAssertion(attributes(changes)) }
    }

    @Test(arguments: [
        role, "\(role),\(role)", "\(provider),\(provider)", "\(role),\(provider),\(provider)", ",", "",
        "\(role),arn:aws:iam::999999999999:saml-provider/Shibboleth",
        "\(role),arn:aws-cn:iam::123456789012:saml-provider/Shibboleth",
        "\(role),arn:aws:iam::123456789012:saml-provider/a/b", "\(role),arn:aws:iam::123456789012:oidc-provider/a",
        "arn:aws:iam::123456789012:user/x,\(provider)",
    ])
    func whatIsNoPairIsRefused(_ value: String) {
        let error = #expect(throws: IssuerRefusal.self) { try AWSAssertion(attributes([("Role", [value])])) }
        #expect(error?.reason == "issuer-invalid-identity-token")
    }

    @Test func moreThanFiftyTagsAreRefused() throws {
        let fifty = (1...50).map { ("PrincipalTag:k\($0)", ["v"] as [String]?) }
        #expect(try AWSAssertion(attributes(fifty)).tags.count == 50)
        #expect(throws: IssuerRefusal.self) { try AWSAssertion(attributes(fifty + [("PrincipalTag:k51", ["v"])])) }
    }
}

@Suite struct NameQualifiers {
    /// Made by `printf '%s' 'https://example.com/saml123456789012/MySAMLIdP' | openssl sha1 -binary | base64`.
    @Test func areAsAWSComputesThem() throws {
        #expect(
            try AssertedSubject.nameQualifier(
                issuer: "https://example.com/saml", account: "123456789012", provider: "MySAMLIdP")
                == "1uAJanUnBc2XeUkHURMht+xam2c=")
    }

    @Test(arguments: [
        ("urn:oasis:names:tc:SAML:2.0:nameid-format:transient", "transient"),
        ("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "persistent"),
        (
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
        ),
    ])
    func formatsAreShortWhereTheyAreSAML2s(_ format: String, _ short: String) {
        #expect(AssertedSubject.subjectType(format: format) == short)
    }

    @Test func providersAreNamedBesideARole() throws {
        let found = try #require(
            SAMLProviderARN(named: "sally", besideRole: try ARN("arn:aws-cn:iam::123456789012:role/R")))
        #expect(found.description == "arn:aws-cn:iam::123456789012:saml-provider/sally")
        #expect(SAMLProviderARN(found.arn) == found)
        #expect(SAMLProviderARN(named: "a/b", besideRole: found.arn) == nil)
        #expect(SAMLProviderARN(named: "", besideRole: found.arn) == nil)
    }
}
