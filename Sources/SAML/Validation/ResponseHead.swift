internal import Essentials
internal import HTTP
internal import XMLDocuments

/// The response itself: what can be judged before anything is proved.
struct ResponseHead {
    /// Where the one assertion stands.
    enum AssertionPlace {
        case plain(XMLNode)
        case encrypted(XMLNode)
    }

    let node: XMLNode
    let inResponseTo: ExactString?
    private let destination: String?

    /// The root, where it is a response of SAML 2.0 (SAML Core §3.3.3).
    init(_ root: XMLNode, _ expectations: ResponseExpectations) throws(ResponseRefusal) {
        guard root.is(.samlp("Response")) else { throw .notResponse(found: root.name.text) }
        let version = root.attribute("Version")
        guard version?.isExactly(SAMLMessage.version) == true else { throw .versionRefused(found: version) }
        guard let identifier = root.identifier, !identifier.isEmpty else { throw .identifierMissing(.response) }
        try AssertionClock(expectations).requirePast(root, .response)
        node = root
        inResponseTo = root.attribute("InResponseTo").map { ExactString($0) }
        destination = root.attribute("Destination")
    }

    /// The response's issuer (SAML Profiles §4.1.4.2): it may be left out only where nothing is signed or encrypted
    /// but a plain assertion, whose own issuer is judged in any case.
    func requireIssuer(_ expected: ExactString) throws(ResponseRefusal) {
        guard let issuer = try ResponseHead.only(.saml("Issuer"), in: node) else {
            let isSigned = !node.all(.ds("Signature")).isEmpty
            guard !isSigned, node.all(.saml("EncryptedAssertion")).isEmpty, !node.all(.saml("Assertion")).isEmpty
            else { throw .issuerMissing }
            return
        }
        let found = try ResponseHead.issuer(issuer)
        guard found == expected else { throw .issuerUnknown(expected: expected.text, found: found.text) }
    }

    /// The issuers of the assertions that stand in clear, before anything is canonicalised for them.
    func requireAssertionIssuers(_ expected: ExactString) throws(ResponseRefusal) {
        for assertion in node.all(.saml("Assertion")) { try ResponseHead.requireIssuer(of: assertion, expected) }
    }

    /// The assertion's issuer, which must be there (SAML Core §2.3.3).
    static func requireIssuer(of assertion: XMLNode, _ expected: ExactString) throws(ResponseRefusal) {
        guard let issuer = try only(.saml("Issuer"), in: assertion) else { throw .assertionIssuerMissing }
        let found = try Self.issuer(issuer)
        guard found == expected else { throw .assertionIssuerMismatch(expected: expected.text, found: found.text) }
    }

    /// SAML Bindings §3.5.5.2: a message that is signed must name where it goes; one that names it must go there.
    func requireDestination(_ expectations: ResponseExpectations) throws(ResponseRefusal) {
        let expected = expectations.acsURL.text
        guard let destination else {
            let isSigned = !node.all(.ds("Signature")).isEmpty
            if isSigned, expectations.route == .post { throw .destinationMissing }
            return
        }
        guard expectations.isRecipient(destination) else {
            throw .destinationMismatch(expected: expected.text, found: destination)
        }
    }

    /// The request that it answers.
    func requireRequest(_ expected: ExpectedRequest) throws(ResponseRefusal) {
        switch (expected, inResponseTo) {
        case (.notJudged, _): return
        case (.exactly(let id), let found?), (.exactlyOrUnsolicited(let id), let found?):
            guard found == id else { throw .requestMismatch(found: found.text) }
        case (.unsolicited, let found?), (.nothing, let found?): throw .requestNotExpected(found: found.text)
        case (.exactly, nil), (.nothing, nil): throw .unsolicited
        case (.unsolicited, nil), (.exactlyOrUnsolicited, nil): return
        }
    }

    /// What the provider says of its own success.
    func requireSuccess() throws(ResponseRefusal) {
        guard let status = try ResponseHead.only(.samlp("Status"), in: node) else {
            throw .structureRefused("the response has no `Status`")
        }
        let found = try StatusReader.read(status)
        guard found.codes.first?.isExactly(StatusCode.success.text) == true else { throw .statusRefused(found) }
    }

    /// Exactly one assertion, and nothing that does not belong there.
    func assertionPlace() throws(ResponseRefusal) -> AssertionPlace {
        var places: [AssertionPlace] = []
        for child in node.children {
            switch child.qualifiedName {
            case .saml("Assertion"): places.append(.plain(child))
            case .saml("EncryptedAssertion"): places.append(.encrypted(child))
            case .saml("Issuer"), .ds("Signature"): continue
            case .samlp("Extensions"), .samlp("Status"):
                // Anything may stand there, so that it is where a forged assertion is hidden.
                guard !ResponseHead.holdsAssertion(child) else {
                    throw .structureRefused("an assertion stands inside \(quoted(child.name.text))")
                }
            default:
                throw .structureRefused("the response holds \(quoted(child.name.text)), which does not belong there")
            }
        }
        guard let place = places.first else { throw .assertionMissing }
        guard places.count == 1 else { throw .severalAssertions(places.count) }
        return place
    }

    private static func holdsAssertion(_ node: XMLNode) -> Bool {
        node.children.contains { child in
            child.is(.saml("Assertion")) || child.is(.saml("EncryptedAssertion")) || holdsAssertion(child)
        }
    }

    /// The one child of a name.
    static func only(_ name: QualifiedName, in node: XMLNode) throws(ResponseRefusal) -> XMLNode? {
        do {
            return try node.only(name)
        } catch {
            throw .xmlRefused(error)
        }
    }

    /// The text of an element that holds nothing else.
    static func text(_ node: XMLNode) throws(ResponseRefusal) -> String {
        do {
            return try node.text()
        } catch {
            throw .xmlRefused(error)
        }
    }

    private static func issuer(_ node: XMLNode) throws(ResponseRefusal) -> ExactString {
        if let format = node.attribute("Format"), !format.isExactly(NameIDFormat.entity.text) {
            throw .issuerFormatRefused(found: format)
        }
        return ExactString(try text(node))
    }
}
