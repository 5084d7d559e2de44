public import Essentials
internal import XMLDocuments

/// The identity providers of a federation's metadata, each kept as the bytes of its own description and read when it
/// is asked for: what stays in memory is the part of the document that describes identity providers.
public struct MetadataAggregate: Sendable {
    /// One identity provider of the federation.
    private struct Record: Sendable {
        /// Its `EntityDescriptor` in canonical form, made of the very element that was verified.
        let description: [UInt8]
        let around: MetadataValidity
        /// It stands there more than once, so that it is not clear which holds.
        var isRepeated = false
    }

    private var records: [ExactString: Record] = [:]
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
        validUntil = root.validity.validUntil
        cacheDuration = root.validity.cacheDuration
        var records: [ExactString: Record] = [:]
        var order: [ExactString] = []
        var seen: Set<ExactString> = []
        var count = 0
        try root.forEach { entity throws(MetadataRefusal) in
            count += 1
            let isFirst = seen.insert(entity.entityID).inserted
            guard isFirst else {
                // Another role of the same name, described elsewhere, would make it as unclear.
                records[entity.entityID]?.isRepeated = true
                if records[entity.entityID] == nil, entity.isIdentityProvider {
                    order.append(entity.entityID)
                    records[entity.entityID] = Record(description: [], around: entity.around, isRepeated: true)
                }
                return
            }
            guard entity.isIdentityProvider else { return }
            order.append(entity.entityID)
            records[entity.entityID] = Record(
                description: try MetadataAggregate.copy(entity.node), around: entity.around)
        }
        self.records = records
        identityProviders = order
        entityCount = count
    }

    /// Comments stay, so that a text which one breaks is refused here as it would have been there.
    private static func copy(_ node: XMLNode) throws(MetadataRefusal) -> [UInt8] {
        do throws(XMLError) {
            let form = try node.canonical(.exclusive(withComments: true, inclusivePrefixes: []), omitting: nil)
            // In memory of its own size: the form was made in room for the whole document.
            return form.withUnsafeBufferPointer { Array($0) }
        } catch {
            throw .malformed(error)
        }
    }

    /// True where it describes an identity provider of this entity ID.
    public func contains(_ entityID: ExactString) -> Bool { records[entityID] != nil }

    /// The metadata of one identity provider.
    ///
    /// - Throws: `MetadataRefusal`.
    public func metadata(of entityID: ExactString, at now: Instant) throws(MetadataRefusal) -> IdentityProviderMetadata
    {
        guard let record = records[entityID] else { throw .entityUnknown(entityID.text) }
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
