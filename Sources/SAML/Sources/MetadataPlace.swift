public import Essentials
public import HTTP

/// Where a provider's metadata comes from.
public enum MetadataPlace: Sendable, Hashable {
    /// A file of the operator's, read again when it has changed.
    case file(String)
    /// A document at a URL: the provider's own, or a federation's aggregate.
    case url(HTTPURL)
    /// A federation's metadata query service, asked for this one entity.
    case query(MetadataQuery)

    /// A name for people.
    public var description: String {
        switch self {
        case .file(let path): path
        case .url(let url): url.text.text
        case .query(let query): query.base.text.text
        }
    }
}

/// A metadata query service (Metadata Query Protocol, draft-young-md-query-21, and its SAML profile,
/// draft-young-md-query-saml-21): one entity's metadata below a base URL.
public struct MetadataQuery: Sendable, Hashable {
    /// How an entity is named in the request.
    public enum Form: Sendable, Hashable {
        /// By its percent-encoded entity ID (§3.1).
        case entityID
        /// By the SHA-1 digest of its entity ID, `{sha1}` in front (SAML profile §2.2): for services that are files
        /// behind a web server. What comes back is held against the entity ID itself, so that no collision is of use.
        case sha1
    }

    /// The base URL, as the service publishes it.
    public var base: HTTPURL
    /// How an entity is named.
    public var form: Form

    /// A service at this URL.
    public init(base: HTTPURL, form: Form = .entityID) {
        self.base = base
        self.form = form
    }

    /// Where the metadata of an entity stands: `{base}/entities/{identifier}`.
    ///
    /// - Throws: `MetadataRefusal.placeMalformed`.
    public func url(of entityID: ExactString) throws(MetadataRefusal) -> HTTPURL {
        guard base.query == nil else { throw .placeMalformed("the base URL has a query") }
        let name: String
        switch form {
        case .entityID: name = entityID.text
        case .sha1: name = "{sha1}" + (try MetadataQuery.sha1(entityID))
        }
        guard let url = base.appending(path: "entities/" + PercentEncoding.encode(name)) else {
            throw .placeMalformed("it would be longer than a URL may be")
        }
        return url
    }
}
