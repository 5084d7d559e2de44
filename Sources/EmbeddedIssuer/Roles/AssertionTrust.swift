public import Essentials
public import IAM
public import SAML
public import SecurityTokens

/// Whoever can verify an assertion for one of the SAML providers of an account.
public protocol AssertionVerifying: Sendable {
    /// Verifies a response that was brought for the SAML provider of this name.
    ///
    /// - Parameter response: the XML.
    /// - Throws: `.invalidIdentityToken`, `.expiredToken`, `.idpCommunicationError`.
    func verify(
        _ response: [UInt8], for principal: SAMLProviderARN
    ) async throws(IssuerRefusal) -> ProvedAssertion
}

/// A verified assertion, and whose word it is.
public struct ProvedAssertion: Sendable {
    /// By whose word a role may be assumed.
    public enum Authority: Sendable, Equatable {
        /// The identity provider's: the role's own trust judges its assertion, by the claims that were read from it.
        case provider(JSONObject)
        /// This gateway's, which judged the rules when it made the assertion; what the role is narrowed by still holds.
        case gateway
    }

    /// The provider's key in the configuration, at which the person signed in.
    public let provider: String
    /// The person, as the provider names them.
    public let subject: ExactString
    /// The issuer that vouched for the person.
    public let identityIssuer: ExactString
    /// Every name that trust policies may know the provider by.
    public let principals: Set<ExactString>
    /// Whose word it is.
    public let authority: Authority
    /// The assertion.
    public let assertion: VerifiedAssertion

    /// An assertion that was verified.
    public init(
        provider: String, subject: ExactString, identityIssuer: ExactString, principals: Set<ExactString>,
        authority: Authority, assertion: VerifiedAssertion
    ) {
        self.provider = provider
        self.subject = subject
        self.identityIssuer = identityIssuer
        self.principals = principals
        self.authority = authority
        self.assertion = assertion
    }
}

/// What an assertion asks of a role: whose word it is, and what it says to AWS.
public struct AssertedSession: Sendable {
    /// The assertion.
    public let proved: ProvedAssertion
    /// Its attributes for AWS.
    public let says: AWSAssertion
    /// Its parts as the answer repeats them.
    public let asserted: AssertedSubject

    /// What the conditions of a trust policy see.
    public var keys: AssertionKeys {
        AssertionKeys(
            recipient: asserted.audience, issuer: asserted.issuer, subject: asserted.subject,
            subjectType: asserted.subjectType, nameQualifier: asserted.nameQualifier,
            sessionName: says.sessionName.text, sourceIdentity: says.sourceIdentity,
            tags: says.tags.map { ($0.key.text, $0.value.text) }, transitiveTagKeys: says.transitiveTagKeys.map(\.text))
    }
}

extension RoleTrust {
    /// Who trusts tokens only trusts no assertion.
    public func decide(_ session: AssertedSession, role: ARN) -> RoleTrustDecision {
        .denied(why: "the role trusts no assertion")
    }
}

extension PolicyTrust {
    /// Decides `sts:AssumeRoleWithSAML` and whatever the assertion asks for beside it (`sts:TagSession`,
    /// `sts:SetSourceIdentity`).
    public func decide(_ session: AssertedSession, role: ARN) -> RoleTrustDecision {
        for action in ["sts:AssumeRoleWithSAML"] + session.says.actions {
            let request = TrustRequest.assertion(
                providers: session.proved.principals, keys: session.keys, action: action)
            let decision = policy.decide(request)
            guard decision.isAllowed else { return .denied(why: "\(action): \(decision.explanation)") }
        }
        return .allowed()
    }
}
