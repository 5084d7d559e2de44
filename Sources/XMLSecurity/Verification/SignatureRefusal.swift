public import Essentials

/// Why an element is not taken as signed. Names no key and no content.
public enum SignatureRefusal: Reportable, Equatable {
    /// The element has no signature of its own.
    case unsigned(element: String)
    /// The element has more than one.
    case severalSignatures(element: String)
    /// The signature is not built as SAML's profile has it.
    case malformed(String)
    /// An element stands in the signature that SAML's profile does not have there.
    case elementRefused(String)
    /// There is more than one reference.
    case severalReferences(Int)
    /// The signed element has no `ID`, so that nothing can refer to it.
    case withoutID(element: String)
    /// The reference does not name the element that the signature stands in.
    case referenceNotParent(found: String, parent: String)
    /// A transform, or the order of them, is not one of the profile's.
    case transformRefused(String)
    /// A canonicalisation is not one of the profile's.
    case canonicalisationRefused(String)
    /// Inclusive canonicalisation, which the peer's switch does not allow.
    case inclusiveRefused
    /// A `PrefixList` has more names than are taken.
    case prefixListTooLong(Int)
    /// The signature algorithm is not one of the profile's.
    case algorithmRefused(String)
    /// The digest is not one of the profile's.
    case digestRefused(String)
    /// SHA-1, which the peer's switch does not allow.
    case sha1Refused(String)
    /// No key is configured.
    case noKey
    /// No configured key is of the algorithm's type.
    case noKeyFits(algorithm: String)
    /// The canonical form could not be made.
    case canonicalisationFailed(String)
    /// No configured key made the signature.
    case badSignature(algorithm: String, tried: Int, fitting: Int)
    /// The element is not the one that was signed: its digest differs.
    case digestMismatch(element: String)
    /// The cryptographic library failed.
    case libraryFailure(CryptographyFailure)

    /// What the library said.
    public struct CryptographyFailure: Sendable, Equatable {
        /// One sentence.
        public let detail: String

        /// What it said.
        public init(detail: String) { self.detail = detail }
    }
}
