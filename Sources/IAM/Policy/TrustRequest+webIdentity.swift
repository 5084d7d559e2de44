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
        var names: Set<ExactString> = [ExactString(provider), ExactString(host)]
        if let role {
            names.insert(ExactString("arn:\(role.partition):iam::\(role.account):oidc-provider/\(host)"))
        }
        var context = TrustContext()
        for (name, value) in claims.members {
            let values = (value.array ?? [value]).compactMap(\.conditionText)
            // A list that holds anything else is no condition key: part of it could be read as the whole.
            guard values.count == (value.array ?? [value]).count else { continue }
            context.add(values, for: "\(host):\(name)")
        }
        return TrustRequest(action: action, federatedProviders: names, context: context)
    }
}

extension JSONValue {
    /// The text that a condition compares; `nil` for null, lists and objects.
    fileprivate var conditionText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
