extension MapSchema {
    /// One entry of `resources`.
    static let resource = MapSchema([
        Key("preset", "the rule file, where it is not the resource's own key"),
        Key("rules", "a rule file of one's own, in place of a preset: `file:PATH`"),
        Key("hosts", "the hosts that clients ask for; `*.HOST` gives its first label to the path"),
        Key("account", "the account whose resources these are"),
        Key("payloads", "how requests may speak of their body: digest, unsigned, streaming", isNarrowing: true),
    ])

    /// A file of `Resources/`.
    static let resourceRules = MapSchema([
        Key("service", "the service that signatures name"),
        Key("deciding_headers", "header fields that change what a request does"),
        Key("idle_parameters", "parameters of the query that never do"),
        Key("rules", "which request is which action"),
    ])

    /// One rule of such a file.
    static let resourceRule = MapSchema([
        Key("method", "the methods"),
        Key("path", "the path, names in braces: `/{bucket}/{key...}`"),
        Key("query", "parameters that must stand in the query"),
        Key("further_query", "parameters that may"),
        Key("header", "header fields that must be there"),
        Key("action", "what the request does, `s3:GetObject`"),
        Key("resource", "to what: an ARN, names of the path in braces"),
        Key("also", "further actions of the same request"),
        Key("with_headers", "further actions on the same resource where a header field is there"),
        Key("context", "condition keys: `query:NAME` or `header:NAME`"),
    ])

    /// One further action.
    static let resourceDeed = MapSchema([
        Key("action", "what the request does besides"),
        Key("resource", "to what"),
    ])
}
