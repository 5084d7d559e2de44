import Essentials
import IAM

extension AWSAssertion {
    /// Reads the attributes of a verified assertion. Attributes of other names are not looked at.
    ///
    /// - Throws: `IssuerRefusal.invalidIdentityToken` in AWS's words, where one is missing, stands twice or is not of
    ///   its form.
    public init(_ attributes: [AssertionAttribute]) throws(IssuerRefusal) {
        let reading = AttributeReading(attributes)
        let pairs = try reading.rolePairs()
        let tags = try reading.tags()
        self.init(
            roles: pairs, sessionName: try reading.sessionName(), sessionDuration: try reading.sessionDuration(),
            sourceIdentity: try reading.sourceIdentity(), tags: tags,
            transitiveTagKeys: try reading.transitiveTagKeys(among: tags))
    }
}

/// One reading of an assertion's attributes.
private struct AttributeReading {
    let attributes: [AssertionAttribute]

    init(_ attributes: [AssertionAttribute]) { self.attributes = attributes }

    /// All values of a name. An identity provider may spread a list over attributes of one name.
    private func values(_ name: String) -> [String] {
        attributes.filter { $0.name == ExactString(name) }.flatMap(\.values)
    }

    /// The value of a name that has one.
    private func value(_ name: String) throws(IssuerRefusal) -> String? {
        let values = values(name)
        guard values.count <= 1 else { throw .invalidIdentityToken("\(name) has several values in AuthnResponse") }
        return values.first
    }

    func rolePairs() throws(IssuerRefusal) -> [AWSAssertion.RolePair] {
        let values = values(AWSAttributeName.role)
        guard values.count <= AWSAssertion.maximumRoles else {
            throw .invalidIdentityToken("The AuthnResponse names more than \(AWSAssertion.maximumRoles) roles")
        }
        var seen: Set<AWSAssertion.RolePair> = []
        var pairs: [AWSAssertion.RolePair] = []
        for value in values {
            let pair = try pair(value)
            if seen.insert(pair).inserted { pairs.append(pair) }
        }
        return pairs
    }

    /// Role and provider in either order, white space around them left out.
    private func pair(_ value: String) throws(IssuerRefusal) -> AWSAssertion.RolePair {
        let parts = value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .compactMap { String(Substring($0)) }.map(\.withoutWhiteSpace)
        let arns = parts.compactMap { try? ARN($0) }
        guard parts.count == 2, arns.count == 2, let role = arns.first(where: { $0.roleName != nil }),
            let provider = arns.first(where: { SAMLProviderARN($0) != nil }),
            role.account.isExactly(provider.account), role.partition.isExactly(provider.partition)
        else {
            throw .invalidIdentityToken(
                "Role in AuthnResponse must be the ARN of a role and the ARN of a SAML provider of its account")
        }
        return AWSAssertion.RolePair(role: role, provider: provider)
    }

    func sessionName() throws(IssuerRefusal) -> RoleSessionName {
        guard let text = try value(AWSAttributeName.roleSessionName) else {
            throw .invalidIdentityToken("RoleSessionName is required in AuthnResponse")
        }
        do { return try RoleSessionName(text) } catch {
            throw .invalidIdentityToken("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
        }
    }

    func sessionDuration() throws(IssuerRefusal) -> Duration? {
        guard let text = try value(AWSAttributeName.sessionDuration) else { return nil }
        guard let seconds = STSParameterRule.integer(text), AWSAssertion.durations.contains(seconds) else {
            throw .invalidIdentityToken("SessionDuration in AuthnResponse must be from 900 to 43200")
        }
        return .seconds(seconds)
    }

    func sourceIdentity() throws(IssuerRefusal) -> String? {
        guard let text = try value(AWSAttributeName.sourceIdentity) else { return nil }
        guard (try? RoleSessionName(text)) != nil, !text.asciiLowercased.startsExactly(with: "aws:") else {
            throw .invalidIdentityToken(
                "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"")
        }
        return text
    }

    func tags() throws(IssuerRefusal) -> [SessionTag] {
        var tags: [SessionTag] = []
        var seen: Set<ExactString> = []
        for attribute in attributes where attribute.name.text.startsExactly(with: AWSAttributeName.principalTag) {
            let key = String(attribute.name.text.dropFirst(AWSAttributeName.principalTag.count))
            guard attribute.values.count == 1 else {
                throw .invalidIdentityToken("The session tag \(key.prefix(128)) has not exactly one value.")
            }
            // Keys are unique without regard to case.
            guard seen.insert(ExactString(key.asciiLowercased)).inserted else {
                throw .invalidIdentityToken("The session tag \(key.prefix(128)) stands twice.")
            }
            guard !key.asciiLowercased.startsExactly(with: "aws:"),
                let tag = try? SessionTag(key: key, value: attribute.values[0])
            else { throw .invalidIdentityToken("The session tag \(key.prefix(128)) is not one.") }
            tags.append(tag)
        }
        guard tags.count <= AWSAssertion.maximumTags else {
            throw .invalidIdentityToken("The AuthnResponse carries more than \(AWSAssertion.maximumTags) session tags.")
        }
        return tags
    }

    func transitiveTagKeys(among tags: [SessionTag]) throws(IssuerRefusal) -> [ExactString] {
        var keys: [ExactString] = []
        for value in values(AWSAttributeName.transitiveTagKeys) {
            let key = ExactString(value)
            guard tags.contains(where: { $0.key == key }), !keys.contains(key) else {
                throw .invalidIdentityToken("TransitiveTagKeys names what is no tag of the session.")
            }
            keys.append(key)
        }
        return keys
    }
}

extension String {
    /// Without blanks, tabs and line ends before and behind: identity providers write values over several lines.
    fileprivate var withoutWhiteSpace: String {
        let bytes = utf8.drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(Substring(bytes[..<end]))
    }
}
