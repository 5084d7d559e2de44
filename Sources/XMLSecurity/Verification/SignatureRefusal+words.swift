internal import Essentials

extension SignatureRefusal {
    /// A stable code.
    public var reason: String {
        switch self {
        case .unsigned: "signature-missing"
        case .severalSignatures: "signature-twice"
        case .malformed: "signature-malformed"
        case .elementRefused: "signature-element-refused"
        case .severalReferences: "signature-several-references"
        case .withoutID: "signed-element-without-id"
        case .referenceNotParent: "signature-of-another-element"
        case .transformRefused: "signature-transform-refused"
        case .canonicalisationRefused: "signature-canonicalisation-refused"
        case .inclusiveRefused: "signature-inclusive-canonicalisation-refused"
        case .prefixListTooLong: "signature-prefix-list-too-long"
        case .algorithmRefused: "signature-algorithm-refused"
        case .digestRefused: "signature-digest-refused"
        case .sha1Refused: "signature-sha1-refused"
        case .noKey: "signature-no-key"
        case .noKeyFits: "signature-no-key-fits"
        case .canonicalisationFailed: "signature-canonicalisation-failed"
        case .badSignature: "signature-wrong"
        case .digestMismatch: "signature-digest-wrong"
        case .libraryFailure: "signature-not-checked"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .unsigned(let element): "\(quoted(element)) has no signature of its own"
        case .severalSignatures(let element): "\(quoted(element)) has more than one signature"
        case .malformed(let what): "the signature is not built as SAML has it: \(what)"
        case .elementRefused(let name): "the signature holds \(quoted(name)), which SAML's profile does not have there"
        case .severalReferences(let count): "the signature has \(count) references; exactly one was expected"
        case .withoutID(let element): "\(quoted(element)) has no `ID` that a signature could name"
        case .referenceNotParent(let found, let parent):
            "the signature is of \(quoted(found)), but stands in \(quoted(parent))"
        case .transformRefused(let what): "the signature has the transform \(quoted(what)), or has it out of place"
        case .canonicalisationRefused(let uri): "the signature is canonicalised by \(quoted(uri))"
        case .inclusiveRefused: "the signature is canonicalised inclusively, which is not allowed for this peer"
        case .prefixListTooLong(let count):
            "a `PrefixList` has \(count) names; at most \(Canonicalisation.maximumPrefixes) are taken"
        case .algorithmRefused(let uri): "the signature is made by \(quoted(uri)), which is not taken"
        case .digestRefused(let uri): "the signature digests by \(quoted(uri)), which is not taken"
        case .sha1Refused(let uri): "the signature stands on SHA-1 (\(quoted(uri))), which is not allowed for this peer"
        case .noKey: "no signing key of the peer is known"
        case .noKeyFits(let algorithm): "no signing key of the peer fits \(quoted(algorithm))"
        case .canonicalisationFailed(let why): "the signed element has no canonical form: \(why)"
        case .badSignature(let algorithm, let tried, let fitting):
            "the signature by \(quoted(algorithm)) verifies under none of the peer's "
                + (tried == fitting ? "\(fitting)" : "first \(tried) of \(fitting)") + " keys that fit"
        case .digestMismatch(let element): "\(quoted(element)) is not what was signed: its digest differs"
        case .libraryFailure(let failure): "the signature could not be checked: \(failure.detail)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unsigned: "have the peer sign it"
        case .sha1Refused: "have the peer sign with SHA-256, or allow SHA-1 for it"
        case .inclusiveRefused:
            "have the peer canonicalise exclusively, or allow inclusive canonicalisation for it"
        case .noKey, .noKeyFits, .badSignature: "refresh the peer's metadata, or configure its signing certificate"
        default: nil
        }
    }

    /// The clause.
    public var clause: String? {
        switch self {
        case .unsigned, .severalSignatures, .malformed, .elementRefused, .noKey, .noKeyFits: "SAML core §5.4"
        case .severalReferences, .withoutID, .referenceNotParent: "SAML core §5.4.2"
        case .transformRefused: "SAML core §5.4.4"
        case .canonicalisationRefused, .inclusiveRefused, .prefixListTooLong, .canonicalisationFailed:
            "SAML core §5.4.3"
        case .algorithmRefused, .digestRefused, .sha1Refused: "SAML core §5.4.1"
        case .badSignature: "XML-DSig §3.2.2"
        case .digestMismatch: "XML-DSig §3.2.1"
        case .libraryFailure: nil
        }
    }
}
