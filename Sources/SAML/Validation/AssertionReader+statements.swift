internal import Essentials
internal import XMLDocuments

extension AssertionReader {
    /// Attributes of one assertion that are read.
    static let maximumAttributes = 512
    /// Values of all attributes together that are read.
    static let maximumValues = 8192
    /// Bytes of a name, of a context or of a session's index that are read.
    static let maximumNameBytes = 1024

    /// SAML Profiles §4.1.4.2: somebody authenticated, and told when.
    func readAuthentication(into facts: inout AssertionFacts) throws(ResponseRefusal) -> XMLNode {
        let statements = node.all(.saml("AuthnStatement"))
        guard let statement = statements.first else { throw .authnStatementMissing }
        guard statements.count == 1 else { throw .severalAuthnStatements(statements.count) }
        let instant = try AssertionClock.requiredInstant("AuthnInstant", of: statement)
        facts.authnInstant = instant
        guard !clock.isAhead(instant) else {
            throw .authnInstantInFuture(at: instant, judgedAt: clock.now, skew: clock.skew)
        }
        if case .after(let asked) = expectations.authentication, instant < asked - clock.skew {
            throw .authnTooOld(at: instant, after: asked)
        }
        return statement
    }

    /// The provider's session: its name, and that it is not over.
    func readSession(_ statement: XMLNode, into facts: inout AssertionFacts) throws(ResponseRefusal) {
        if let index = statement.attribute("SessionIndex") {
            guard index.utf8.count <= AssertionReader.maximumNameBytes else {
                throw .tooLong("`SessionIndex`", limit: AssertionReader.maximumNameBytes)
            }
            facts.sessionIndex = ExactString(index)
        }
        guard let end = try AssertionClock.instant("SessionNotOnOrAfter", of: statement) else { return }
        facts.sessionNotOnOrAfter = end
        guard !clock.isOver(end) else { throw .sessionOver(at: end, judgedAt: clock.now, skew: clock.skew) }
    }

    /// How the person authenticated; where contexts were asked for, it is one of them (SAML Core §3.3.2.2.1).
    func readContext(_ statement: XMLNode, into facts: inout AssertionFacts) throws(ResponseRefusal) {
        let context = try only("AuthnContext", in: statement)
        guard let context else { throw .structureRefused("the `AuthnStatement` has no `AuthnContext`") }
        if let reference = try only("AuthnContextClassRef", in: context) {
            let text = try ResponseHead.text(reference).collapsed
            guard text.utf8.count <= AssertionReader.maximumNameBytes else {
                throw .tooLong("`AuthnContextClassRef`", limit: AssertionReader.maximumNameBytes)
            }
            facts.authnContext = ExactString(text)
        }
        let wanted = expectations.options.authnContexts
        guard wanted.isEmpty || facts.authnContext.map(wanted.contains) == true else {
            throw .authnContextNotAccepted(found: facts.authnContext?.text)
        }
    }

    /// SAML Core §2.7.3: every attribute of every statement, with its values as text.
    func readAttributes(into facts: inout AssertionFacts) throws(ResponseRefusal) {
        var attributes: [SAMLAttribute] = []
        var values = 0
        for statement in node.all(.saml("AttributeStatement")) {
            for child in statement.children {
                guard child.is(.saml("Attribute")) else {
                    throw .structureRefused(
                        "an `AttributeStatement` holds \(quoted(child.name.text)), which does not belong there")
                }
                guard attributes.count < AssertionReader.maximumAttributes else {
                    throw .tooMany("attributes", limit: AssertionReader.maximumAttributes)
                }
                let attribute = try AssertionReader.attribute(child)
                values += attribute.values.count
                guard values <= AssertionReader.maximumValues else {
                    throw .tooMany("values of attributes", limit: AssertionReader.maximumValues)
                }
                attributes.append(attribute)
            }
        }
        facts.attributes = attributes
    }

    private static func attribute(_ node: XMLNode) throws(ResponseRefusal) -> SAMLAttribute {
        guard let name = node.attribute("Name"), !name.isEmpty else { throw .attributeNameMissing }
        guard name.utf8.count <= maximumNameBytes else { throw .tooLong("attribute's `Name`", limit: maximumNameBytes) }
        var values: [String] = []
        for child in node.children {
            guard child.is(.saml("AttributeValue")) else {
                throw .structureRefused(
                    "the attribute \(quoted(name)) holds \(quoted(child.name.text)), which does not belong there")
            }
            values.append(try value(child))
        }
        return SAMLAttribute(
            name: ExactString(name), nameFormat: node.attribute("NameFormat").map { ExactString($0) },
            friendlyName: node.attribute("FriendlyName"), values: values)
    }

    /// A value is text. One kind of structure is known: a NameID, as `eduPersonTargetedID` holds it, whose name is
    /// the value.
    private static func value(_ node: XMLNode) throws(ResponseRefusal) -> String {
        let children = node.children
        guard let name = children.first, children.count == 1, name.is(.saml("NameID")) else {
            return try ResponseHead.text(node)
        }
        // Of a text beside the name, one reader takes the text and another the name.
        guard node.holdsOneElement else { throw .xmlRefused(.elementInText(node.name)) }
        return try NameIDReader.read(name).value.text
    }
}
