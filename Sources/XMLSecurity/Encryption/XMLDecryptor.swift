public import Cryptography
public import Essentials
public import XMLDocuments

/// Opens encrypted elements in SAML's profile (SAML core §6): AES-GCM, RSA-OAEP; AES-CBC where the caller answers for
/// it.
///
/// What hangs on the secret key is refused as `DecryptionRefusal.failed`, after the same work: where no key unwraps, a
/// random one is put in its place and the content fails under that (as RFC 3218 §2.3.2 has it for another padding).
public enum XMLDecryptor {
    /// Encrypted keys of one element that are tried.
    public static let maximumEncryptedKeys = 4
    /// Private keys that are tried on each.
    public static let maximumPrivateKeys = 4

    /// The text of an encrypted element. Nobody has vouched for it: it is read by the hardened parser, and its
    /// signature is verified, before anything is believed.
    ///
    /// - Parameters:
    ///   - node: `xenc:EncryptedData`, or `saml:EncryptedAssertion`, `saml:EncryptedID`, `saml:EncryptedAttribute`,
    ///     `samlp:NewEncryptedID` around it.
    ///   - keys: ours; the first four RSA keys are tried.
    ///   - allowsCBC: whether AES-CBC is opened: only where a verified signature covers the node, or where the peer's
    ///     switch says so.
    public static func decrypt(
        _ node: XMLNode, keys: [PrivateKey], allowsCBC: Bool, randomness: any Randomness = SystemRandomness()
    ) throws(DecryptionRefusal) -> [UInt8] {
        let content = try EncryptedContent(node)
        guard allowsCBC || content.algorithm.isAuthenticated else { throw .cbcRefused(content.algorithm.uri) }
        let own = keys.filter(isRSA).prefix(maximumPrivateKeys)
        guard !own.isEmpty else { throw .noDecryptionKey }
        let encryptedKeys = try readable(content.keys)

        // Every key is tried on every encrypted key, also behind one that opened.
        var unwrapped: [Secret] = []
        let substitute = Secret(randomness.bytes(content.algorithm.keyLength))
        for encrypted in encryptedKeys {
            for key in own {
                guard let secret = try? key.decrypt(encrypted.ciphertext, encrypted.parameters),
                    secret.count == content.algorithm.keyLength
                else { continue }
                unwrapped.append(secret)
            }
        }
        if unwrapped.isEmpty { unwrapped = [substitute] }
        for secret in unwrapped {
            if let text = open(content, with: secret) { return text }
        }
        throw .failed
    }

    /// The document with the encrypted element replaced by the one element that was inside.
    ///
    /// - Throws: `DecryptionRefusal.failed` also where what was inside is not one element that the hardened parser
    ///   takes: whether a padding or the content was wrong is told to nobody.
    public static func open(
        _ node: XMLNode, in document: XMLDocument, keys: [PrivateKey], allowsCBC: Bool, limits: XMLLimits,
        identifiers: XMLIdentifiers, randomness: any Randomness = SystemRandomness()
    ) throws(DecryptionRefusal) -> XMLDocument {
        let text = try decrypt(node, keys: keys, allowsCBC: allowsCBC, randomness: randomness)
        do {
            return try document.replacing(
                node, withElementFrom: text, in: node.is(.encryptedData) ? .outside : .inside, limits: limits,
                identifiers: identifiers)
        } catch {
            throw .failed
        }
    }

    private static func isRSA(_ key: PrivateKey) -> Bool {
        if case .rsa = key.kind { return true }
        return false
    }

    /// Those of the encrypted keys whose algorithm is known; a message may carry some for other recipients.
    private static func readable(_ nodes: [XMLNode]) throws(DecryptionRefusal) -> [EncryptedKeyForm] {
        var forms: [EncryptedKeyForm] = []
        var refused: DecryptionRefusal?
        for node in nodes {
            do {
                forms.append(try EncryptedKeyForm(node))
            } catch DecryptionRefusal.keyTransportRefused(let uri) {
                refused = refused ?? .keyTransportRefused(uri)
            } catch {
                throw error
            }
        }
        if forms.isEmpty { throw refused ?? .withoutKey }
        return forms
    }

    private static func open(_ content: EncryptedContent, with key: Secret) -> [UInt8]? {
        let bytes = content.ciphertext
        switch content.algorithm {
        case .aes128GCM, .aes256GCM:
            return try? AESGCM.open(
                Array(bytes.dropFirst(AESGCM.nonceLength)), key: key, nonce: Array(bytes.prefix(AESGCM.nonceLength)),
                associatedData: [])
        case .aes128CBC, .aes256CBC:
            return try? AESCBC.decrypt(
                Array(bytes.dropFirst(AESCBC.blockLength)), key: key, vector: Array(bytes.prefix(AESCBC.blockLength)))
        }
    }
}
