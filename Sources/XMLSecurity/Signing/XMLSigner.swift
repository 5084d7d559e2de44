public import Cryptography
public import Essentials
internal import XMLDocuments

/// Signs in the same profile that is verified: one reference to the element's `ID`, enveloped signature, exclusive
/// canonicalisation.
public struct XMLSigner: Sendable {
    private let key: PrivateKey
    private let certificate: Certificate?
    private let scheme: SignatureScheme

    /// - Parameters:
    ///   - certificate: written into `ds:KeyInfo` for peers that look for it there.
    ///   - scheme: by default RSASSA-PKCS1-v1_5 with SHA-256, which every peer takes, or ECDSA with the hash of the
    ///     curve's strength.
    public init(key: PrivateKey, certificate: Certificate?, scheme: SignatureScheme? = nil) {
        self.key = key
        self.certificate = certificate
        self.scheme = scheme ?? XMLSigner.usual(for: key.kind)
    }

    private static func usual(for kind: KeyKind) -> SignatureScheme {
        switch kind {
        case .rsa: .rsaPKCS1(.sha256)
        case .elliptic(.p256): .ecdsa(.p256, .sha256)
        case .elliptic(.p384): .ecdsa(.p384, .sha384)
        case .elliptic(.p521): .ecdsa(.p521, .sha512)
        case .ed25519: .ed25519
        }
    }

    /// The document with one of its elements signed.
    ///
    /// - Parameters:
    ///   - xml: UTF-8; the element of this `ID` has no signature yet.
    ///   - inclusivePrefixes: prefixes whose declarations are signed though no name uses them, such as `xs` in
    ///     `xsi:type="xs:string"`, where they are declared outside the element.
    /// - Returns: the bytes as given, and in them `ds:Signature` where SAML's schemas have it: behind `saml:Issuer`,
    ///   else as the first child.
    public func sign(_ xml: [UInt8], id: ExactString, inclusivePrefixes: [String] = []) throws(SigningFailure)
        -> [UInt8]
    {
        guard XMLSigner.isPlain(id) else { throw .identifierNotPlain(id.text) }
        let algorithm = try requireScheme()
        let document = try XMLSigner.parse(xml)
        guard let element = document.element(withID: id) else { throw .elementNotFound(id.text) }
        guard element.all(.signature).isEmpty else { throw .alreadySigned(element.name.text) }

        let form = CanonicalForm.exclusive(withComments: false, inclusivePrefixes: inclusivePrefixes)
        let text = SignatureText(
            algorithm: algorithm, identifier: id,
            digestValue: Base64.encode(try XMLSigner.digest(element, form, algorithm.hash)),
            inclusivePrefixes: inclusivePrefixes)
        let signature = text.signature(
            value: Base64.encode(try signatureValue(text.signedInfo)),
            certificate: certificate.map { Base64.encode($0.der) })
        let root = document.root
        guard let signed = SignaturePlace.insert(signature, into: xml, element: element, root: root) else {
            throw .elementNotFound(id.text)
        }
        try requireVerified(signed, id)
        return signed
    }

    private func requireScheme() throws(SigningFailure) -> SignatureURI {
        guard let algorithm = SignatureURI(scheme), algorithm.scheme(for: key.kind) == scheme else {
            throw .schemeNotMade(scheme.description)
        }
        if let certificate, certificate.publicKey.components != key.publicKey.components {
            throw .certificateOfAnotherKey
        }
        return algorithm
    }

    private func signatureValue(_ signedInfo: String) throws(SigningFailure) -> [UInt8] {
        do {
            return try key.sign(Array(signedInfo.utf8), scheme)
        } catch {
            throw .libraryFailure(error.detail)
        }
    }

    private static func parse(_ xml: [UInt8]) throws(SigningFailure) -> XMLDocument {
        do {
            return try XMLDocument(parsing: xml, limits: .message, identifiers: .saml)
        } catch {
            throw .notXML(error.detail)
        }
    }

    private static func digest(_ element: XMLNode, _ form: CanonicalForm, _ hash: HashAlgorithm)
        throws(SigningFailure) -> [UInt8]
    {
        let bytes: [UInt8]
        do {
            bytes = try element.canonical(form, omitting: nil)
        } catch {
            throw .notXML(error.detail)
        }
        do {
            return try Digest.hash(bytes, hash)
        } catch {
            throw .libraryFailure(error.detail)
        }
    }

    /// What leaves this house is verified first: a signature that a fault spoiled can give an RSA key away.
    private func requireVerified(_ signed: [UInt8], _ id: ExactString) throws(SigningFailure) {
        let document = try XMLSigner.parse(signed)
        guard let element = document.element(withID: id) else { throw .doesNotVerify("the element is gone") }
        let rules = SignatureRules(
            keys: [VerificationKey(key.publicKey, label: "own")], allowsSHA1: false,
            allowsInclusiveCanonicalisation: false)
        do {
            _ = try SignatureVerifier.verify(element, rules: rules)
        } catch {
            throw .doesNotVerify(error.detail)
        }
    }

    /// A name that means the same in an attribute, in a URI behind `#`, and to every peer.
    private static func isPlain(_ id: ExactString) -> Bool {
        let bytes = id.text.utf8
        guard let first = bytes.first, isLetter(first), bytes.count <= 256 else { return false }
        return bytes.allSatisfy {
            isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}
