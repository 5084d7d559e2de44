internal import Essentials
internal import XMLDocuments

/// How long a piece of metadata is true and is to be kept: the narrowest of what it says and what is said around it
/// (SAML Metadata §2.3.1, §2.3.2, §2.4.1).
struct MetadataValidity: Sendable, Equatable {
    /// From then on it is not true.
    var validUntil: Instant?
    /// After that time its source is to be asked again.
    var cacheDuration: Duration?

    /// Nothing is said.
    static let none = MetadataValidity()

    /// Narrowed by an element's own attributes.
    func narrowed(by node: XMLNode) throws(MetadataRefusal) -> MetadataValidity {
        var narrowed = self
        if let text = node.attribute("validUntil") {
            guard let end = MetadataTime.instant(text) else { throw .timeMalformed(attribute: "validUntil", text) }
            narrowed.validUntil = validUntil.map { min($0, end) } ?? end
        }
        if let text = node.attribute("cacheDuration") {
            guard let duration = MetadataTime.duration(text) else {
                throw .timeMalformed(attribute: "cacheDuration", text)
            }
            narrowed.cacheDuration = cacheDuration.map { min($0, duration) } ?? duration
        }
        return narrowed
    }

    /// - Throws: `MetadataRefusal.expired` from `validUntil` on.
    func require(at now: Instant) throws(MetadataRefusal) {
        if let validUntil, now >= validUntil { throw .expired(validUntil, at: now) }
    }
}
