public import Essentials
public import HTTP
public import XMLDocuments
public import XMLSecurity

/// Why metadata is not taken.
public enum MetadataRefusal: Reportable, Equatable {
    // the document
    case malformed(XMLError)
    case notMetadata(root: String)
    case tooManyEntities(limit: Int)
    case nestedTooDeep(limit: Int)
    // whom it comes from
    case unsigned
    case signatureRefused(SignatureRefusal)
    case noPinnedCertificate
    case tooManyPinnedCertificates(limit: Int)
    // which entity
    case entityIDMalformed(String)
    case entityRepeated(String)
    case entityUnknown(String)
    case entityMismatch(found: String, expected: String)
    case entityNotNamed(count: Int)
    case noIdentityProvider(entityID: String)
    case roleRepeated(entityID: String)
    // its time
    case expired(Instant, at: Instant)
    case timeMalformed(attribute: String, String)
    // what it says
    case valueMalformed(element: String, String)
    case noSigningKey(entityID: String, [MetadataWarning])
    case noSingleSignOn(entityID: String, [MetadataWarning])
    // where it comes from
    case unreachable(HTTPSendError)
    case answerRefused(place: String, status: Int)
    case fileUnreadable(path: String, String)
    case placeMalformed(String)
    case tooBusy

    /// Which clause of a kind of refusal stands on, and its stable code.
    private var facts: (reason: String, clause: String?) {
        switch self {
        case .malformed(let error): ("metadata-malformed", error.clause)
        case .notMetadata: ("metadata-not-metadata", "SAML Metadata §2.3")
        case .tooManyEntities: ("metadata-too-many-entities", nil)
        case .nestedTooDeep: ("metadata-nested-too-deep", "SAML Metadata §2.3.1")
        case .unsigned: ("metadata-unsigned", "SAML Metadata §3")
        case .signatureRefused(let refusal): ("metadata-signature-refused", refusal.clause)
        case .noPinnedCertificate: ("metadata-no-pinned-certificate", nil)
        case .tooManyPinnedCertificates: ("metadata-too-many-pinned-certificates", nil)
        case .entityIDMalformed: ("metadata-entity-id-malformed", "SAML Metadata §2.2.1")
        case .entityRepeated: ("metadata-entity-repeated", "SAML Metadata §2.3.2")
        case .entityUnknown: ("metadata-entity-unknown", "SAML Metadata §2.3.2")
        case .entityMismatch: ("metadata-entity-mismatch", "SAML Metadata §2.3.2")
        case .entityNotNamed: ("metadata-entity-not-named", nil)
        case .noIdentityProvider: ("metadata-no-identity-provider", "SAML Metadata §2.4.3")
        case .roleRepeated: ("metadata-role-repeated", "SAML Metadata §2.4.1")
        case .expired: ("metadata-expired", "SAML Metadata §2.3.2")
        case .timeMalformed: ("metadata-time-malformed", "SAML Core §1.3.3")
        case .valueMalformed: ("metadata-value-malformed", "SAML Metadata §2.4")
        case .noSigningKey: ("metadata-no-signing-key", "SAML Metadata §2.4.1.1")
        case .noSingleSignOn: ("metadata-no-single-sign-on", "SAML Metadata §2.4.3")
        case .unreachable: ("metadata-unreachable", nil)
        case .answerRefused: ("metadata-answer-refused", nil)
        case .fileUnreadable: ("metadata-file-unreadable", nil)
        case .placeMalformed: ("metadata-place-malformed", "Metadata Query Protocol §3.1")
        case .tooBusy: ("metadata-too-busy", nil)
        }
    }

    /// A stable code.
    public var reason: String { facts.reason }

