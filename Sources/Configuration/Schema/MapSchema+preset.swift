extension MapSchema {
    /// A file of `Providers/`.
    static let preset = MapSchema(
        openIDPreset.keys + samlStandards.keys.filter { openIDPreset.key($0.name) == nil })

    /// The keys that a preset of either protocol may have, and those of OpenID Connect.
    private static let openIDPreset = MapSchema([
        Key("protocol", "what it speaks: oidc or saml"),
        Key("name", "what the provider is called"),
        Key("label", "what its button says"),
        Key("mark", "the file name of its mark, without extension"),
        Key("issuer", "the issuer; a placeholder in braces is filled from `issuer_claim`"),
        Key("issuer_claim", "the claim that fills the placeholder"),
        Key("shared_issuer", "whether strangers have accounts at the same issuer"),
        Key("subject_claims", "the claims that tell one account from another"),
        Key("discovery", "where its discovery document stands; `{KEY}` is filled from the setting KEY"),
        Key("endpoints", "endpoints that its discovery document lacks"),
        Key("scopes", "what is asked for"),
        Key("groups_claim", "the claim that holds the groups"),
        Key("name_claim", "the claims that may hold a name to show"),
        Key("email_claim", "the claim that holds the e-mail address"),
        Key("email_trust", "always, never, or the claim that affirms the address"),
        Key("client_authentication", "how a client with a secret proves itself"),
        Key("response_mode", "query or form_post"),
        Key("user_info", "whether UserInfo is asked as well"),
        Key("issuer_parameter", "as_advertised, always or never"),
        Key("algorithms", "the algorithms its tokens may be signed with"),
        Key("someone_else_prompt", "the `prompt` that asks for another account"),
        Key("settings", "keys of its own that a configuration may set"),
    ])

    /// Endpoints that a discovery document lacks.
    static let endpoints = MapSchema([
        Key("authorization", "authorization_endpoint"),
        Key("token", "token_endpoint"),
        Key("userinfo", "userinfo_endpoint"),
        Key("jwks", "jwks_uri"),
        Key("end_session", "end_session_endpoint"),
    ])

    /// A key of a preset's own.
    static let presetSetting = MapSchema([
        Key("claim", "the claim that must hold the value"),
        Key("parameter", "the parameter of the authorization request that carries it"),
        Key("fills", "the placeholder of the issuer that it fills"),
        Key("matches", "a regular expression that its value must match"),
        Key("hint", "what its value should be, in words"),
        Key("default", "its value where nothing is said"),
        Key("open", "values with which the issuer stays a template and shared by strangers"),
        Key("aliases", "names that stand for values"),
        Key("closes", "whether a value keeps strangers out"),
    ])
}
