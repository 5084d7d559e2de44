extension MapSchema {
    /// The file itself.
    static let file = MapSchema([
        Key("url", "the public URL of this gateway"),
        Key("listen", "where the server listens: HOST:PORT, a numeric address"),
        Key("hosts", "further names that requests may be for"),
        Key("proxies", "the reverse proxies that are believed"),
        Key("tls", "the server's certificate, and what is asked of clients"),
        Key("state", "the directory for the store and the keys"),
        Key("organisation", "whose gateway it is, for the pages"),
        Key("include", "further files of the same form; `*` in the last part of the path"),
        Key("providers", "who proves identities"),
        Key("issuers", "who hands out credentials"),
        Key("accounts", "where roles stand"),
        Key("roles", "which roles there are"),
        Key("policies", "policies with a name, for roles and users of the embedded issuer to share"),
        Key("users", "who has keys that do not expire, at the embedded issuer"),
        Key("rules", "who may take what"),
        Key("resources", "what stands behind proxies and is guarded by `/authz`"),
        Key("session_name", "a template for the name of sessions"),
        Key("source_identity", "a template for the source identity of sessions"),
        Key("tags", "templates for session tags"),
        Key("max_duration", "the longest session of any rule", isNarrowing: true),
        Key("session_lifetime", "how long a person stays signed in"),
        Key("saml_keys", "when the gateway's own keys for SAML take turns"),
        Key("operators", "who sees the gateway's diagnosis pages", isNarrowing: true),
        Key("audit", "where audit records go besides the store"),
        Key("templates", "a directory whose files replace pages and style sheet"),
        Key("presets", "a directory whose files replace provider presets, or add some"),
        Key("may_grant", "what this file's rules may grant", isBuilt: false),
    ])

    /// The proxies in front.
    static let proxies = MapSchema([
        Key("addresses", "the addresses they connect from"),
        Key("header", "the field they write: forwarded or x-forwarded"),
        Key("client_certificate", "whether they write `Client-Cert` and drop their clients' own"),
    ])

    /// TLS of the server's own.
    static let tls = MapSchema([
        Key("certificate", "a PEM file: the server's certificate, then those up to its authority"),
        Key("key", "a PEM file: the certificate's private key, not encrypted"),
        Key("client_certificates", "which certificates clients show"),
    ])

    /// Certificates of clients.
    static let clientCertificates = MapSchema([
        Key("ca", "a PEM file of the authorities that vouch for clients"),
        Key("mode", "asked or required"),
    ])

    /// One provider.
    static let provider = MapSchema([
        Key("preset", "the preset, where it is not the provider's own key"),
        Key("name", "what the provider is called"),
        Key("label", "what its button says"),
        Key("client_id", "the id it gave this gateway"),
        Key("client_secret", "the secret it gave this gateway"),
        Key("client_key", "a PEM private key for private_key_jwt"),
        Key("client_key_id", "the `kid` of that key"),
        Key("client_authentication", "client_secret_basic, client_secret_post, private_key_jwt or none"),
        Key("issuer", "the issuer, byte for byte as its tokens name it"),
        Key("discovery", "where its discovery document stands, if not below the issuer"),
        Key("connect", "the inner address that it is reached at"),
        Key("ca", "a PEM file of further certificate authorities"),
        Key("timeout", "how long one call to it may take"),
        Key("scopes", "what is asked for"),
        Key("hosted_domain", "the organisation's domain, which a claim must name", isNarrowing: true),
        Key("tenant", "the organisation's tenant, which the issuer names", isNarrowing: true),
        Key("response_mode", "query or form_post"),
        Key("groups_claim", "the claim that holds the groups"),
        Key("name_claim", "the claims that may hold a name to show"),
        Key("email_claim", "the claim that holds the e-mail address"),
        Key("email_trust", "always, never, or the claim that affirms the address", isNarrowing: true),
        Key("max_age", "how long ago the person may have been asked", isNarrowing: true),
        Key("acr", "the authentication contexts that serve", isNarrowing: true),
        Key("user_info", "whether UserInfo is asked as well"),
        Key("clock_skew", "how far its clock may be off"),
        Key("algorithms", "the algorithms its tokens may be signed with", isNarrowing: true),
        Key("issuer_parameter", "as_advertised, always or never"),
        Key("audiences", "further audiences of tokens that others bring"),
        Key("parameters", "further parameters of the authorization request"),
        Key("redirect_path", "a path of one's own for the answer", isBuilt: false),
        Key("group_names", "a table from group ids to names: file:PATH, one `id,name` a line"),
        Key("audience", "the audience of workload tokens", isBuilt: false),
        Key("require", "claims that every token must hold", isBuilt: false),
    ])

    /// One account.
    static let account = MapSchema([
        Key("id", "its twelve digits"),
        Key("name", "what people call it"),
        Key("issuer", "who hands out its roles"),
        Key("region", "the region whose endpoint is asked"),
        Key(
            "outbound_web_identity",
            "whether its principals get signed tokens for services elsewhere; embedded issuer only"),
        Key(
            "root_access", "whether its principals may do root's tasks in the other accounts; embedded issuer only"),
    ])

    /// One issuer.
    static let issuer = MapSchema([
        Key("dialect", "aws, sts or embedded"),
        Key("iam", "whether the embedded issuer answers the IAM API at `/iam`"),
        Key("console", "how people sign in to its console"),
        Key("revocations", "the account whose principals may end sessions at `/admin/revocations`"),
        Key("saml_provider", "what this gateway is called there as SAML identity provider, the last part of its ARN"),
        Key("saml_recipient", "where an assertion for it is delivered: its recipient and audience"),
        Key("endpoint", "where it answers"),
        Key("region", "the region that requests are signed for"),
        Key("connect", "the inner address that it is reached at"),
        Key("ca", "a PEM file of further certificate authorities"),
        Key("timeout", "how long one call to it may take"),
    ])

    /// The console of an issuer.
    static let console = MapSchema([
        Key("sign_in", "its federation endpoint, where that is not AWS's own"),
        Key("page", "the page that a sign-in leads to, where that is not AWS's own"),
        Key("connect", "the inner address that the federation endpoint is reached at"),
        Key("ca", "a PEM file of further certificate authorities"),
        Key("timeout", "how long one call to it may take"),
        Key(
            "destinations",
            "the places that a sign-in at the embedded issuer may lead on to; those below it where one ends in `/`"),
    ])

    /// One role.
    static let role = MapSchema([
        Key("name", "its name"),
        Key("arn", "its whole ARN, where that is not made of account, path and name"),
        Key("path", "its path, `/` at both ends"),
        Key("description", "what it is for"),
        Key("sensitive", "whether taking it should be seen"),
        Key("max_duration", "its longest session, 15m to 12h", isNarrowing: true),
        Key(
            "policy",
            "what its sessions may do: JSON, several in a list; elsewhere than at the embedded issuer, where the role has its own, a session policy",
            isNarrowing: true),
        Key(
            "attach", "policies of `policies` that are attached, by name or ARN; embedded issuer only",
            isNarrowing: true),
        Key("session_policy", "a session policy: JSON that narrows every session", isNarrowing: true),
        Key(
            "boundary",
            "a permissions boundary: JSON, or the name or ARN of a policy of `policies`; embedded issuer only",
            isNarrowing: true),
        Key(
            "trust",
            "a trust policy by hand, which narrows what the rules say, and says which users and roles may assume it by `AssumeRole`; embedded issuer only",
            isNarrowing: true
        ),
        Key("require", "what must hold when it is taken", isNarrowing: true),
    ])

    /// One user of the embedded issuer.
    static let user = MapSchema([
        Key("name", "its name"),
        Key("path", "its path, `/` at both ends"),
        Key("access_keys", "its keys, two at most"),
        Key("policy", "what it may do: JSON, several in a list"),
        Key("attach", "policies of `policies` that are attached, by name or ARN"),
        Key(
            "boundary", "a permissions boundary: JSON, or the name or ARN of a policy of `policies`",
            isNarrowing: true),
        Key("mfa", "its device for one-time codes"),
    ])

    /// One managed policy of the embedded issuer.
    static let managedPolicy = MapSchema([
        Key("name", "its name"),
        Key("path", "its path, `/` at both ends"),
        Key("description", "what it is for"),
        Key("policy", "what it says: JSON"),
    ])

    /// One access key of a user.
    static let accessKey = MapSchema([
        Key("id", "`AKIA` and 12 capitals or digits at least"),
        Key("secret", "what signs"),
    ])

    /// A user's device for one-time codes.
    static let device = MapSchema([
        Key("serial", "its name, `arn:…:mfa/USER` unless said otherwise"),
        Key("secret", "the key that it shares, in base32"),
    ])

    /// One rule.
    static let rule = MapSchema([
        Key("when", "what must hold"),
        Key("grant", "what it grants: ACCOUNT/ROLE"),
        Key("provider", "the providers whose people it is for"),
        Key("session_name", "a template for the name of sessions"),
        Key("source_identity", "a template for the source identity of sessions"),
        Key("tags", "templates for session tags"),
        Key("max_duration", "the longest session of this rule", isNarrowing: true),
    ])

    /// The test of one claim, written out.
    static let claimTest = MapSchema([
        Key("equals", "the value, byte for byte"),
        Key("glob", "a pattern with `*` and `?`"),
        Key("matches", "a regular expression over the whole value"),
        Key("in", "one of these values"),
        Key("exists", "whether the claim is there"),
        Key("ignore_case", "letters A to Z compare in any case"),
    ])

    /// Where audit records go.
    static let audit = MapSchema([
        Key("file", "a file that gets one JSON object a line")
    ])
}