    /// The clause.
    public var clause: String? { facts.clause }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .malformed(let error): "the metadata cannot be read: \(error.detail)"
        case .notMetadata(let root):
            "the root is \(quoted(root)), neither an `EntityDescriptor` nor an `EntitiesDescriptor` of SAML 2.0"
        case .tooManyEntities(let limit): "the metadata holds more than \(limit) entities"
        case .nestedTooDeep(let limit): "groups of entities nest deeper than \(limit) levels"
        case .unsigned: "the metadata is not signed, though a certificate is pinned for it"
        case .signatureRefused(let refusal): "the metadata's signature is not taken: \(refusal.detail)"
        case .noPinnedCertificate: "the metadata is to be signed, but no certificate is pinned for it"
        case .tooManyPinnedCertificates(let limit): "more than \(limit) certificates are pinned for the metadata"
        case .entityIDMalformed(let found): "\(quoted(found)) is no entity ID: empty, or longer than 1024 bytes"
        case .entityRepeated(let entityID): "the metadata describes the entity \(quoted(entityID)) more than once"
        case .entityUnknown(let entityID): "the metadata does not describe the entity \(quoted(entityID))"
        case .entityMismatch(let found, let expected):
            "the metadata is of the entity \(quoted(found)), not of \(quoted(expected))"
        case .entityNotNamed(let count):
            "the metadata describes \(count) identity providers, and none of them is named as the one that is meant"
        case .noIdentityProvider(let entityID): "the entity \(quoted(entityID)) is no identity provider of SAML 2.0"
        case .roleRepeated(let entityID):
            "the entity \(quoted(entityID)) has several `IDPSSODescriptor` of SAML 2.0, so that it is not clear which holds"
        case .expired(let end, let at): "the metadata was valid until \(end); it is \(at)"
        case .timeMalformed(let attribute, let found):
            "`\(attribute)` is \(quoted(found)), which is no time of its kind"
        case .valueMalformed(let element, let why): "`\(element)` cannot be read: \(why)"
        case .noSigningKey(let entityID, let warnings):
            "the entity \(quoted(entityID)) names no key for signing that can be used"
                + MetadataRefusal.because(warnings)
        case .noSingleSignOn(let entityID, let warnings):
            "the entity \(quoted(entityID)) names no place for sign-in by redirect or POST that can be used"
                + MetadataRefusal.because(warnings)
        case .unreachable(let error): "the metadata could not be fetched: \(error.detail)"
        case .answerRefused(let place, let status): "\(quoted(place)) answered \(status)"
        case .fileUnreadable(let path, let why): "the metadata file \(quoted(path)) cannot be read: \(why)"
        case .placeMalformed(let why): "no URL can be made for the metadata query: \(why)"
        case .tooBusy: "too much metadata is being read at once"
        }
    }

    private static func because(_ warnings: [MetadataWarning]) -> String {
        warnings.isEmpty ? "" : ": " + warnings.prefix(3).map(\.detail).joined(separator: "; ")
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .malformed(let error): error.remedy
        case .notMetadata: "give the address of the provider's metadata, not that of its sign-in page"
        case .tooManyEntities, .nestedTooDeep: "use the federation's metadata query service"
        case .unsigned: "take the signed form of the metadata, or unpin the certificate"
        case .signatureRefused: "check which certificate the publisher signs with now, and pin that"
        case .noPinnedCertificate: "pin the certificate that the metadata is signed with"
        case .tooManyPinnedCertificates: "unpin those that are no longer in use"
        case .entityUnknown, .entityMismatch: "check the entity ID against the metadata, byte by byte"
        case .entityNotNamed: "name the provider's entity ID"
        case .noIdentityProvider: "take the metadata of the identity provider, not that of a service provider"
        case .expired: "have the publisher renew the metadata, or set the clocks"
        case .noSigningKey(_, let warnings): warnings.first?.remedy ?? "have the provider publish its signing key"
        case .noSingleSignOn: "have the provider offer sign-in by redirect or POST over https"
        case .unreachable(let error): error.remedy
        case .answerRefused: "check the address of the metadata"
        case .fileUnreadable: "check the path and the file's permissions"
        case .tooBusy: "try again in a few seconds"
        case .entityIDMalformed, .entityRepeated, .roleRepeated, .timeMalformed, .valueMalformed, .placeMalformed:
            "tell the publisher of the metadata"
        }
    }
}
