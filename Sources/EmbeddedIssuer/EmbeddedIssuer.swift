// EmbeddedIssuer: our own Security Token Service: accounts, roles and trust policies from the configuration,
// sealed session tokens, AssumeRoleWithWebIdentity and GetCallerIdentity.
