internal import Essentials
internal import XMLDocuments

/// `ds:KeyInfo` as a peer may write it. Nothing of it is used; it is held to its form since no signature covers it:
/// whatever stands there, an attacker may have put there.
enum KeyInfoForm {
    private static let known: [ExactString] = ["KeyName", "KeyValue", "X509Data"]

    static func require(_ keyInfo: XMLNode) throws(SignatureRefusal) {
        try requireAttributes(keyInfo)
        for child in keyInfo.children {
            guard known.contains(where: { child.is(.signature($0)) }) else {
                throw .elementRefused(child.name.text)
            }
            try requireOwnNamespace(child)
        }
    }

    /// Depth is bounded by the parser.
    private static func requireOwnNamespace(_ node: XMLNode) throws(SignatureRefusal) {
        guard node.namespace == Namespace.signature || node.namespace == dsig11 else {
            throw .elementRefused(node.name.text)
        }
        for child in node.children { try requireOwnNamespace(child) }
    }

    private static func requireAttributes(_ node: XMLNode) throws(SignatureRefusal) {
        for attribute in node.attributes where attribute.namespace != nil || attribute.name != "Id" {
            throw .malformed("`KeyInfo` has the attribute \(quoted(attribute.name.text))")
        }
    }

    /// XML-DSig 1.1 writes elliptic keys so.
    private static let dsig11: ExactString = "http://www.w3.org/2009/xmldsig11#"
}
