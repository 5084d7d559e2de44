// Federation: from a proven identity to a grant.
//
// claims → ExternalIdentity → rules → RoleGrant → CredentialIssuer → TemporaryCredentials
//
// It owns provider presets, the mapping language and the audit of every grant. It sees issuers only through
// the protocol CredentialIssuer, and a rule that cannot be evaluated never grants.
