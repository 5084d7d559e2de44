public import Essentials
public import JOSE
public import OpenIDConnect
public import SAML

extension ProviderDefinition {
    /// Who signed in here.
    ///
    /// - Throws: `IdentityRefusal` where the claims, though proven, are not what the configuration demands.
    public func identity(from signIn: OpenIDSignIn) throws(IdentityRefusal) -> ExternalIdentity {
        try ExternalIdentity.read(
            signIn.claims, issuer: signIn.idToken.issuer, subject: signIn.subject, at: self)
    }

    /// Whose token this is; for tokens that somebody brings along.
    public func identity(from token: VerifiedToken) throws(IdentityRefusal) -> ExternalIdentity {
        guard let subject = token.subject, !subject.isEmpty else { throw .subjectMissing }
        return try ExternalIdentity.read(token.claims, issuer: token.issuer, subject: subject, at: self)
    }

    /// Whose assertion this is.
    ///
    /// - Parameters:
    ///   - claims: what `AssertedClaims` made of it.
    public func identity(
        from assertion: VerifiedAssertion, claims: JSONObject
    ) throws(IdentityRefusal) -> ExternalIdentity {
        let subject = try AssertedClaims.subject(of: assertion, claims: claims, named: self.claims.subject)
        return try ExternalIdentity.read(claims, issuer: assertion.issuer, subject: subject, at: self)
    }

    /// Who signed in here before: what a sign-in proved, kept sealed since. The configuration may have changed,
    /// so its demands are judged again.
    public func identity(
        remembering claims: JSONObject, issuer: ExactString, subject: ExactString
    ) throws(IdentityRefusal) -> ExternalIdentity {
        try ExternalIdentity.read(claims, issuer: issuer, subject: subject, at: self)
    }
}

extension ExternalIdentity {
    /// The identity that claims would give if a provider proved them; for `explain`, and never a ground for a
    /// grant.
    public static func supposed(
        claims: JSONObject, at provider: ProviderDefinition
    ) throws(IdentityRefusal) -> ExternalIdentity {
        let subjectClaim = provider.saml == nil ? "sub" : provider.claims.subject ?? "sub"
        guard let subject = claims[subjectClaim]?.string ?? claims["sub"]?.string, !subject.isEmpty else {
            throw .subjectMissing
        }
        return try read(
            claims, issuer: ExactString(claims["iss"]?.string ?? ""), subject: ExactString(subject), at: provider)
    }

    fileprivate static func read(
        _ claims: JSONObject, issuer: ExactString, subject: ExactString, at provider: ProviderDefinition
    ) throws(IdentityRefusal) -> ExternalIdentity {
        let claims = provider.saml == nil ? claims : AssertedClaims.completed(claims, by: provider.claims)
        for requirement in provider.requirements { try requirement.check(claims) }
        var withheld: [WithheldClaim] = []
        let names = provider.saml == nil ? provider.claims : AssertedClaims.names(for: provider.claims)

        let address = claims.claim(at: names.email)
        let email = address?.string
        let emailDoubt = names.emailTrust.doubt(claims, about: address)
        // Whatever kind of value it is: a rule looks into lists, and a list of addresses is no more proven than one.
        if address != nil, let emailDoubt {
            // An attribute is there under its own name as well; neither may be relied on.
            for name in Set([ExactString(names.email), ExactString(provider.claims.email)]).sorted() {
                withheld.append(WithheldClaim(name: name.text, why: "the claim `\(name)` \(emailDoubt)"))
            }
        }

        var groups: [String] = []
        if let name = names.groups {
            switch groupNames(claims, name, overage: provider.claims.groupsOverage) {
            case .names(let names): groups = provider.groupNames.names(of: names)
            case .leftOut(let why): withheld.append(WithheldClaim(name: name, why: why))
            }
        }
        let verified = emailDoubt == nil ? email.flatMap { $0.isEmpty ? nil : $0 } : nil
        let name = names.name.lazy.compactMap { claims.claim(at: $0)?.string }.first { !$0.isEmpty }
        return ExternalIdentity(
            provider: provider.id, issuer: issuer, subject: subject, claims: claims,
            displayName: name ?? verified ?? subject.text, verifiedEmail: verified, groups: groups,
            groupsClaim: names.groups, withheld: withheld, authenticatedAt: claims["auth_time"]?.number?.numericDate)
    }

    private enum FoundGroups {
        case names([String])
        case leftOut(String)
    }

    /// Groups as texts. A provider that left them out because they were too many says so by a distributed
    /// claim (OpenID Connect Core §5.6.2), which is not followed.
    private static func groupNames(_ claims: JSONObject, _ name: String, overage: String?) -> FoundGroups {
        guard let value = claims.claim(at: name) else {
            let isDistributed =
                claims["_claim_names"]?.object?[name] != nil || claims["hasgroups"]?.bool == true
                || overage.map { claims[$0] != nil } ?? false
            return isDistributed
                ? .leftOut("the provider left the claim `\(name)` out, as there are too many groups")
                : .names([])
        }
        let elements = value.array ?? [value]
        let texts = elements.compactMap(\.claimText)
        guard texts.count == elements.count else {
            return .leftOut("the claim `\(name)` holds something that is no text")
        }
        return .names(texts)
    }
}

extension EmailTrust {
    /// Why the address may not be relied on; `nil` where it may.
    fileprivate func doubt(_ claims: JSONObject, about address: JSONValue?) -> String? {
        switch self {
        case .always: return nil
        case .never: return "is not verified by this provider"
        case .whenAffirmed(let claim):
            // Some providers write these truth values as texts or as 1.
            guard let text = claims.claim(at: claim)?.claimText else { return "is not verified: `\(claim)` is absent" }
            guard text.isExactly("true") || text.isExactly("1") else {
                return "is not verified: `\(claim)` is `\(text.shown)`"
            }
            // One word affirms one address (OpenID Connect Core §5.1).
            guard let address, address.string == nil else { return nil }
            return "is an \(address.kind), and `\(claim)` affirms one address"
        }
    }
}

extension ClaimRequirement {
    fileprivate func check(_ claims: JSONObject) throws(IdentityRefusal) {
        guard let value = claims.claim(at: claim) else { throw .requiredClaimMissing(claim: claim, values: values) }
        guard let text = value.claimText, values.contains(where: { $0.isExactly(text) }) else {
            throw .requiredClaimDiffers(
                claim: claim, value: value.claimText?.shown ?? "an \(value.kind)", values: values)
        }
    }
}
