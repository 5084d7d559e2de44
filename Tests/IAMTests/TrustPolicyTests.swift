import Essentials
import Testing

@testable import IAM

private let provider: ExactString = "arn:aws:iam::123456789012:oidc-provider/id.example.org"

private func policy(_ statements: JSONValue, version: String = "2012-10-17") throws -> TrustPolicy {
    try TrustPolicy(parsing: ["Version": .string(version), "Statement": statements])
}

private func statement(_ condition: JSONValue? = nil, effect: String = "Allow", sid: String? = nil) -> JSONValue {
    var object: JSONObject = [
        "Effect": .string(effect), "Principal": ["Federated": .string(provider.text)],
        "Action": "sts:AssumeRoleWithWebIdentity",
    ]
    if let condition { object["Condition"] = condition }
    if let sid { object["Sid"] = .string(sid) }
    return .object(object)
}

private func decide(
    _ policy: TrustPolicy, _ context: TrustContext = [:], provider named: ExactString = provider,
    action: String = "sts:AssumeRoleWithWebIdentity"
) -> TrustDecision {
    policy.decide(TrustRequest(action: action, federatedProvider: named, context: context))
}

@Suite struct TrustConditions {
    /// Operator, policy value, request values (`nil`: key absent), whether an `Allow` with it allows. Each line
    /// stands on the IAM User Guide's page on condition operators, or on multivalued context keys.
    static let table: [(String, JSONValue, [String]?, Bool)] = [
        ("StringEquals", "alice", ["alice"], true),
        ("StringEquals", "alice", ["Alice"], false),
        ("StringEquals", ["bob", "alice"], ["alice"], true),
        ("StringEquals", "a*", ["alice"], false),
        ("StringEquals", "a*", ["a*"], true),
        ("StringEquals", "\u{E9}", ["e\u{301}"], false),
        ("StringEquals", "alice", nil, false),
        ("StringEqualsIfExists", "alice", nil, true),
        ("StringEqualsIfExists", "alice", ["bob"], false),
        ("StringNotEquals", "alice", ["bob"], true),
        ("StringNotEquals", ["alice", "bob"], ["bob"], false),
        ("StringNotEquals", "alice", nil, true),
        ("StringEqualsIgnoreCase", "ALICE", ["alice"], true),
        ("StringEqualsIgnoreCase", "k", ["\u{212A}"], false),
        ("StringNotEqualsIgnoreCase", "ALICE", ["alice"], false),
        ("StringLike", "repo:org/*:ref:refs/heads/main", ["repo:org/app:ref:refs/heads/main"], true),
        ("StringLike", "repo:org/*", ["repo:other/app"], false),
        ("StringLike", "v?", ["v1"], true),
        ("StringLike", "v?", ["v10"], false),
        ("StringNotLike", "repo:org/*", ["repo:other/app"], true),
        ("StringNotLike", "repo:org/*", ["repo:org/app"], false),
        ("NumericEquals", 10, ["10.0"], true),
        ("NumericEquals", "9007199254740993", ["9007199254740992"], false),
        ("NumericNotEquals", "10", ["11"], true),
        ("NumericLessThan", 10, ["9.99"], true),
        ("NumericLessThan", 10, ["10"], false),
        ("NumericLessThanEquals", 10, ["10"], true),
        ("NumericGreaterThan", "-2", ["-1"], true),
        ("NumericGreaterThan", "-2", ["-3"], false),
        ("NumericGreaterThanEquals", "2", ["2"], true),
        ("NumericEquals", 10, ["ten"], false),
        ("NumericNotEquals", 10, ["ten"], false),
        ("DateGreaterThan", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:01Z"], true),
        ("DateGreaterThan", "2026-01-01", ["2025-12-31T23:59:59Z"], false),
        ("DateLessThan", "1767225600", ["2025-12-31T23:59:59Z"], true),
        ("DateLessThanEquals", "2026-01-01T00:00:00Z", ["1767225600"], true),
        ("DateGreaterThanEquals", "2026-01-01T00:00:00Z", ["2026-01-01T01:00:00+01:00"], true),
        ("DateEquals", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:00Z"], true),
        ("DateNotEquals", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:00Z"], false),
        ("Bool", true, ["true"], true),
        ("Bool", "true", ["false"], false),
        ("Bool", "true", nil, false),
        ("BoolIfExists", "true", nil, true),
        ("Null", "true", nil, true),
        ("Null", "true", ["x"], false),
        ("Null", "false", ["x"], true),
        ("Null", false, nil, false),
        ("ForAnyValue:StringEquals", ["mfa", "hwk"], ["pwd", "mfa"], true),
        ("ForAnyValue:StringEquals", ["mfa", "hwk"], ["pwd"], false),
        ("ForAnyValue:StringEquals", "mfa", nil, false),
        ("ForAnyValue:StringNotEquals", "mfa", ["mfa", "pwd"], true),
        ("ForAnyValue:StringNotEquals", "mfa", ["mfa"], false),
        ("ForAnyValue:StringNotEquals", "mfa", nil, false),
        ("ForAnyValue:StringLikeIfExists", "mfa*", nil, true),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false),
        ("ForAllValues:StringEquals", ["a", "b"], nil, true),
        ("ForAllValues:StringNotEquals", "a", ["b", "a"], false),
        ("ForAllValues:StringNotLike", "a*", ["b", "c"], true),
        // Several values where the operator does not say how to take them: an Allow does not allow.
        ("StringEquals", "a", ["a", "b"], false),
        ("StringNotEquals", "x", ["a", "b"], false),
    ]

    @Test(arguments: table)
    func decides(_ spelling: String, _ value: JSONValue, _ requested: [String]?, _ allows: Bool) throws {
        let condition = JSONValue.object([spelling: .object(["id.example.org:key": value])])
        let context = requested.map { TrustContext(["ID.example.org:Key": $0]) } ?? [:]
        #expect(decide(try policy(statement(condition)), context).isAllowed == allows)
    }

    @Test func everyConditionMustHold() throws {
        let trust = try policy(
            statement([
                "StringEquals": ["p:aud": "app", "p:sub": "alice"], "Bool": ["p:email_verified": "true"],
            ]))
        #expect(decide(trust, ["p:aud": ["app"], "p:sub": ["alice"], "p:email_verified": ["true"]]).isAllowed)
        #expect(!decide(trust, ["p:aud": ["app"], "p:sub": ["bob"], "p:email_verified": ["true"]]).isAllowed)
        #expect(!decide(trust, ["p:aud": ["app"], "p:sub": ["alice"]]).isAllowed)
    }

    @Test(arguments: [
        (["ten"], "NumericEquals", "10"), (["a", "b"], "StringEquals", "x"), (["soon"], "DateLessThan", "2026-01-01"),
        (["perhaps"], "Bool", "true"),
    ])
    func aDenyThatCannotBeToldDenies(_ requested: [String], _ spelling: String, _ value: String) throws {
        let deny = statement([spelling: ["k": .string(value)]] as JSONValue, effect: "Deny", sid: "No")
        let decision = decide(try policy([statement(), deny]), ["k": requested])
        #expect(decision == .explicitDeny(StatementReference(number: 2, sid: "No")))
    }
}

extension JSONValue {
    fileprivate static func condition(_ spelling: String, _ key: String, _ value: String) -> JSONValue {
        .object([spelling: .object([key: .string(value)])])
    }
}

@Suite struct TrustDecisions {
    @Test func namesTheStatementThatDecided() throws {
        let trust = try policy([
            statement(.condition("StringEquals", "k", "never"), sid: "First"), statement(sid: "Second"),
            statement(.condition("StringEquals", "k", "bad"), effect: "Deny", sid: "Third"),
        ])
        #expect(decide(trust, ["k": ["good"]]) == .allowed(StatementReference(number: 2, sid: "Second")))
        #expect(decide(trust, ["k": ["bad"]]) == .explicitDeny(StatementReference(number: 3, sid: "Third")))
    }

    @Test func sayWhyNothingAllowed() throws {
        let trust = try policy([statement(.condition("StringEquals", "k", "v")), statement(effect: "Deny")])
        let decision = decide(trust, provider: "other")
        #expect(
            decision
                == .implicitDeny([
                    StatementMiss(
                        statement: StatementReference(number: 1, sid: nil),
                        why: "`Principal` does not name the provider"),
                    StatementMiss(
                        statement: StatementReference(number: 2, sid: nil),
                        why: "`Principal` does not name the provider"),
                ]))
        let only = try policy(statement(.condition("StringEquals", "k", "v")))
        #expect(decide(only).explanation == "no statement allows it: statement 1: `k` is absent")
        #expect(
            decide(only, action: "sts:TagSession").explanation
                == "no statement allows it: statement 1: `Action` does not include `sts:TagSession`")
    }

