internal import Essentials
internal import XMLDocuments

/// Reads what an `EntityDescriptor` says of its role as an identity provider (SAML Metadata §2.4.3).
struct EntityReader {
    let plainHTTP: PlainHTTP
    let now: Instant

    /// Elements of a kind that are read at most, of those that may stand any number of times.
    static let maximumOfAKind = 64

    func read(_ entity: MetadataEntity, isSigned: Bool) throws(MetadataRefusal) -> IdentityProviderMetadata {
        let entityID = entity.entityID
        let roles = entity.roles
        guard let role = roles.first else { throw .noIdentityProvider(entityID: entityID.text) }
        guard roles.count == 1 else { throw .roleRepeated(entityID: entityID.text) }
        let validity = try entity.around.narrowed(by: entity.node).narrowed(by: role)
        try validity.require(at: now)

        var warnings: [MetadataWarning] = []
        if isSigned, validity.validUntil == nil { warnings.append(.noEnd) }
        var keys = KeyDescriptorReader(now: now)
        keys.read(role)
        warnings += keys.warnings
        guard !keys.signing.isEmpty else { throw .noSigningKey(entityID: entityID.text, keys.warnings) }
        var endpoints = EndpointReader(plainHTTP: plainHTTP)
        let singleSignOn = endpoints.endpoints(role, "SingleSignOnService")
        guard singleSignOn.contains(where: { $0.binding == .redirect || $0.binding == .post }) else {
            throw .noSingleSignOn(entityID: entityID.text, endpoints.warnings)
        }
        let singleLogout = endpoints.endpoints(role, "SingleLogoutService")
        let artifactResolution = endpoints.indexed(role, "ArtifactResolutionService")
        warnings += endpoints.warnings
        return IdentityProviderMetadata(
            entityID: entityID, signingKeys: keys.signing, encryptionKeys: keys.encryption, singleSignOn: singleSignOn,
            singleLogout: singleLogout, artifactResolution: artifactResolution,
            wantsSignedAuthnRequests: try EntityReader.boolean(role, "WantAuthnRequestsSigned") ?? false,
            nameIDFormats: try nameIDFormats(role), displayNames: DisplayNameReader.names(of: entity.node, role),
            scopes: scopes(entity.node, role), validUntil: validity.validUntil, cacheDuration: validity.cacheDuration,
            warnings: warnings)
    }

    private func nameIDFormats(_ role: XMLNode) throws(MetadataRefusal) -> [ExactString] {
        var formats: [ExactString] = []
        for node in role.all(.md("NameIDFormat")).prefix(EntityReader.maximumOfAKind) {
            do throws(XMLError) {
                let format = ExactString(try node.text().collapsed)
                if !format.isEmpty, format.text.utf8.count <= 1024, !formats.contains(format) { formats.append(format) }
            } catch {
                throw .valueMalformed(element: "NameIDFormat", error.detail)
            }
        }
        return formats
    }

    /// Literal scopes only; one that is a regular expression lets in whoever finds the hole in it.
    private func scopes(_ entity: XMLNode, _ role: XMLNode) -> [ExactString] {
        let scope = QualifiedName(SAMLNamespace.shibbolethMetadata, "Scope")
        var scopes: [ExactString] = []
        for holder in [entity, role] {
            for extensions in holder.all(.md("Extensions")) {
                for node in extensions.all(scope).prefix(EntityReader.maximumOfAKind) {
                    let isExpression =
                        node.attribute("regexp").map { $0.isExactly("true") || $0.isExactly("1") } ?? false
                    guard !isExpression, let text = try? node.text().collapsed else { continue }
                    let value = ExactString(text)
                    guard scopes.count < EntityReader.maximumOfAKind else { return scopes }
                    if !text.isEmpty, text.utf8.count <= 253, !scopes.contains(value) { scopes.append(value) }
                }
            }
        }
        return scopes
    }

    /// `xs:boolean` (XML Schema 2 §3.2.2).
    static func boolean(_ node: XMLNode, _ attribute: ExactString) throws(MetadataRefusal) -> Bool? {
        guard let text = node.attribute(attribute) else { return nil }
        switch ExactString(text.collapsed) {
        case "true", "1": return true
        case "false", "0": return false
        default:
            throw .valueMalformed(
                element: node.name.text, "`\(attribute)` is \(quoted(text)), neither `true` nor `false`")
        }
    }
}
