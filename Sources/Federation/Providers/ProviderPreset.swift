public import Patterns

/// What is known about a provider before anybody configures it: one file of `Providers/`.
public struct ProviderPreset: Sendable {
    /// Its name, which is the file's.
    public var id: String
    /// What the provider is called.
    public var displayName: String
    /// What its button says.
    public var signInLabel: String
    /// The file name of its mark, without extension.
    public var mark: String?
    /// What it speaks.
    public var language: Language = .openIDConnect
    /// Keys of the configuration with the values they have where nobody says otherwise; SAML providers only.
    public var standards: [String: [String]] = [:]
    /// The issuer, or a template with one placeholder in braces; `nil` where the configuration names it.
    public var issuer: String?
    /// The claim that fills the placeholder.
    public var issuerClaim: String?
    /// Whether strangers have accounts at the same issuer.
    public var isIssuerShared = false
    /// The claims that tell one account from another.
    public var subjectClaims: [String] = ["sub"]
    /// Where the discovery document stands, `{KEY}` to be filled from the setting KEY.
    public var discovery: String?
    /// Endpoints that the discovery document lacks, by their short names.
    public var endpoints: [String: String] = [:]
    /// What is asked for.
    public var scopes: [String] = ["openid", "email", "profile"]
    /// Which claims mean what.
    public var claims = IdentityClaims()
    /// How a client with a secret proves itself.
    public var clientAuthentication = "client_secret_basic"
    /// How the answer comes back.
    public var responseMode = "query"
    /// Whether UserInfo is asked as well.
    public var usesUserInfo = false
    /// When the answer must name the issuer.
    public var issuerParameter = "as_advertised"
    /// The algorithms its tokens may be signed with; all asymmetric ones where none is named.
    public var algorithms: [String] = []
    /// The `prompt` that asks for another account.
    public var someoneElsePrompt = "select_account"
    /// Keys of its own that a configuration may set.
    public var settings: [PresetSetting] = []

    /// A protocol, by its name in a preset.
    public enum Language: String, Sendable, CaseIterable {
        /// OpenID Connect.
        case openIDConnect = "oidc"
        /// SAML 2.0.
        case saml
    }

    /// A preset that says nothing yet.
    public init(id: String, displayName: String, signInLabel: String) {
        self.id = id
        self.displayName = displayName
        self.signInLabel = signInLabel
    }
}

/// A key of a preset's own, and what its value does.
public struct PresetSetting: Sendable {
    /// The key.
    public var key: String
    /// The claim that must hold the value (`hosted_domain`: `hd`).
    public var claim: String?
    /// The parameter of the authorization request that carries it.
    public var parameter: String?
    /// The placeholder of the issuer that it fills (`tenant`: `tenantid`).
    public var fills: String?
    /// What its value must match.
    public var pattern: RegularExpression?
    /// What its value should be, in words.
    public var hint: String?
    /// Its value where nothing is said.
    public var standard: String?
    /// Values with which the issuer stays a template.
    public var openValues: [String] = []
    /// Names that stand for values.
    public var aliases: [(name: String, value: String)] = []
    /// Whether a value keeps strangers out.
    public var keepsStrangersOut = false

    /// A setting that does nothing yet.
    public init(key: String) { self.key = key }
}
