internal import Cryptography
internal import Essentials
public import XMLDocuments

/// An element that a configured key has signed. What is read must be read from `element` and inside it, and of what
/// is inside, nothing from `ds:Signature`, which no signature covers. Made by the verifier only.
public struct VerifiedElement: Sendable {
    /// The element itself: the very node whose canonical form was digested.
    public let element: XMLNode
    /// How it was signed.
    public let signature: SignatureFacts

    fileprivate init(element: XMLNode, signature: SignatureFacts) {
        self.element = element
        self.signature = signature
    }
}

/// Verifies enveloped signatures in SAML's profile (SAML core §5.4) and no others.
///
/// The signature is a child of the element it signs, has one reference, and that names its parent by `#ID`. The empty
/// URI, which XML-DSig would take for the whole document, is refused also at the document's root: SAML core §5.4.2
/// demands the `ID`. Transforms are the enveloped-signature one and exclusive canonicalisation, in this order.
public enum SignatureVerifier {
    /// Whether the element has a signature of its own.
    ///
    /// - Throws: `SignatureRefusal.severalSignatures`.
    public static func isSigned(_ element: XMLNode) throws(SignatureRefusal) -> Bool {
        try signature(of: element) != nil
    }

    /// Verifies the signature that stands directly in an element.
    ///
    /// The caller has held the `Issuer` against its configuration before, since this canonicalises. The signature is
    /// checked before the digest, so that without a key nobody has an element canonicalised that is larger than
    /// `ds:SignedInfo`.
    public static func verify(_ element: XMLNode, rules: SignatureRules) throws(SignatureRefusal) -> VerifiedElement {
        guard let signature = try signature(of: element) else { throw .unsigned(element: element.name.text) }
        let form = try SignatureForm(signature)
        try requireParent(form, element)
        try requireAllowed(form, rules)
        let (index, key) = try requireSigner(form, rules)
        try requireDigest(form, element)
        let facts = SignatureFacts(
            algorithm: form.algorithm, digest: form.digest, keyLabel: key.label, keyIndex: index,
            identifier: element.identifier ?? "")
        if facts.usesSHA1 {
            rules.log.log(
                .warning, "a signature that stands on SHA-1 was taken, as configured",
                ["key": key.label, "element": element.name.text])
        }
        return VerifiedElement(element: element, signature: facts)
    }

    private static func signature(of element: XMLNode) throws(SignatureRefusal) -> XMLNode? {
        let found = element.all(.signature)
        guard found.count <= 1 else { throw .severalSignatures(element: element.name.text) }
        return found.first
    }

    private static func requireParent(_ form: SignatureForm, _ element: XMLNode) throws(SignatureRefusal) {
        guard let identifier = element.identifier, !identifier.isEmpty else {
            throw .withoutID(element: element.name.text)
        }
        guard form.uri.isExactly("#" + identifier.text) else {
            throw .referenceNotParent(found: form.uri, parent: "#" + identifier.text)
        }
    }

    private static func requireAllowed(_ form: SignatureForm, _ rules: SignatureRules) throws(SignatureRefusal) {
        if form.algorithm.hash == .sha1, !rules.allowsSHA1 { throw .sha1Refused(form.algorithm.uri) }
        if form.digest == .sha1, !rules.allowsSHA1 { throw .sha1Refused(form.digest.digestURI) }
        let isInclusive = form.canonicalisation.algorithm.isInclusive || form.transform.algorithm.isInclusive
        if isInclusive, !rules.allowsInclusiveCanonicalisation { throw .inclusiveRefused }
    }

    private static func requireSigner(_ form: SignatureForm, _ rules: SignatureRules) throws(SignatureRefusal) -> (
        Int, VerificationKey
    ) {
        guard !rules.keys.isEmpty else { throw .noKey }
        let fitting = rules.keys.enumerated().compactMap { index, key in
            form.algorithm.scheme(for: key.key.kind).map { (index: index, key: key, scheme: $0) }
        }
        guard !fitting.isEmpty else { throw .noKeyFits(algorithm: form.algorithm.uri) }
        let signed = try canonical(form.signedInfo, form.canonicalisation.form, omitting: nil)
        let tried = fitting.prefix(SignatureRules.maximumKeys)
        for candidate in tried {
            do {
                let isValid = try candidate.key.key.isValid(
                    form.value, over: signed, candidate.scheme, legacy: rules.allowsSHA1 ? .sha1 : .refused)
                if isValid { return (candidate.index, candidate.key) }
            } catch {
                throw .libraryFailure(.init(detail: error.detail))
            }
        }
        throw .badSignature(algorithm: form.algorithm.uri, tried: tried.count, fitting: fitting.count)
    }

    private static func requireDigest(_ form: SignatureForm, _ element: XMLNode) throws(SignatureRefusal) {
        let bytes = try canonical(element, form.transform.formOfReference, omitting: form.signature)
        let digest: [UInt8]
        do {
            digest = try Digest.hash(bytes, form.digest)
        } catch {
            throw .libraryFailure(.init(detail: error.detail))
        }
        guard ConstantTime.equal(digest, form.digestValue) else { throw .digestMismatch(element: element.name.text) }
    }

    private static func canonical(_ node: XMLNode, _ form: CanonicalForm, omitting omitted: XMLNode?)
        throws(SignatureRefusal) -> [UInt8]
    {
        do {
            let bytes = try node.canonical(form, omitting: omitted)
            guard !bytes.isEmpty else { throw SignatureRefusal.canonicalisationFailed("it is empty") }
            return bytes
        } catch let refusal as SignatureRefusal {
            throw refusal
        } catch let error as XMLError {
            throw .canonicalisationFailed(error.detail)
        } catch {
            throw .canonicalisationFailed("\(error)")
        }
    }
}
