public import Essentials
internal import XMLDocuments

/// The identity providers of a federation's metadata, each kept as the bytes of its own description and read when it
/// is asked for: what stays in memory is the part of the document that describes identity providers.
public struct MetadataAggregate: Sendable {
    /// One identity provider of the federation.
    private struct Record: Sendable {
        /// Its `EntityDescriptor` as a document of its own, made of the very element that was verified.
        let description: [UInt8]
        let around: MetadataValidity
        /// It stands there more than once, so that it is not clear which holds.
        var isRepeated = false
    }

    private var records: [ExactString: Record] = [:]
    /// Entities that are no identity providers.
    private var others: Set<ExactString> = []
    private let isGroup: Bool
    /// The entity that stands last.
    private var last: ExactString = ""
    private let plainHTTP: PlainHTTP
    private let isSigned: Bool
    /// The entity IDs of its identity providers, in the order of the document.
    public private(set) var identityProviders: [ExactString] = []
    /// How many entities it describes.
    public private(set) var entityCount = 0
    /// Until when it is true, as its root says.
    public let validUntil: Instant?
    /// After what time it wants to be asked again, as its root says.
    public let cacheDuration: Duration?

    /// Reads and judges a document. What is wrong with one identity provider is told when that is asked for.
    ///
    /// - Throws: `MetadataRefusal`.
    public init(
        parsing bytes: [UInt8], signature: MetadataTrust, plainHTTP: PlainHTTP = .onLoopback, at now: Instant
    ) throws(MetadataRefusal) {
        let root = try MetadataRoot(parsing: bytes, trust: signature, at: now)
        self.plainHTTP = plainHTTP
        isSigned = root.isSigned
        isGroup = root.isGroup
        validUntil = root.validity.validUntil
        cacheDuration = root.validity.cacheDuration
        var records: [ExactString: Record] = [:]
        var order: [ExactString] = []
        var others: Set<ExactString> = []
        var last: ExactString = ""
        var count = 0
        try root.forEach { entity throws(MetadataRefusal) in
            count += 1
            last = entity.entityID
            guard records[entity.entityID] == nil else {
                // Another role of the same name, described elsewhere, would make it as unclear.
                records[entity.entityID]?.isRepeated = true
                return
            }
            guard entity.isIdentityProvider else {
                others.insert(entity.entityID)
                return
            }
            order.append(entity.entityID)
            guard others.remove(entity.entityID) == nil else {
                records[entity.entityID] = Record(description: [], around: entity.around, isRepeated: true)
                return
            }
            records[entity.entityID] = Record(
                description: try MetadataAggregate.copy(entity.node), around: entity.around)
        }
        self.records = records
        self.others = others
        self.last = last
        identityProviders = order
        entityCount = count
    }

    private static func copy(_ node: XMLNode) throws(MetadataRefusal) -> [UInt8] {
        do throws(XMLError) {
            let form = try node.alone(bringing: .used)
            // In memory of its own size: the form was made in room for the whole document.
            return form.withUnsafeBufferPointer { Array($0) }
        } catch {
            throw .malformed(error)
        }
    }

    /// True where it describes an identity provider of this entity ID.
    public func contains(_ entityID: ExactString) -> Bool { records[entityID] != nil }

    /// The metadata of the one identity provider there is.
    ///
    /// - Throws: `MetadataRefusal`; `entityNotNamed` where there are several.
    public func onlyMetadata(at now: Instant) throws(MetadataRefusal) -> IdentityProviderMetadata {
        guard let only = identityProviders.first else { throw .noIdentityProvider(entityID: last.text) }
        guard identityProviders.count == 1 else { throw .entityNotNamed(count: identityProviders.count) }
        return try metadata(of: only, at: now)
    }

    /// The metadata of one identity provider.
    ///
    /// - Throws: `MetadataRefusal`.
    public func metadata(of entityID: ExactString, at now: Instant) throws(MetadataRefusal) -> IdentityProviderMetadata
    {
        guard let record = records[entityID] else {
            if others.contains(entityID) { throw .noIdentityProvider(entityID: entityID.text) }
            throw isGroup ? .entityUnknown(entityID.text) : .entityMismatch(found: last.text, expected: entityID.text)
        }
        guard !record.isRepeated else { throw .entityRepeated(entityID.text) }
        let document: XMLDocument
        do throws(XMLError) {
            document = try XMLDocument(parsing: record.description, limits: .metadata, identifiers: .saml)
        } catch {
            throw .malformed(error)
        }
        let entity = try MetadataEntity(document.root, around: record.around)
        return try EntityReader(plainHTTP: plainHTTP, now: now).read(entity, isSigned: isSigned)
    }
}
