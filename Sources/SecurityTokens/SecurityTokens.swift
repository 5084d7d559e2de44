// SecurityTokens: the STS wire format (Query API 2011-06-15), Signature Version 4, the protocol
// `CredentialIssuer` that everything above sees, and the client to any issuer that speaks STS.
