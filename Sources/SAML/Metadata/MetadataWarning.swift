public import Essentials

/// What was left out of a provider's metadata, or taken though it is odd. None of it stops a sign-in by itself.
public enum MetadataWarning: Reportable, Equatable {
    /// What a key is for.
    public enum KeyUse: String, Sendable {
        case signing
        case encryption
        case both = "signing and encryption"
    }

    /// A key was left out, as it may not be used; the number of the key descriptor, from 1.
    case keyLeftOut(number: Int, KeyUse, why: String)
    /// A key descriptor holds several certificates; the first is used.
    case furtherCertificatesLeftOut(number: Int)
    /// A certificate's time is over or has not begun; its key is used all the same.
    case certificateNotValidNow(subject: String, from: Instant, to: Instant)
    /// There are more keys than are used.
    case furtherKeysLeftOut(KeyUse, limit: Int)
    /// An endpoint was left out.
    case endpointLeftOut(element: String, location: String, why: String)
    /// The metadata is signed and says no end: a copy of it from years ago would pass as well.
    case noEnd

    /// A stable code.
    public var reason: String {
        switch self {
        case .keyLeftOut: "metadata-key-left-out"
        case .furtherCertificatesLeftOut: "metadata-further-certificates-left-out"
        case .certificateNotValidNow: "metadata-certificate-not-valid-now"
        case .furtherKeysLeftOut: "metadata-further-keys-left-out"
        case .endpointLeftOut: "metadata-endpoint-left-out"
        case .noEnd: "metadata-no-end"
        }
    }

    /// What was found.
    public var detail: String {
        switch self {
        case .keyLeftOut(let number, let use, let why):
            "key descriptor \(number), for \(use.rawValue), is left out: \(why)"
        case .furtherCertificatesLeftOut(let number):
            "key descriptor \(number) holds several certificates, of which the first is used"
        case .certificateNotValidNow(let subject, let from, let to):
            "the certificate of \(quoted(subject)) is valid from \(from) to \(to); its key is used all the same"
        case .furtherKeysLeftOut(let use, let limit):
            "there are more than \(limit) keys for \(use.rawValue), of which the first \(limit) are used"
        case .endpointLeftOut(let element, let location, let why):
            "the `\(element)` at \(quoted(location)) is left out: \(why)"
        case .noEnd: "the metadata is signed, but says no `validUntil`"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .keyLeftOut: "have the provider renew the key"
        case .furtherCertificatesLeftOut: "have the provider write a key descriptor for each key"
        case .noEnd: "have the provider write `validUntil`, so that an old copy cannot be passed off as today's"
        default: nil
        }
    }

    /// The clause.
    public var clause: String? {
        switch self {
        case .keyLeftOut, .furtherKeysLeftOut: "SAML Metadata §2.4.1.1"
        case .furtherCertificatesLeftOut, .certificateNotValidNow: "SAML Metadata Interoperability Profile §2.5.1"
        case .endpointLeftOut: "SAML Metadata §2.2.2"
        case .noEnd: "SAML Metadata §2.3.1"
        }
    }
}
