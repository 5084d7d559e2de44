import Essentials
import Testing

@testable import IAM

private let keys = AssertionKeys(
    recipient: "https://signin.aws.amazon.com/saml", issuer: "https://idp.example.org", subject: "ada",
    subjectType: "persistent", nameQualifier: "1uAJanUnBc2XeUkHURMht+xam2c=", sessionName: "ada@example.org",
    sourceIdentity: "ada", tags: [("Project", "Marketing"), ("Team", "red")], transitiveTagKeys: ["Project"])

private func decide(_ conditions: String, action: String = "sts:AssumeRoleWithSAML") throws -> Bool {
    let policy = try TrustPolicy(
        parsing: JSONObject(
            parsing: """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                  "Principal": {"Federated": "arn:aws:iam::000000000001:saml-provider/house"},
                  "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"], "Condition": \(conditions)}]}
                """.bytes, limits: .small))
    return policy.decide(
        .assertion(providers: ["arn:aws:iam::000000000001:saml-provider/house"], keys: keys, action: action)
    ).isAllowed
}

/// The condition keys of assertions (IAM User Guide, "Available keys for SAML-based AWS STS federation").
@Suite struct AssertionTrust {
    @Test(arguments: [
        #"{"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}"#,
        #"{"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml", "SAML:iss": "https://idp.example.org"}}"#,
        #"{"StringEquals": {"SAML:sub": "ada", "SAML:sub_type": "persistent"}}"#,
        #"{"StringEquals": {"SAML:namequalifier": "1uAJanUnBc2XeUkHURMht+xam2c="}}"#,
        #"{"StringLike": {"sts:RoleSessionName": "*@example.org"}, "StringEquals": {"sts:SourceIdentity": "ada"}}"#,
        #"{"StringEquals": {"aws:RequestTag/project": "Marketing"}}"#,
        #"{"ForAllValues:StringEquals": {"aws:TagKeys": ["Project", "Team"]}}"#,
        #"{"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": "Project"}}"#,
    ])
    func holds(_ conditions: String) throws { #expect(try decide(conditions)) }

    @Test(arguments: [
        #"{"StringEquals": {"SAML:aud": "https://idp.example.org"}}"#,
        #"{"StringEquals": {"SAML:sub": "Ada"}}"#, #"{"StringEquals": {"SAML:sub_type": "transient"}}"#,
        #"{"StringEquals": {"SAML:namequalifier": "x"}}"#, #"{"StringEquals": {"SAML:eduPersonOrgDN": "x"}}"#,
        #"{"ForAllValues:StringEquals": {"aws:TagKeys": ["Project"]}}"#,
        #"{"StringEquals": {"aws:RequestTag/Project": "Sales"}}"#,
    ])
    func doesNotHold(_ conditions: String) throws { #expect(try !decide(conditions)) }

    @Test func anActionThatIsNotNamedIsNotAllowed() throws {
        #expect(try decide("{}", action: "sts:TagSession"))
        #expect(try !decide("{}", action: "sts:SetSourceIdentity"))
    }
}
