internal import Cryptography
internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// Decrypts, and puts what comes out in the place where it was (SAML Core §6.2). Each piece goes through the same
/// parser as the response did.
struct AssertionDecryption {
    /// Encrypted attributes of one assertion; each costs an operation with a private key.
    static let maximumAttributes = 16

    private let keys: [PrivateKey]
    private let isCovered: Bool
    private let allowsUncoveredCBC: Bool

    /// - Parameter isCovered: a verified signature covers what is encrypted.
    init(_ expectations: ResponseExpectations, isCovered: Bool) {
        keys = expectations.decryptionKeys
        self.isCovered = isCovered
        allowsUncoveredCBC = expectations.options.allowsCBCInsideUnsignedResponse
    }

    /// The assertion of an `EncryptedAssertion`, in a document of its own.
    ///
    /// - Returns: it, and whether whoever sent it could have altered it without knowing what it says: then whatever
    ///   is refused of it must look the same, or it can be read bit by bit.
    func assertion(_ encrypted: XMLNode) throws(ResponseRefusal) -> (assertion: XMLNode, isMalleable: Bool) {
        let opened = try open(encrypted, expecting: .saml("Assertion"))
        return (opened.node, opened.isMalleable)
    }

    /// The assertion with its `EncryptedID` and `EncryptedAttribute` opened; `nil` where it has none.
    func openAll(in assertion: XMLNode) throws(ResponseRefusal) -> XMLNode? {
        var current = assertion
        var count = 0
        while let (encrypted, content) = AssertionDecryption.next(in: current) {
            count += 1
            guard count <= AssertionDecryption.maximumAttributes + 1 else {
                throw .tooMany("encrypted parts", limit: AssertionDecryption.maximumAttributes + 1)
            }
            let path = current.path
            let opened = try open(encrypted, expecting: content).node
            guard let next = opened.document.root.element(at: path), next.is(.saml("Assertion")) else {
                throw .decryptedElementRefused(expected: content.name.text)
            }
            current = next
        }
        return count == 0 ? nil : current
    }

    /// The next thing to open: the subject's own name, or an attribute.
    private static func next(in assertion: XMLNode) -> (XMLNode, QualifiedName)? {
        for child in assertion.children {
            if child.is(.saml("Subject")), let found = child.all(.saml("EncryptedID")).first {
                return (found, .saml("NameID"))
            }
            if child.is(.saml("AttributeStatement")), let found = child.all(.saml("EncryptedAttribute")).first {
                return (found, .saml("Attribute"))
            }
        }
        return nil
    }

    private func open(_ encrypted: XMLNode, expecting name: QualifiedName) throws(ResponseRefusal) -> (
        node: XMLNode, isMalleable: Bool
    ) {
        let content = try decrypt(encrypted)
        do {
            return (try AssertionDecryption.splice(content.bytes, for: encrypted, expecting: name), content.isMalleable)
        } catch {
            throw content.isMalleable ? .decryptionRefused(.failed) : error
        }
    }

    private func decrypt(_ encrypted: XMLNode) throws(ResponseRefusal) -> (bytes: [UInt8], isMalleable: Bool) {
        do {
            return (try XMLDecryptor.decrypt(encrypted, keys: keys, allowsCBC: isCovered), false)
        } catch {
            guard case .cbcRefused = error, allowsUncoveredCBC else { throw .decryptionRefused(error) }
        }
        do {
            return (try XMLDecryptor.decrypt(encrypted, keys: keys, allowsCBC: true), true)
        } catch {
            throw .decryptionRefused(error)
        }
    }

    private static func splice(_ bytes: [UInt8], for encrypted: XMLNode, expecting name: QualifiedName)
        throws(ResponseRefusal) -> XMLNode
    {
        let document: XMLDocument
        do {
            document = try encrypted.document.replacing(
                encrypted, withElementFrom: bytes, in: .inside, limits: .message, identifiers: .saml)
        } catch {
            throw .xmlRefused(error)
        }
        guard let opened = document.root.element(at: encrypted.path), opened.is(name) else {
            throw .decryptedElementRefused(expected: name.name.text)
        }
        return opened
    }
}