    @Test(arguments: [
        ("sts:AssumeRoleWithWebIdentity", true), ("STS:assumerolewithwebidentity", true), ("sts:AssumeRoleWith*", true),
        ("sts:*", true), ("sts:AssumeRole", false), ("sts:AssumeRoleWithSAML", false),
        ("sts:AssumeRoleWithWebIdentit?", true),
    ])
    func actionsMatchWithoutRegardToCase(_ action: String, _ allows: Bool) throws {
        let trust = try policy([
            "Effect": "Allow", "Principal": ["Federated": ["x", .string(provider.text)]], "Action": .string(action),
        ])
        #expect(decide(trust).isAllowed == allows)
    }

    @Test func aProviderIsComparedByBytes() throws {
        let trust = try policy([
            "Effect": "Allow", "Principal": ["Federated": "\u{E9}"], "Action": "sts:AssumeRoleWithWebIdentity",
        ])
        #expect(decide(trust, provider: "\u{E9}").isAllowed)
        #expect(!decide(trust, provider: "e\u{301}").isAllowed)
        let request = TrustRequest(
            action: "sts:AssumeRoleWithWebIdentity", federatedProviders: ["google", "\u{E9}"], context: [:])
        #expect(trust.decide(request).isAllowed)
    }

    @Test func theOlderVersionKnowsNoVariables() throws {
        let trust = try policy(statement(.condition("StringEquals", "k", "${x}")), version: "2008-10-17")
        #expect(decide(trust, ["k": ["${x}"]]).isAllowed)
    }
}

