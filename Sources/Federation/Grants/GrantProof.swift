public import Essentials
import SecurityTokens

/// What proves to the issuer who asks.
public enum GrantProof: Sendable {
    /// The provider's own token, passed through.
    case webIdentity(WebIdentityProof)
    /// The provider's own assertion, passed through.
    case assertion(AssertionProof)
    /// A fresh assertion of ours, made for the grant; the sign-in that it rests on ends at this instant.
    case broker(until: Instant)

    /// Until when it serves.
    public var expires: Instant {
        switch self {
        case .webIdentity(let proof): proof.expires
        case .assertion(let proof): proof.expires
        case .broker(let until): until
        }
    }

    /// The action that its records carry.
    public var action: String {
        switch self {
        case .webIdentity: STSAction.assumeRoleWithWebIdentity.recordName
        case .assertion, .broker: STSAction.assumeRoleWithSAML.recordName
        }
    }
}

/// The provider's own token.
public struct WebIdentityProof: Sendable {
    /// The token in its compact form.
    public let token: Secret
    /// Until when it serves.
    public let expires: Instant

    /// A proof of a token.
    public init(token: Secret, expires: Instant) {
        self.token = token
        self.expires = expires
    }
}

/// The provider's own assertion, within the response it came in.
public struct AssertionProof: Sendable {
    /// The whole response, in base64.
    public let response: Secret
    /// Until when it serves.
    public let expires: Instant
    /// What the provider is called at the issuer, the last part of its ARN.
    public let principalName: String

    /// A proof of a response.
    public init(response: Secret, expires: Instant, principalName: String) {
        self.response = response
        self.expires = expires
        self.principalName = principalName
    }
}

extension STSAction {
    /// The action's name in the audit log.
    fileprivate var recordName: String {
        self == .assumeRoleWithSAML ? "assume-role-with-saml" : "assume-role-with-web-identity"
    }
}
