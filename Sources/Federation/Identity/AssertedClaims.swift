public import Essentials
public import SAML

/// The claims that an assertion makes: every attribute by its name, and beside them those names that rules know from
/// OpenID Connect.
///
/// `sub`, `auth_time`, `acr`, `name_id`, `name_id_format` and `session_index` come from the assertion's own parts;
/// `email`, `name` and `groups` repeat whichever attributes the provider's definition names for them. These names
/// are never an attribute's of its own.
public enum AssertedClaims {
    /// Names that only the assertion's own parts fill.
    static let own: [String] = ["sub", "iss", "auth_time", "acr", "name_id", "name_id_format", "session_index"]
    /// Names that the definition's attributes fill.
    static let mapped = ["email", "name", "groups"]

    /// The claims of a verified assertion.
    ///
    /// A scoped attribute, one of whose values is of no domain that the metadata lists, is left out and named: its
    /// provider may not vouch for it (Shibboleth metadata profile, `shibmd:Scope`).
    public static func read(
        _ assertion: VerifiedAssertion, by names: IdentityClaims, scopes: [ExactString]
    ) -> (claims: JSONObject, leftOut: [String]) {
        var claims: JSONObject = [:]
        var leftOut: [String] = []
        for attribute in assertion.attributes {
            let name = attribute.name.text
            guard !(own + mapped).contains(where: { $0.isExactly(name) }) || names.names(name) else { continue }
            guard !own.contains(where: { $0.isExactly(name) }) else { continue }
            let isScoped = names.scoped.contains { $0.isExactly(name) }
            if isScoped, !attribute.values.allSatisfy({ isOf($0, scopes) }) {
                leftOut.append(name)
                continue
            }
            let before = claims[name].map { $0.array ?? [$0] } ?? []
            let all = before + attribute.values.map { .string($0) }
            claims[name] = all.count == 1 ? all[0] : .array(all)
        }
        claims["sub"] = .string(assertion.nameID.value.text)
        claims["iss"] = .string(assertion.issuer.text)
        claims["auth_time"] = .integer(assertion.authnInstant.seconds)
        claims["acr"] = assertion.authnContext.map { .string($0.text) }
        claims["name_id"] = .string(assertion.nameID.value.text)
        claims["name_id_format"] = .string(assertion.nameID.format.text)
        claims["session_index"] = assertion.sessionIndex.map { .string($0.text) }
        return (claims, leftOut)
    }

    /// Adds `email`, `name` and `groups` where the definition names the attributes for them.
    static func completed(_ claims: JSONObject, by names: IdentityClaims) -> JSONObject {
        var all = claims
        let email = claims.claim(at: names.email)
        // A list of one address is that address; of several, nobody knows which one is meant.
        all["email"] = email.map { value in value.array.flatMap { $0.count == 1 ? $0[0] : nil } ?? value }
        all["name"] = names.name.lazy.compactMap { claims.claim(at: $0)?.string }.first { !$0.isEmpty }
            .map { .string($0) }
        all["groups"] = names.groups.flatMap { claims.claim(at: $0) }
        return all
    }

    /// How the definition's names read once the claims are complete.
    static func names(for names: IdentityClaims) -> IdentityClaims {
        IdentityClaims(
            groups: names.groups == nil ? nil : "groups", name: ["name"], email: "email",
            emailTrust: names.emailTrust)
    }

    /// Who the assertion is about: the NameID, or the attribute that the definition names.
    static func subject(
        of assertion: VerifiedAssertion, claims: JSONObject, named attribute: String?
    ) throws(IdentityRefusal) -> ExactString {
        guard let attribute else {
            guard !assertion.nameID.value.isEmpty else { throw .subjectMissing }
            return assertion.nameID.value
        }
        guard let text = claims[attribute]?.string, !text.isEmpty else {
            throw .requiredClaimMissing(claim: attribute, values: ["the person's own name"])
        }
        return ExactString(text)
    }

    /// True where the part behind the last `@` is one of the domains.
    private static func isOf(_ value: String, _ scopes: [ExactString]) -> Bool {
        guard let at = value.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let scope = String(value[value.utf8.index(after: at)...])
        return scopes.contains { $0.text.isExactly(scope) }
    }
}

extension IdentityClaims {
    /// True where the definition itself reads an attribute of this name.
    fileprivate func names(_ attribute: String) -> Bool {
        ([email] + name + [groups, subject].compactMap { $0 }).contains { $0.isExactly(attribute) }
    }
}
