internal import Essentials
internal import HTTP
internal import XMLDocuments

/// Reads one assertion, and judges each thing as it is read.
struct AssertionReader {
    let node: XMLNode
    let expectations: ResponseExpectations
    /// The request that the response around it answers.
    let inResponseTo: ExactString?

    var clock: AssertionClock { AssertionClock(expectations) }

    private static let known: [QualifiedName] = [
        .saml("Issuer"), .ds("Signature"), .saml("Subject"), .saml("Conditions"), .saml("Advice"),
        .saml("AuthnStatement"), .saml("AttributeStatement"), .saml("AuthzDecisionStatement"), .saml("Statement"),
    ]

    /// Version, ID, instant and issuer, and that nothing stands there that SAML does not have.
    func readHead(_ issuer: ExactString, into facts: inout AssertionFacts) throws(ResponseRefusal) {
        let version = node.attribute("Version")
        guard version?.isExactly(SAMLMessage.version) == true else { throw .assertionVersionRefused(found: version) }
        guard let identifier = node.identifier, !identifier.isEmpty else { throw .identifierMissing(.assertion) }
        facts.assertionID = identifier
        facts.issueInstant = try clock.requirePast(node, .assertion)
        try ResponseHead.requireIssuer(of: node, issuer)
        facts.issuer = issuer
        for child in node.children where !AssertionReader.known.contains(child.qualifiedName) {
            throw .structureRefused("the assertion holds \(quoted(child.name.text)), which does not belong there")
        }
    }

    /// The one child of a name.
    func only(_ name: ExactString, in parent: XMLNode? = nil) throws(ResponseRefusal) -> XMLNode? {
        try ResponseHead.only(.saml(name), in: parent ?? node)
    }
}
