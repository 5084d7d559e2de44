internal import Cryptography
internal import Essentials
internal import XMLDocuments

/// What a `ds:Signature` says, read strictly: every element is known and in its order, and there is nothing else.
struct SignatureForm {
    let signature: XMLNode
    let signedInfo: XMLNode
    let canonicalisation: Canonicalisation
    let algorithm: SignatureURI
    /// The reference's URI as it stands there.
    let uri: String
    let transform: Canonicalisation
    let digest: HashAlgorithm
    let digestValue: [UInt8]
    let value: [UInt8]

    init(_ signature: XMLNode) throws(SignatureRefusal) {
        self.signature = signature
        var reader = try StrictReader<SignatureRefusal>(signature, attributes: ["Id"])
        signedInfo = try reader.next(.signature("SignedInfo"))
        value = try SignatureForm.base64(try reader.next(.signature("SignatureValue")), attributes: ["Id"])
        if let keyInfo = try reader.optional(.keyInfo) { try KeyInfoForm.require(keyInfo) }
        try reader.end()

        var info = try StrictReader<SignatureRefusal>(signedInfo, attributes: ["Id"])
        canonicalisation = try SignatureForm.canonicalisation(
            try info.next(.signature("CanonicalizationMethod")), refusal: SignatureRefusal.canonicalisationRefused)
        let method = try SignatureForm.algorithm(try info.next(.signature("SignatureMethod")))
        guard let algorithm = SignatureURI(method) else { throw .algorithmRefused(method) }
        self.algorithm = algorithm
        let reference = try info.next(.signature("Reference"))
        let more = signedInfo.all(.signature("Reference")).count
        guard more == 1 else { throw .severalReferences(more) }
        try info.end()

        var parts = try StrictReader<SignatureRefusal>(reference, attributes: ["Id", "URI"])
        guard let uri = reference.attribute("URI") else { throw .malformed("the reference has no `URI`") }
        self.uri = uri
        transform = try SignatureForm.transform(try parts.optional(.signature("Transforms")))
        let digestURI = try SignatureForm.algorithm(try parts.next(.signature("DigestMethod")))
        guard let digest = HashAlgorithm(digestURI: digestURI) else { throw .digestRefused(digestURI) }
        self.digest = digest
        digestValue = try SignatureForm.base64(try parts.next(.signature("DigestValue")), attributes: [])
        try parts.end()
    }

    /// The identifier of an algorithm that takes no parameters.
    private static func algorithm(_ method: XMLNode) throws(SignatureRefusal) -> String {
        var reader = try StrictReader<SignatureRefusal>(method, attributes: ["Algorithm"])
        try reader.end()
        return try requireAlgorithm(method)
    }

    private static func requireAlgorithm(_ method: XMLNode) throws(SignatureRefusal) -> String {
        guard let uri = method.attribute("Algorithm") else {
            throw .malformed("`\(method.name)` names no algorithm")
        }
        return uri
    }

    /// SAML core §5.4.4: the enveloped-signature transform, and the canonicalisation behind it. Where that is left
    /// out, the inclusive one stands for it (XML-DSig 1.1 §4.4.3.2).
    private static func transform(_ transforms: XMLNode?) throws(SignatureRefusal) -> Canonicalisation {
        guard let transforms else { throw .transformRefused("none") }
        var reader = try StrictReader<SignatureRefusal>(transforms, attributes: [])
        let first = try reader.next(.signature("Transform"))
        let enveloped = try requireAlgorithm(first)
        guard enveloped.isExactly(envelopedSignature) else { throw .transformRefused(enveloped) }
        _ = try algorithm(first)
        guard let second = try reader.optional(.signature("Transform")) else {
            try reader.end()
            return Canonicalisation(algorithm: .inclusive, inclusivePrefixes: [])
        }
        let form = try canonicalisation(second, refusal: SignatureRefusal.transformRefused)
        if let third = try reader.optional(.signature("Transform")) {
            throw .transformRefused(try requireAlgorithm(third))
        }
        try reader.end()
        return form
    }

    static let envelopedSignature = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

    private static func canonicalisation(_ method: XMLNode, refusal: (String) -> SignatureRefusal)
        throws(SignatureRefusal) -> Canonicalisation
    {
        let uri = try requireAlgorithm(method)
        guard let algorithm = Canonicalisation.Algorithm(uri) else { throw refusal(uri) }
        var reader = try StrictReader<SignatureRefusal>(method, attributes: ["Algorithm"])
        let name = QualifiedName(Namespace.exclusive, "InclusiveNamespaces")
        let list = algorithm.isInclusive ? nil : try reader.optional(name)
        try reader.end()
        guard let list else { return Canonicalisation(algorithm: algorithm, inclusivePrefixes: []) }
        var empty = try StrictReader<SignatureRefusal>(list, attributes: ["PrefixList"])
        try empty.end()
        guard let names = list.attribute("PrefixList") else { throw .malformed("`InclusiveNamespaces` has no list") }
        let prefixes = names.utf8.split(whereSeparator: { isXMLSpace($0) }).map { String($0) ?? "" }
        guard prefixes.count <= Canonicalisation.maximumPrefixes else { throw .prefixListTooLong(prefixes.count) }
        return Canonicalisation(algorithm: algorithm, inclusivePrefixes: prefixes)
    }

    private static func base64(_ node: XMLNode, attributes: [ExactString]) throws(SignatureRefusal) -> [UInt8] {
        _ = try StrictReader<SignatureRefusal>(node, attributes: attributes)
        guard let value = Base64.decodeXML(try StrictReader<SignatureRefusal>.text(of: node)), !value.isEmpty else {
            throw .malformed("`\(node.name)` is not base64")
        }
        return value
    }
}
