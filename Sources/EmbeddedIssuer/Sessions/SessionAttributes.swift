public import Essentials
import IAM
public import SecurityTokens

/// What a token asks to be carried in the session, in the claims that AWS defines for it.
public struct SessionAttributes: Sendable, Equatable {
    /// `https://aws.amazon.com/source_identity`.
    public let sourceIdentity: String?
    /// `principal_tags` of `https://aws.amazon.com/tags`.
    public let tags: [SessionTag]
    /// `transitive_tag_keys` of the same.
    public let transitiveTagKeys: [ExactString]

    static let sourceIdentityClaim = "https://aws.amazon.com/source_identity"
    static let tagsClaim = "https://aws.amazon.com/tags"
    /// AWS takes at most 50 tags.
    static let maximumTags = 50

    /// Reads the claims.
    ///
    /// - Throws: `IssuerRefusal.invalidIdentityToken` where they are there and not of their form.
    public init(_ claims: JSONObject) throws(IssuerRefusal) {
        sourceIdentity = try SessionAttributes.sourceIdentity(claims[SessionAttributes.sourceIdentityClaim])
        guard let value = claims[SessionAttributes.tagsClaim] else {
            tags = []
            transitiveTagKeys = []
            return
        }
        guard let object = value.object, let principal = object["principal_tags"]?.object else {
            throw .invalidIdentityToken("The claim \(SessionAttributes.tagsClaim) has no principal_tags.")
        }
        tags = try SessionAttributes.tags(principal)
        transitiveTagKeys = try SessionAttributes.keys(object["transitive_tag_keys"], among: tags)
    }

    /// What an assertion asks to be carried.
    public init(_ assertion: AWSAssertion) {
        sourceIdentity = assertion.sourceIdentity
        tags = assertion.tags
        transitiveTagKeys = assertion.transitiveTagKeys
    }

    /// What the session needs to be allowed beside the assumption itself.
    public var actions: [String] {
        (tags.isEmpty ? [] : ["sts:TagSession"]) + (sourceIdentity == nil ? [] : ["sts:SetSourceIdentity"])
    }

    private static func sourceIdentity(_ value: JSONValue?) throws(IssuerRefusal) -> String? {
        guard let value else { return nil }
        guard let text = value.string, (2...64).contains(text.utf8.count),
            text.utf8.allSatisfy(NameCharacters.isNameByte)
        else { throw .invalidIdentityToken("The claim \(sourceIdentityClaim) is not a source identity.") }
        return text
    }

    private static func tags(_ members: JSONObject) throws(IssuerRefusal) -> [SessionTag] {
        guard members.members.count <= maximumTags else {
            throw .invalidIdentityToken("The token carries more than \(maximumTags) session tags.")
        }
        var tags: [SessionTag] = []
        var seen: Set<ExactString> = []
        for (key, value) in members.members {
            // AWS's form is a list of one value.
            guard let list = value.array, list.count == 1, let text = list[0].string else {
                throw .invalidIdentityToken("The session tag \(key.prefix(128)) has not exactly one value.")
            }
            // Keys are unique without regard to case.
            guard seen.insert(ExactString(key.asciiLowercased)).inserted else {
                throw .invalidIdentityToken("The session tag \(key.prefix(128)) stands twice.")
            }
            do { tags.append(try SessionTag(key: key, value: text)) } catch {
                throw .invalidIdentityToken("The session tag \(key.prefix(128)) is not one.")
            }
        }
        return tags
    }

    private static func keys(
        _ value: JSONValue?, among tags: [SessionTag]
    ) throws(IssuerRefusal) -> [ExactString] {
        guard let value else { return [] }
        guard let list = value.array else {
            throw .invalidIdentityToken("transitive_tag_keys is not a list.")
        }
        var keys: [ExactString] = []
        for element in list {
            guard let text = element.string, tags.contains(where: { $0.key == ExactString(text) }),
                !keys.contains(ExactString(text))
            else { throw .invalidIdentityToken("transitive_tag_keys names what is no tag of the session.") }
            keys.append(ExactString(text))
        }
        return keys
    }
}
