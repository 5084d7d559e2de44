public import Essentials

extension TrustRequest {
    /// The request that a verified ID token makes of a role's trust policy.
    ///
    /// The provider goes by its key in the configuration, by its issuer without `https://` and, where the role is
    /// given, by the ARN that the provider has in the role's account. Every claim that is a text, a number, a truth
    /// value or a list of these is the condition key `HOST:CLAIM`, with the issuer without `https://` as `HOST`
    /// (IAM User Guide, keys for web identity federation).
    public static func webIdentity(
        provider: String, issuer: ExactString, claims: JSONObject, role: ARN? = nil,
        action: String = "sts:AssumeRoleWithWebIdentity"
    ) -> TrustRequest {
        let scheme = "https://"
        let host = issuer.text.startsExactly(with: scheme) ? String(issuer.text.dropFirst(scheme.count)) : issuer.text
        var providers: Set<ExactString> = [ExactString(provider), ExactString(host)]
        if let role {
            providers.insert(ExactString("arn:\(role.partition):iam::\(role.account):oidc-provider/\(host)"))
        }
        var context = TrustContext()
        var names: Set<ExactString> = []
        for (name, value) in claims.members where value != .null {
            let key = "\(host):\(name)"
            let values = (value.array ?? [value]).compactMap(\.conditionText)
            // Part of a list must not be read as the whole of it, nor as nothing; and of two claims whose names
            // differ in letter case only, which no condition tells apart, nobody knows which one is meant.
            if values.count == (value.array ?? [value]).count, names.insert(ExactString(name.asciiLowercased)).inserted
            {
                context.add(values, for: key)
            } else {
                context.addUnreadable(key)
            }
        }
        return TrustRequest(action: action, federatedProviders: providers, context: context)
    }
}
