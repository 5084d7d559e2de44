public import Essentials

/// What a provider answered instead of success (SAML Core §3.2.2), in its own words, bounded and stripped of
/// everything that is not plain text. Whoever shows it must still escape it.
public struct ProviderStatus: Reportable, Equatable {
    /// What a person's next step hangs on.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case authnFailed = "saml-status-authn-failed"
        case requestDenied = "saml-status-request-denied"
        case noPassive = "saml-status-no-passive"
        case noAuthnContext = "saml-status-no-authn-context"
        case invalidNameIDPolicy = "saml-status-invalid-name-id-policy"
        case unknownPrincipal = "saml-status-unknown-principal"
        case requestUnsupported = "saml-status-request-unsupported"
        case versionMismatch = "saml-status-version-mismatch"
        case partialLogout = "saml-status-partial-logout"
        case requester = "saml-status-requester"
        case responder = "saml-status-responder"
        /// Any other; `codes` has its text.
        case other = "saml-status-other"
    }

    /// What it comes to.
    public let kind: Kind
    /// The codes from the outermost inwards, as the provider spelled them.
    public let codes: [String]
    /// The provider's message, at most 300 characters, without control and formatting characters.
    public let message: String?

    /// Takes over what a provider wrote. The innermost code that is known decides, as the outer one says only whose
    /// fault it was.
    init(codes: [ExactString], message: String?) {
        kind = codes.reversed().lazy.compactMap { ProviderStatus.kinds[$0] }.first ?? .other
        self.codes = codes.map { $0.text.beginning(bytes: 200) }
        self.message = message.flatMap(ProviderStatus.plain)
    }

    /// Levels of nested codes that are read.
    static let maximumLevels = 4

    private static let kinds: [ExactString: Kind] = [
        StatusCode.authnFailed: .authnFailed, StatusCode.requestDenied: .requestDenied,
        StatusCode.noPassive: .noPassive, StatusCode.noAuthnContext: .noAuthnContext,
        StatusCode.invalidNameIDPolicy: .invalidNameIDPolicy, StatusCode.unknownPrincipal: .unknownPrincipal,
        StatusCode.requestUnsupported: .requestUnsupported, StatusCode.versionMismatch: .versionMismatch,
        StatusCode.partialLogout: .partialLogout, StatusCode.requester: .requester,
        StatusCode.responder: .responder,
    ]

    /// A stable code.
    public var reason: String { kind.rawValue }
    /// What the provider said.
    public var detail: String {
        "the provider answered \(codes.isEmpty ? "nothing" : quoted(codes))"
            + (message.map { ": \(quoted($0))" } ?? "")
    }
    /// What to do about it.
    public var remedy: String? {
        switch kind {
        case .noAuthnContext: "compare `authn_contexts` with what the provider offers"
        case .invalidNameIDPolicy: "set `name_id_format` to one that the provider offers"
        case .requestUnsupported, .requester: "look into the provider's log for what it holds against the request"
        case .authnFailed, .requestDenied, .unknownPrincipal: "sign in again, as somebody whom the provider lets in"
        default: nil
        }
    }
    /// Where the codes are defined.
    public var clause: String? { ProviderStatus.clause }
    private static let clause = "SAML Core §3.2.2.2"

    /// The provider only says that it needs the person at the screen: an attempt without interaction may be made
    /// again with one.
    public var needsInteraction: Bool { kind == .noPassive }

    static let rows: [(reason: String, clause: String, meaning: String)] = Kind.allCases.map {
        ($0.rawValue, clause, $0.meaning)
    }

    private static func plain(_ text: String) -> String? {
        let kept = text.unicodeScalars.lazy.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }.prefix(300)
        let plain = String(String.UnicodeScalarView(kept))
        return plain.isEmpty ? nil : plain
    }
}

extension ProviderStatus.Kind {
    /// One sentence.
    var meaning: String {
        switch self {
        case .authnFailed: "the person did not authenticate at the provider, or gave up"
        case .requestDenied: "the provider or the person refused the request"
        case .noPassive: "the provider needs the person at the screen"
        case .noAuthnContext: "the provider cannot authenticate people in the way that was asked for"
        case .invalidNameIDPolicy: "the provider has no name of the kind that was asked for"
        case .unknownPrincipal: "the provider does not know the person"
        case .requestUnsupported: "the provider does not support the request"
        case .versionMismatch: "the provider speaks another version of SAML"
        case .partialLogout: "not every service of the session could be told of the logout"
        case .requester: "the provider holds something against the request"
        case .responder: "the provider failed"
        case .other: "the provider answered with a status that is not a known one"
        }
    }
}
