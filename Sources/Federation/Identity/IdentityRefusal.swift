public import Essentials

/// Why claims, though proven, make no identity here.
public enum IdentityRefusal: Reportable, Equatable {
    /// There is no subject.
    case subjectMissing
    /// A claim that the configuration demands is absent.
    case requiredClaimMissing(claim: String, values: [String])
    /// A claim that the configuration demands has another value.
    case requiredClaimDiffers(claim: String, value: String, values: [String])

    /// A stable code.
    public var reason: String {
        switch self {
        case .subjectMissing: "identity-subject-missing"
        case .requiredClaimMissing: "identity-required-claim-missing"
        case .requiredClaimDiffers: "identity-required-claim-differs"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .subjectMissing: "the claims have no `sub` that is a text"
        case .requiredClaimMissing(let claim, let values):
            "the claim `\(claim)` is absent; it must be \(IdentityRefusal.list(values))"
        case .requiredClaimDiffers(let claim, let value, let values):
            "the claim `\(claim)` is `\(value)`; it must be \(IdentityRefusal.list(values))"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .subjectMissing: nil
        case .requiredClaimMissing, .requiredClaimDiffers: "sign in with an account of the organisation"
        }
    }

    /// Where the demand stands.
    public var clause: String? {
        switch self {
        case .subjectMissing: "OpenID Connect Core §2"
        case .requiredClaimMissing, .requiredClaimDiffers: nil
        }
    }

    private static func list(_ values: [String]) -> String { values.map { "`\($0)`" }.joined(separator: " or ") }
}
