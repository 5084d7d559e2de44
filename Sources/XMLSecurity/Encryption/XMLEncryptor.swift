public import Cryptography
public import Essentials
internal import XMLDocuments

/// Encrypts elements for one recipient, as an identity provider does (SAML core §6).
public struct XMLEncryptor: Sendable {
    /// Where the encrypted key stands (SAML core §6.1 allows both).
    public enum KeyPlace: Sendable, Hashable {
        /// In `ds:KeyInfo` of `xenc:EncryptedData`.
        case inside
        /// Behind `xenc:EncryptedData`, under this `Id`, which a `ds:RetrievalMethod` names.
        case beside(id: String)
    }

    private let recipient: PublicKey
    private let certificate: Certificate?
    private let content: ContentEncryption
    private let transport: KeyTransport
    private let randomness: any Randomness

    /// For the holder of a key.
    ///
    /// - Parameter transport: by default the form of XML-Enc 1.0 with SHA-1, which every peer takes; OAEP does not
    ///   stand on SHA-1's resistance to collisions.
    public init(
        recipient: PublicKey, content: ContentEncryption = .aes256GCM,
        transport: KeyTransport = .oaepMGF1P(digest: .sha1), randomness: any Randomness = SystemRandomness()
    ) {
        self.recipient = recipient
        certificate = nil
        self.content = content
        self.transport = transport
        self.randomness = randomness
    }

    /// For the holder of a certificate, which is named in the encrypted key.
    public init(
        recipient: Certificate, content: ContentEncryption = .aes256GCM,
        transport: KeyTransport = .oaepMGF1P(digest: .sha1), randomness: any Randomness = SystemRandomness()
    ) {
        self.recipient = recipient.publicKey
        certificate = recipient
        self.content = content
        self.transport = transport
        self.randomness = randomness
    }

    /// `xenc:EncryptedData` of an element, and behind it `xenc:EncryptedKey` where it stands beside: the content of
    /// `saml:EncryptedAssertion` and its like.
    ///
    /// - Parameter element: one element, whose namespaces are all declared in it.
    /// - Throws: `CryptographyError.unsuitableKey` unless the recipient's key is RSA.
    public func encrypt(_ element: [UInt8], keyPlace: KeyPlace = .inside) throws(CryptographyError) -> [UInt8] {
        let key = Secret(randomness.bytes(content.keyLength))
        let wrapped = Base64.encode(try recipient.encrypt(key, transport.parameters(label: [])))
        let ciphertext = Base64.encode(try seal(element, key: key))
        var text = "<xenc:EncryptedData xmlns:xenc=\"\(Namespace.encryption)\""
        text += " Type=\"\(EncryptedContent.elementType)\">"
        text += "<xenc:EncryptionMethod Algorithm=\"\(content.uri)\"/>"
        text += "<ds:KeyInfo xmlns:ds=\"\(Namespace.signature)\">"
        switch keyPlace {
        case .inside: text += encryptedKey(wrapped, attributes: "")
        case .beside(let id):
            text += "<ds:RetrievalMethod Type=\"\(EncryptedContent.keyType)\" URI=\"#\(XMLWriter.escape(id))\"/>"
        }
        text += "</ds:KeyInfo>" + cipherData(ciphertext) + "</xenc:EncryptedData>"
        if case .beside(let id) = keyPlace {
            text += encryptedKey(
                wrapped, attributes: " xmlns:xenc=\"\(Namespace.encryption)\" Id=\"\(XMLWriter.escape(id))\"")
        }
        return Array(text.utf8)
    }

    private func seal(_ element: [UInt8], key: Secret) throws(CryptographyError) -> [UInt8] {
        switch content {
        case .aes128GCM, .aes256GCM:
            let nonce = randomness.bytes(AESGCM.nonceLength)
            return nonce + (try AESGCM.seal(element, key: key, nonce: nonce, associatedData: []))
        case .aes128CBC, .aes256CBC:
            let vector = randomness.bytes(AESCBC.blockLength)
            return vector + (try AESCBC.encrypt(element, key: key, vector: vector))
        }
    }

    private func encryptedKey(_ wrapped: String, attributes: String) -> String {
        var text = "<xenc:EncryptedKey\(attributes)>"
        text += "<xenc:EncryptionMethod Algorithm=\"\(transport.uri)\">"
        switch transport {
        case .oaepMGF1P(let digest): text += digestMethod(digest)
        case .oaep(let digest, let mask):
            text += digestMethod(digest)
            text += "<xenc11:MGF xmlns:xenc11=\"\(Namespace.encryption11)\" Algorithm=\"\(mask.maskURI)\"/>"
        }
        text += "</xenc:EncryptionMethod>"
        if let certificate {
            text += "<ds:KeyInfo xmlns:ds=\"\(Namespace.signature)\"><ds:X509Data><ds:X509Certificate>"
            text += Base64.encode(certificate.der) + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        }
        return text + cipherData(wrapped) + "</xenc:EncryptedKey>"
    }

    private func digestMethod(_ digest: HashAlgorithm) -> String {
        "<ds:DigestMethod xmlns:ds=\"\(Namespace.signature)\" Algorithm=\"\(digest.digestURI)\"/>"
    }

    private func cipherData(_ value: String) -> String {
        "<xenc:CipherData><xenc:CipherValue>\(value)</xenc:CipherValue></xenc:CipherData>"
    }
}
