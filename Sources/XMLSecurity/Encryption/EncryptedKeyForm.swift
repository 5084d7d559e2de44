internal import Cryptography
internal import Essentials
internal import XMLDocuments

/// What a `xenc:EncryptedKey` says, read strictly.
struct EncryptedKeyForm {
    private typealias Reader = StrictReader<DecryptionRefusal>

    let parameters: OAEPParameters
    let ciphertext: [UInt8]

    /// Bytes of an `OAEPparams`.
    private static let longestLabel = 64

    init(_ key: XMLNode) throws(DecryptionRefusal) {
        var reader = try Reader(key, attributes: ["Id", "Type", "MimeType", "Encoding", "Recipient"])
        parameters = try EncryptedKeyForm.parameters(try reader.next(.encryptionMethod))
        // Which key it is for is found by trying; what the sender says of it is passed over.
        _ = try reader.optional(.keyInfo)
        ciphertext = try EncryptedContent.cipherValue(try reader.next(.encryption("CipherData")))
        _ = try reader.optional(.encryption("ReferenceList"))
        _ = try reader.optional(.encryption("CarriedKeyName"))
        try reader.end()
    }

    private static func parameters(_ method: XMLNode) throws(DecryptionRefusal) -> OAEPParameters {
        let uri = try EncryptedContent.algorithm(method)
        let isOld = uri.isExactly(KeyTransport.mgf1pURI)
        guard isOld || uri.isExactly(KeyTransport.oaepURI) else { throw .keyTransportRefused(uri) }
        var digest = HashAlgorithm.sha1
        var mask = HashAlgorithm.sha1
        var label: [UInt8] = []
        _ = try Reader(method, attributes: ["Algorithm"])
        // The schema leaves the order of these open.
        for child in method.children {
            if child.is(.encryption("KeySize")) { continue }
            if child.is(.encryption("OAEPparams")) {
                label = try self.label(child)
            } else if child.is(.signature("DigestMethod")) {
                digest = try hash(child) { HashAlgorithm(digestURI: $0) }
            } else if !isOld, child.is(QualifiedName(Namespace.encryption11, "MGF")) {
                mask = try hash(child) { HashAlgorithm(maskURI: $0) }
            } else {
                throw .elementRefused(child.name.text)
            }
        }
        return OAEPParameters(digest: digest, mask: mask, label: label)
    }

    private static func hash(_ node: XMLNode, _ find: (String) -> HashAlgorithm?) throws(DecryptionRefusal)
        -> HashAlgorithm
    {
        let uri = try EncryptedContent.algorithm(node)
        guard let hash = find(uri) else { throw .keyTransportRefused(uri) }
        return hash
    }

    private static func label(_ node: XMLNode) throws(DecryptionRefusal) -> [UInt8] {
        guard let label = Base64.decodeXML(try Reader.text(of: node)), label.count <= longestLabel else {
            throw .malformed("`OAEPparams` is not base64 of at most \(longestLabel) bytes")
        }
        return label
    }
}
