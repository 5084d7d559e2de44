internal import Essentials
internal import XMLDocuments

/// An entity's names for people: `mdui:DisplayName` of the role (SAML MDUI §2.1.2), else the organisation's.
enum DisplayNameReader {
    typealias LocalizedText = IdentityProviderMetadata.LocalizedText

    /// Bytes of one name.
    static let maximumBytes = 256

    static func names(of entity: XMLNode, _ role: XMLNode) -> [LocalizedText] {
        let names = role.all(.md("Extensions")).flatMap { $0.all(.mdui("UIInfo")) }
            .flatMap { $0.all(.mdui("DisplayName")) }
        let own = texts(names)
        if !own.isEmpty { return own }
        return texts(
            (role.all(.md("Organization")) + entity.all(.md("Organization")))
                .flatMap { $0.all(.md("OrganizationDisplayName")) })
    }

    private static func texts(_ nodes: [XMLNode]) -> [LocalizedText] {
        nodes.prefix(EntityReader.maximumOfAKind).compactMap { node in
            guard let text = try? node.text().collapsed, !text.isEmpty else { return nil }
            let language = node.attribute(QualifiedName(SAMLNamespace.xml, "lang")) ?? ""
            return LocalizedText(language: language.beginning(bytes: 35), text.beginning(bytes: maximumBytes))
        }
    }
}
