internal import Cryptography
internal import Essentials
internal import XMLDocuments

/// What a `xenc:EncryptedData` says, read strictly, with the encrypted keys inside it and beside it.
struct EncryptedContent {
    private typealias Reader = StrictReader<DecryptionRefusal>

    let algorithm: ContentEncryption
    let ciphertext: [UInt8]
    let keys: [XMLNode]

    /// - Parameter node: `xenc:EncryptedData`, or an element of SAML's type `EncryptedElementType` around it (SAML
    ///   core §2.2.4), with `xenc:EncryptedKey` elements behind it.
    init(_ node: XMLNode) throws(DecryptionRefusal) {
        var beside: [XMLNode] = []
        var data = node
        if !node.is(.encryptedData) {
            var wrapper = try Reader(node, attributes: [])
            data = try wrapper.next(.encryptedData)
            while let key = try wrapper.optional(.encryptedKey) { beside.append(key) }
            try wrapper.end()
        }

        var reader = try Reader(data, attributes: ["Id", "Type", "MimeType", "Encoding"])
        // SAML core §6.2 and §6.3: where there is a type, it is that of an element.
        if let type = data.attribute("Type"), !type.isExactly(EncryptedContent.elementType) {
            throw .malformed("its `Type` is \(quoted(type))")
        }
        let method = try reader.next(.encryptionMethod)
        let uri = try EncryptedContent.algorithm(method)
        guard let algorithm = ContentEncryption(uri) else { throw .algorithmRefused(uri) }
        self.algorithm = algorithm
        var parameters = try Reader(method, attributes: ["Algorithm"])
        _ = try parameters.optional(.encryption("KeySize"))
        try parameters.end()
        keys = try EncryptedContent.keys(try reader.optional(.keyInfo), beside: beside)
        ciphertext = try EncryptedContent.cipherValue(try reader.next(.encryption("CipherData")))
        try reader.end()
    }

    static let elementType = "http://www.w3.org/2001/04/xmlenc#Element"
    static let keyType = "http://www.w3.org/2001/04/xmlenc#EncryptedKey"

    /// Keys inside `ds:KeyInfo`; of those beside, the ones that a `ds:RetrievalMethod` names, or all where none does.
    private static func keys(_ keyInfo: XMLNode?, beside: [XMLNode]) throws(DecryptionRefusal) -> [XMLNode] {
        var found: [XMLNode] = []
        var named: [ExactString] = []
        for child in keyInfo?.children ?? [] {
            if child.is(.encryptedKey) {
                found.append(child)
            } else if child.is(.signature("RetrievalMethod")) {
                named.append(try target(of: child))
            } else if !["KeyName", "KeyValue", "X509Data"].contains(where: { child.is(.signature($0)) }) {
                throw .elementRefused(child.name.text)
            }
        }
        found += beside.filter { key in
            named.isEmpty || named.contains { name in key.attribute("Id").map { name.text.isExactly($0) } ?? false }
        }
        guard !found.isEmpty else { throw .withoutKey }
        guard found.count <= XMLDecryptor.maximumEncryptedKeys else { throw .tooManyKeys(found.count) }
        return found
    }

    /// XML-DSig 1.1 §4.5.3, in the one form that SAML's examples have: `#Id` of an `EncryptedKey`.
    private static func target(of method: XMLNode) throws(DecryptionRefusal) -> ExactString {
        var reader = try Reader(method, attributes: ["URI", "Type"])
        try reader.end()
        if let type = method.attribute("Type"), !type.isExactly(keyType) {
            throw .malformed("`RetrievalMethod` is of the type \(quoted(type))")
        }
        guard let uri = method.attribute("URI"), uri.startsExactly(with: "#"), uri.utf8.count > 1 else {
            throw .malformed("`RetrievalMethod` does not name an element of the message")
        }
        return ExactString(String(decoding: uri.utf8.dropFirst(), as: UTF8.self))
    }

    static func algorithm(_ method: XMLNode) throws(DecryptionRefusal) -> String {
        guard let uri = method.attribute("Algorithm") else { throw .malformed("`\(method.name)` names no algorithm") }
        return uri
    }

    /// The bytes of `xenc:CipherData`; a reference to bytes elsewhere is not followed.
    static func cipherValue(_ data: XMLNode) throws(DecryptionRefusal) -> [UInt8] {
        var reader = try Reader(data, attributes: [])
        let value = try reader.next(.encryption("CipherValue"))
        try reader.end()
        guard let bytes = Base64.decodeXML(try Reader.text(of: value)) else {
            throw .malformed("`CipherValue` is not base64")
        }
        return bytes
    }
}
