import Essentials

extension SignatureRefusal {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { refusal, meaning in
        (refusal.reason, refusal.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(SignatureRefusal, String)] = [
        (.unsigned(element: ""), "an element that must be signed has no signature of its own"),
        (.severalSignatures(element: ""), "an element has more than one signature"),
        (.malformed(""), "the signature is not built as SAML's profile has it"),
        (.elementRefused(""), "the signature holds an element that SAML's profile does not have there"),
        (.severalReferences(0), "the signature does not have exactly one reference"),
        (.withoutID(element: ""), "the signed element has no ID that a signature could name"),
        (.referenceNotParent(found: "", parent: ""), "the signature is of another element than the one it stands in"),
        (.transformRefused(""), "a transform is not one of the profile's, or out of place"),
        (.canonicalisationRefused(""), "a canonicalisation is not one of the profile's"),
        (.inclusiveRefused, "the canonicalisation is inclusive, which the provider's switch does not allow"),
        (.prefixListTooLong(0), "a PrefixList has more names than are taken"),
        (.algorithmRefused(""), "the signature algorithm is not one of the profile's"),
        (.digestRefused(""), "the digest is not one of the profile's"),
        (.sha1Refused(""), "the signature stands on SHA-1, which the provider's switch does not allow"),
        (.noKey, "no signing key of the provider is known"),
        (.noKeyFits(algorithm: ""), "no signing key of the provider is of the algorithm's kind"),
        (.canonicalisationFailed(""), "the signed element has no canonical form"),
        (.badSignature(algorithm: "", tried: 0, fitting: 0), "no signing key of the provider made the signature"),
        (.digestMismatch(element: ""), "the element is not what was signed"),
        (.libraryFailure(CryptographyFailure(detail: "")), "the cryptographic library could not check the signature"),
    ]
}