@Suite struct TrustPolicyParsing {
    static let refused: [(String, String)] = [
        (#"{}"#, "policy-missing-field"),
        (#"{"Version":"2012-10-17"}"#, "policy-missing-field"),
        (#"{"Version":"2012-10-17","Statement":[]}"#, "policy-missing-field"),
        (#"{"Version":"2020-01-01","Statement":[]}"#, "policy-invalid-value"),
        (#"{"Version":1,"Statement":[]}"#, "policy-invalid-value"),
        (#"{"Statement":"x"}"#, "policy-invalid-value"),
        (#"{"Statement":["x"]}"#, "policy-invalid-value"),
        (#"{"Foo":1,"Statement":[]}"#, "policy-unknown-field"),
        (#"{"Statement":{"Principal":{"Federated":"p"},"Action":"sts:*"}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"allow","Principal":{"Federated":"p"},"Action":"sts:*"}}"#, "policy-invalid-value"),
        (#"{"Statement":{"Effect":"Allow","Action":"sts:*"}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"}}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"Allow","Principal":"p","Action":"sts:*"}}"#, "policy-invalid-value"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"sts:*"}}"#, "policy-invalid-value"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Fed":"1"},"Action":"sts:*"}}"#, "policy-unknown-field"),
        (#"{"Statement":{"Effect":"Allow","Principal":{},"Action":"sts:*"}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Federated":"*"},"Action":"sts:*"}}"#, "policy-invalid-value"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Federated":[]},"Action":"sts:*"}}"#, "policy-invalid-value"),
        (
            #"{"Statement":{"Effect":"Allow","NotPrincipal":{"Federated":"p"},"Action":"sts:*"}}"#,
            "policy-prohibited-field"
        ),
        (
            #"{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"NotAction":"sts:*"}}"#,
            "policy-prohibited-field"
        ),
        (
            #"{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"Action":"sts:*","Resource":"*"}}"#,
            "policy-prohibited-field"
        ),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"Action":"s3:*"}}"#, "policy-invalid-value"),
        (#"{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"Action":"*"}}"#, "policy-invalid-value"),
        (condition(#"{"StringEqual":{"k":"v"}}"#), "policy-unknown-operator"),
        (condition(#"{"IpAddress":{"k":"10.0.0.0/33"}}"#), "policy-invalid-value"),
        (condition(#"{"NullIfExists":{"k":"true"}}"#), "policy-unknown-operator"),
        (condition(#"{"ForAnyValue:Null":{"k":"true"}}"#), "policy-unknown-operator"),
        (condition(#"{"stringequals":{"k":"v"}}"#), "policy-unknown-operator"),
        (condition(#"{"StringEquals":"v"}"#), "policy-invalid-value"),
        (condition(#"{"StringEquals":{}}"#), "policy-invalid-value"),
        (condition(#"{"StringEquals":{"k":[]}}"#), "policy-invalid-value"),
        (condition(#"{"StringEquals":{"k":null}}"#), "policy-invalid-value"),
        (condition(#"{"StringEquals":{"k":"${aws:username"}}"#), "policy-invalid-value"),
        (condition(#"{"NumericEquals":{"k":"ten"}}"#), "policy-invalid-value"),
        (condition(#"{"NumericEquals":{"k":1e3}}"#), "policy-invalid-value"),
        (condition(#"{"DateEquals":{"k":"yesterday"}}"#), "policy-invalid-value"),
        (condition(#"{"Bool":{"k":"yes"}}"#), "policy-invalid-value"),
        (condition(#"{"Null":{"k":["true","false"]}}"#), "policy-invalid-value"),
        (condition(#"[]"#), "policy-invalid-value"),
        (
            #"{"Statement":[{"Sid":"A","Effect":"Allow","Principal":{"Federated":"p"},"Action":"sts:*"},"#
                + #"{"Sid":"A","Effect":"Allow","Principal":{"Federated":"p"},"Action":"sts:*"}]}"#,
            "policy-duplicate-sid"
        ),
    ]

    private static func condition(_ block: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"Action":"sts:*","#
            + #""Condition":\#(block)}}"#
    }

    @Test(arguments: refused)
    func refuses(_ text: String, _ reason: String) throws {
        let document = try JSONObject(parsing: text.bytes, limits: .small)
        let error = try #require(throws: PolicyError.self) { try TrustPolicy(parsing: document) }
        #expect(error.reason == reason, "\(error)")
        #expect(!error.awsMessage.isEmpty)
    }
}

@Suite struct SessionPolicies {
    @Test(arguments: [
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
        #"{"Statement":[{"Sid":"A","Effect":"Deny","NotAction":["s3:*"],"NotResource":["*"],"Condition":{}}]}"#,
    ])
    func takes(_ text: String) throws { #expect(try SessionPolicy(text).text.text == text) }

    @Test(arguments: [
        ("", "policy-too-long"), (String(repeating: " ", count: 2049), "policy-too-long"), ("{", "policy-syntax"),
        ("[]", "policy-syntax"), (#"{"Statement":{"Effect":"Allow","Action":"s3:*"}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#, "policy-missing-field"),
        (#"{"Statement":{"Effect":"Allow","Action":"a","NotAction":"b","Resource":"*"}}"#, "policy-prohibited-field"),
        (#"{"Statement":{"Effect":"Allow","Action":"a","Principal":"*","Resource":"*"}}"#, "policy-prohibited-field"),
        (#"{"Statement":{"Effect":"Allow","Action":1,"Resource":"*"}}"#, "policy-invalid-value"),
    ])
    func refuses(_ text: String, _ reason: String) throws {
        let error = try #require(throws: PolicyError.self) { try SessionPolicy(text) }
        #expect(error.reason == reason)
    }
}
