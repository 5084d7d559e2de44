internal import Cryptography
internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// A metadata document whose root has been judged: its form, its signature, its time.
struct MetadataRoot {
    private let root: XMLNode
    /// The root is signed by a pinned key.
    let isSigned: Bool
    /// The root is an `EntitiesDescriptor`.
    let isGroup: Bool
    /// What the root says of its time.
    let validity: MetadataValidity

    init(parsing bytes: [UInt8], trust: MetadataTrust, at now: Instant) throws(MetadataRefusal) {
        if let root = MetadataRoot.page(bytes) { throw .notMetadata(root: root) }
        let document: XMLDocument
        do throws(XMLError) {
            document = try XMLDocument(parsing: bytes, limits: .metadata, identifiers: .saml)
        } catch {
            throw .malformed(error)
        }
        let root = document.root
        isGroup = root.is(.md("EntitiesDescriptor"))
        guard isGroup || root.is(.md("EntityDescriptor")) else {
            throw .notMetadata(root: root.qualifiedName.description)
        }
        (self.root, isSigned) = try MetadataRoot.judged(root, trust)
        validity = try MetadataValidity.none.narrowed(by: self.root)
        try validity.require(at: now)
    }

    /// The element that all is read from: the verified one where a signature is asked for.
    private static func judged(_ root: XMLNode, _ trust: MetadataTrust) throws(MetadataRefusal) -> (XMLNode, Bool) {
        guard case .pinned(let certificates) = trust else { return (root, false) }
        guard !certificates.isEmpty else { throw .noPinnedCertificate }
        guard certificates.count <= SignatureRules.maximumKeys else {
            throw .tooManyPinnedCertificates(limit: SignatureRules.maximumKeys)
        }
        let keys = certificates.map { VerificationKey($0.publicKey, label: $0.subject) }
        let rules = SignatureRules(keys: keys, allowsSHA1: false, allowsInclusiveCanonicalisation: false)
        do throws(SignatureRefusal) {
            return (try SignatureVerifier.verify(root, rules: rules).element, true)
        } catch .unsigned {
            throw .unsigned
        } catch {
            throw .signatureRefused(error)
        }
    }

    /// Visits the entities in the order of the document.
    func forEach(_ visit: (MetadataEntity) throws(MetadataRefusal) -> Void) throws(MetadataRefusal) {
        var count = 0
        try walk(root, .none, depth: 1, count: &count, visit)
    }

    private func walk(
        _ node: XMLNode, _ around: MetadataValidity, depth: Int, count: inout Int,
        _ visit: (MetadataEntity) throws(MetadataRefusal) -> Void
    ) throws(MetadataRefusal) {
        if node.is(.md("EntityDescriptor")) {
            count += 1
            guard count <= MetadataReader.maximumEntities else {
                throw .tooManyEntities(limit: MetadataReader.maximumEntities)
            }
            // One of a group that has no name cannot be the one that is meant.
            if isGroup, !MetadataEntity.isNamed(node) { return }
            return try visit(try MetadataEntity(node, around: around))
        }
        guard node.is(.md("EntitiesDescriptor")) else { return }
        guard depth <= MetadataReader.maximumGroupDepth else {
            throw .nestedTooDeep(limit: MetadataReader.maximumGroupDepth)
        }
        let validity = try around.narrowed(by: node)
        for child in node.children { try walk(child, validity, depth: depth + 1, count: &count, visit) }
    }

    /// `html` where the bytes are a page: a portal's sign-in form in the place of the metadata.
    private static func page(_ bytes: [UInt8]) -> String? {
        let start = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.prefix(14)
        let lower = start.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return lower.starts(with: "<!doctype html".utf8) || lower.starts(with: "<html".utf8) ? "html" : nil
    }
}

/// One `EntityDescriptor` of a document, with what the groups around it say of its time.
struct MetadataEntity {
    let node: XMLNode
    let entityID: ExactString
    /// What the groups around it say.
    let around: MetadataValidity

    init(_ node: XMLNode, around: MetadataValidity) throws(MetadataRefusal) {
        let text = node.attribute("entityID") ?? ""
        guard MetadataEntity.isNamed(node) else { throw .entityIDMalformed(text) }
        self.node = node
        entityID = ExactString(text)
        self.around = around
    }

    /// True where it has an entity ID of a length that one may have.
    static func isNamed(_ node: XMLNode) -> Bool {
        let text = node.attribute("entityID") ?? ""
        return !text.isEmpty && text.utf8.count <= MetadataReader.maximumEntityIDBytes
    }

    /// Its roles as an identity provider of SAML 2.0.
    var roles: [XMLNode] {
        node.all(.md("IDPSSODescriptor")).filter { role in
            let protocols = role.attribute("protocolSupportEnumeration") ?? ""
            return protocols.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
                .contains { $0.elementsEqual(SAMLNamespace.protocolMessages.text.utf8) }
        }
    }

    var isIdentityProvider: Bool { !roles.isEmpty }
}
