public import Essentials
internal import XMLDocuments

/// Reads metadata of identity providers: one `EntityDescriptor`, or groups of thousands.
public enum MetadataReader {
    /// Bytes of one document.
    public static let maximumBytes = XMLLimits.metadata.bytes
    /// Entities of one document.
    public static let maximumEntities = 100_000
    /// Levels of groups within groups.
    public static let maximumGroupDepth = 8
    /// Bytes of an entity ID; the specification's bound is 1024 characters.
    public static let maximumEntityIDBytes = 1024

    /// Reads the metadata of one identity provider.
    ///
    /// The document's rules hold for the whole of it: its signature, its form, its time. What is wrong with another
    /// entity of a group is no reason to refuse this one.
    ///
    /// - Parameters:
    ///   - entityID: which entity is meant; `nil` only where the document describes one identity provider.
    ///   - signature: whom the document is believed from.
    ///   - plainHTTP: which endpoints may be plain http.
    ///   - at: when.
    /// - Throws: `MetadataRefusal`.
    public static func read(
        _ bytes: [UInt8], entityID: ExactString?, signature: MetadataTrust, plainHTTP: PlainHTTP = .onLoopback,
        at now: Instant
    ) throws(MetadataRefusal) -> IdentityProviderMetadata {
        let root = try MetadataRoot(parsing: bytes, trust: signature, at: now)
        var found: MetadataEntity?
        var candidates = 0
        var others = 0
        var last: ExactString = ""
        try root.forEach { entity throws(MetadataRefusal) in
            last = entity.entityID
            let isMeant = entityID.map { $0 == entity.entityID } ?? entity.isIdentityProvider
            guard isMeant else {
                others += 1
                return
            }
            candidates += 1
            if found != nil, entityID != nil { throw .entityRepeated(entity.entityID.text) }
            found = entity
        }
        guard let found else {
            guard let entityID else { throw .noIdentityProvider(entityID: last.text) }
            throw root.isGroup
                ? .entityUnknown(entityID.text) : .entityMismatch(found: last.text, expected: entityID.text)
        }
        guard candidates == 1 else { throw .entityNotNamed(count: candidates) }
        return try EntityReader(plainHTTP: plainHTTP, now: now).read(found, isSigned: root.isSigned)
    }
}
