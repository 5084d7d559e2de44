internal import Essentials
internal import XMLDocuments

/// SOAP 1.1 as SAML uses it (SAML Bindings §3.2): one message in a body, no head that must be understood.
enum SOAPEnvelope {
    static let contentType = "text/xml; charset=utf-8"
    /// The header field that SOAP 1.1 §6.1.1 demands of requests.
    static let action = "http://www.oasis-open.org/committees/security"

    /// The message of an envelope.
    static func content(of root: XMLNode) throws(MessageRefusal) -> XMLNode {
        guard root.is(.soap("Envelope")) else { throw .envelopeRefused("its root is \(quoted(root.name.text))") }
        var body: XMLNode?
        for child in root.children {
            switch child.qualifiedName {
            case .soap("Header"): try requireNothingToUnderstand(child)
            case .soap("Body") where body == nil: body = child
            default: throw .envelopeRefused("it holds \(quoted(child.name.text)) out of place")
            }
        }
        guard let content = body?.children, let message = content.first, content.count == 1 else {
            throw .envelopeRefused("its body does not hold exactly one message")
        }
        if message.is(.soap("Fault")) { throw .fault }
        return message
    }

    private static func requireNothingToUnderstand(_ header: XMLNode) throws(MessageRefusal) {
        let name = QualifiedName(SAMLNamespace.soapEnvelope, "mustUnderstand")
        for block in header.children where block.attribute(name)?.isExactly("1") == true {
            throw .envelopeRefused("its head holds \(quoted(block.name.text)), which must be understood")
        }
    }

    /// What an envelope claims to hold.
    enum Claim {
        /// A message of the kind that was looked for, by the ID that it gives itself.
        case message(ExactString)
        /// An envelope of another version of SOAP (SOAP 1.1 §4.1.2).
        case otherVersion
        /// None that could be answered.
        case nothing
    }

    /// Bytes of an ID that is named in an answer.
    private static let maximumIDBytes = 256

    /// What an envelope claims to hold. Nothing of it is proved.
    static func claim(of envelope: [UInt8], named name: ExactString) -> Claim {
        guard let root = try? XMLDocument(parsing: envelope, limits: .message, identifiers: .saml).root else {
            return .nothing
        }
        if root.name == "Envelope", !root.is(.soap("Envelope")) { return .otherVersion }
        guard let message = try? content(of: root), message.is(.samlp(name)), let id = message.identifier, !id.isEmpty,
            id.text.utf8.count <= maximumIDBytes
        else { return .nothing }
        return .message(id)
    }

    /// An envelope around a message that is signed already.
    static func wrap(_ message: [UInt8]) -> [UInt8] {
        var writer = MessageWriter()
        writer.element("soap:Envelope", ["xmlns:soap": SAMLNamespace.soapEnvelope.text]) { writer in
            writer.element("soap:Body") { $0.raw(message) }
        }
        return writer.bytes
    }
}
