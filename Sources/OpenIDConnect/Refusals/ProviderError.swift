import Essentials

/// An error a provider answered with, in its own words, bounded and stripped of everything that is not plain
/// text. Whoever shows it must still escape it: it is a stranger's text, never markup.
public struct ProviderError: Sendable, Equatable {
    /// The error codes that a person's next step hangs on (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core §3.1.2.6).
    public enum Code: String, Sendable, CaseIterable {
        case accessDenied = "access_denied"
        case accountSelectionRequired = "account_selection_required"
        case consentRequired = "consent_required"
        case interactionRequired = "interaction_required"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidRequest = "invalid_request"
        case invalidScope = "invalid_scope"
        case loginRequired = "login_required"
        case serverError = "server_error"
        case temporarilyUnavailable = "temporarily_unavailable"
        case unauthorizedClient = "unauthorized_client"
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
        case unsupportedResponseType = "unsupported_response_type"
        /// Any other; `spelled` has its text.
        case other = "other"
    }

    /// The code, as far as it is a known one.
    public let code: Code
    /// The code as the provider spelled it, at most 64 characters of `%x20-7E` without `"` and `\`.
    public let spelled: String
    /// The description, at most 300 characters, without control and formatting characters.
    public let description: String?

    /// Takes over what a provider wrote.
    public init(code: String, description: String?) {
        let allowed = code.unicodeScalars.filter { (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\" }
        spelled = String(String.UnicodeScalarView(allowed.prefix(64)))
        // By bytes: looking it up as a raw value would normalise a stranger's text once for every code.
        self.code = Code.allCases.first { $0.rawValue.isExactly(code) } ?? .other
        self.description = description.flatMap(ProviderError.plain)
    }

    /// True where the provider only says that it needs the person at the screen: an attempt without interaction
    /// may be made again with one.
    public var needsInteraction: Bool {
        switch code {
        case .loginRequired, .interactionRequired, .consentRequired, .accountSelectionRequired: true
        default: false
        }
    }

    private static func plain(_ text: String) -> String? {
        let kept = text.unicodeScalars.lazy.filter { scalar in
            switch scalar.properties.generalCategory {
            // Format characters turn the direction of what follows them.
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }.prefix(300)
        let plain = String(String.UnicodeScalarView(kept))
        return plain.isEmpty ? nil : plain
    }
}
