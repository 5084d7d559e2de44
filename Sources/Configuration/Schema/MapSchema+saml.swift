extension MapSchema {
    /// One provider that speaks SAML.
    static let samlProvider = MapSchema(
        [
            Key("preset", "the preset, where it is not the provider's own key"),
            Key("name", "what the provider is called"),
            Key("label", "what its button says"),
            Key("metadata", "its metadata: a URL, or file:PATH"),
            Key("metadata_query", "in place of `metadata`: the base URL of a server of the Metadata Query Protocol"),
            Key("metadata_certificate", "PEM certificates of which one's key signs the metadata", isNarrowing: true),
            Key("idp_entity_id", "the provider's entity ID, where the metadata describes several"),
            Key("connect", "the inner address that its metadata and back channel are reached at"),
            Key("ca", "a PEM file of further certificate authorities"),
            Key("timeout", "how long one call to it may take"),
            Key("entity_id", "our own entity ID, where it is not the URL of our metadata"),
            Key("signing_key", "PEM private keys that sign, the first in use; by default the gateway's own"),
            Key("signing_certificate", "the PEM certificates of `signing_key`, in the same order"),
            Key("encryption_key", "PEM private keys that decrypt; by default the gateway's own"),
            Key("encryption_certificate", "the PEM certificates of `encryption_key`, in the same order"),
            Key("sign_metadata", "whether our metadata is signed"),
            Key("landing_pages", "the paths that a sign-in begun by the provider may lead to"),
            Key("allow_unsolicited", "whether the provider may begin a sign-in"),
            Key("allow_sha1", "whether signatures with SHA-1 are taken"),
            Key("allow_inclusive_canonicalisation", "whether signatures over inclusive canonical XML are taken"),
            Key("force_authn", "whether the provider must ask the person anew at every sign-in"),
            Key("clock_skew", "how far its clock may be off"),
            Key("group_names", "a table from group ids to names: file:PATH, one `id,name` a line"),
            Key("trust", "broker, or pass-through of the provider's own assertion to the issuer"),
            Key("audience", "audiences that its assertions may carry besides our entity ID", isNarrowing: true),
            Key("recipient", "recipients that its assertions may carry besides our own URL", isNarrowing: true),
            Key("principal", "what the provider is called at the issuer, the last part of its ARN"),
        ] + samlStandards.keys)

    /// Those of its keys that a preset may give a value.
    static let samlStandards = MapSchema([
        Key("want_signed", "what must be signed: assertion, response, either or both", isNarrowing: true),
        Key("sign_requests", "whether our requests are signed"),
        Key(
            "allow_cbc_inside_unsigned_response",
            "whether AES-CBC is decrypted that no verified signature covers"),
        Key("request_binding", "how requests are sent: redirect or post"),
        Key("response_binding", "how the answer is asked for: post or artifact"),
        Key(
            "name_id_format", "the kind of name that is asked for: unspecified, email, persistent, transient, or a URI"),
        Key("authn_context", "the authentication contexts of which one must be met", isNarrowing: true),
        Key("subject_claim", "the attribute that tells one person from another, where the NameID does not"),
        Key("scoped_claims", "attributes whose values must be of a domain that the metadata lists", isNarrowing: true),
        Key("groups_overage", "an attribute that stands in place of the groups where they are too many"),
        Key("groups_claim", "the attribute that holds the groups"),
        Key("name_claim", "the attributes that may hold a name to show"),
        Key("email_claim", "the attribute that holds the e-mail address"),
        Key("email_trust", "always, never, or the attribute that affirms the address", isNarrowing: true),
    ])

    /// When the gateway's own keys take turns.
    static let samlKeys = MapSchema([
        Key("rollover", "how long one key is in use"),
        Key("announce", "how long ahead of its turn the next certificate stands in our metadata"),
        Key("keep", "how long a former key decrypts and stands in our metadata after its turn"),
    ])

    /// Who sees the diagnosis pages.
    static let operatorRule = MapSchema([
        Key("when", "what must hold", isNarrowing: true),
        Key("provider", "the providers whose people it is for", isNarrowing: true),
    ])

    /// What must hold when a role is taken.
    static let roleRequirement = MapSchema([
        Key("authenticated_within", "how long ago the person may have been asked", isNarrowing: true)
    ])
}
