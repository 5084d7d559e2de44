internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// The checks of a response in their order.
///
/// What is read from an assertion is read from the element that a signature was verified over, or, where the response
/// as a whole was signed, from inside that element. Only a report reads on where nothing was proved, and then no
/// `VerifiedAssertion` can come of it.
struct ResponseJudge {
    /// The assertion, and what vouches for it: nothing, in a report that goes on.
    struct Located {
        var element: XMLNode
        var signatures: [AssertionSignature]
    }

    let metadata: IdentityProviderMetadata
    let expectations: ResponseExpectations
    let ledger: CheckLedger
    let log: any LogSink

    private var options: ServiceProviderOptions { expectations.options }

    /// Judges a response.
    ///
    /// - Returns: what was found, and the signatures that vouch for it; `nil` where the assertion was not reached.
    func judge(_ bytes: [UInt8]) throws(ResponseRefusal) -> (facts: AssertionFacts, signatures: [AssertionSignature])? {
        let isSized: Void? = try ledger.require(.size) { () throws(ResponseRefusal) in
            guard bytes.count <= SAMLMessage.maximumBytes else {
                throw .tooLarge(bytes: bytes.count, limit: SAMLMessage.maximumBytes)
            }
        }
        guard isSized != nil else { return nil }
        let document = try ledger.require(.xml) { () throws(ResponseRefusal) in try ResponseJudge.parse(bytes) }
        guard let document else { return nil }
        let root = try ledger.require(.root) { () throws(ResponseRefusal) in
            try ResponseHead(document.root, expectations)
        }
        guard let head = root else { return nil }
        try judgeHead(head)
        let place = try ledger.require(.structure) { () throws(ResponseRefusal) in try head.assertionPlace() }
        // Nothing is canonicalised, and nothing decrypted, for a provider that is not the configured one.
        guard let place, !ledger.failed(.issuer), !ledger.failed(.assertionIssuer) else { return nil }
        guard let located = try locate(place, head) else { return nil }
        return (try read(located, head), located.signatures)
    }

    private static func parse(_ bytes: [UInt8]) throws(ResponseRefusal) -> XMLDocument {
        do {
            return try XMLDocument(parsing: bytes, limits: .message, identifiers: .saml)
        } catch {
            throw .xmlRefused(error)
        }
    }

    private func judgeHead(_ head: ResponseHead) throws(ResponseRefusal) {
        try ledger.require(.issuer) { () throws(ResponseRefusal) in try head.requireIssuer(metadata.entityID) }
        try ledger.require(.assertionIssuer) { () throws(ResponseRefusal) in
            try head.requireAssertionIssuers(metadata.entityID)
        }
        try ledger.require(.destination) { () throws(ResponseRefusal) in try head.requireDestination(expectations) }
        try ledger.require(.request) { () throws(ResponseRefusal) in try head.requireRequest(expectations.request) }
        try ledger.require(.status) { () throws(ResponseRefusal) in try head.requireSuccess() }
    }

    /// Signatures and decryption: the assertion, and what vouches for it.
    private func locate(_ place: ResponseHead.AssertionPlace, _ head: ResponseHead) throws(ResponseRefusal) -> Located?
    {
        let judge = SignatureJudge(metadata: metadata, options: options, log: log)
        let response = try ledger.attempt(.responseSignature) { () throws(ResponseRefusal) in
            try judge.response(head.node)
        }
        let signatures = response.map { [$0.signature] } ?? []
        switch place {
        case .plain(let assertion): return try prove(assertion, signatures, judge)
        case .encrypted(let encrypted):
            // Nobody is told what stands inside a response whose signature is wrong.
            guard !ledger.failed(.responseSignature) else { return nil }
            let decryption = AssertionDecryption(expectations, isCovered: response != nil)
            let opened = try ledger.require(.decryption) { () throws(ResponseRefusal) in
                let opened = try decryption.assertion(encrypted)
                guard opened.isMalleable else { return opened.assertion }
                return try requireProved(opened.assertion, judge)
            }
            guard let opened else { return nil }
            return try prove(opened, signatures, judge)
        }
    }

    /// What could have been altered in its encrypted form is either what the provider signed, or it does not open.
    private func requireProved(_ assertion: XMLNode, _ judge: SignatureJudge) throws(ResponseRefusal) -> XMLNode {
        do {
            try ResponseHead.requireIssuer(of: assertion, metadata.entityID)
            guard try judge.assertion(assertion) != nil else { throw ResponseRefusal.assertionNotSigned }
            return assertion
        } catch {
            throw .decryptionRefused(.failed)
        }
    }

    /// The assertion as its own signature, or the response's, vouches for it.
    private func prove(_ assertion: XMLNode, _ signatures: [AssertionSignature], _ judge: SignatureJudge)
        throws(ResponseRefusal) -> Located?
    {
        let isOurs: Void? = try ledger.require(.assertionIssuer) { () throws(ResponseRefusal) in
            try ResponseHead.requireIssuer(of: assertion, metadata.entityID)
        }
        guard isOurs != nil else { return nil }
        let own = try ledger.attempt(.assertionSignature) { () throws(ResponseRefusal) in
            try judge.assertion(assertion)
        }
        let all = signatures + (own.map { [$0.signature] } ?? [])
        try ledger.require(.signatureDemand) { () throws(ResponseRefusal) in
            guard !all.isEmpty else { throw .nothingSigned }
        }
        return Located(element: own?.element ?? assertion, signatures: all)
    }

    /// What the assertion says.
    private func read(_ located: Located, _ head: ResponseHead) throws(ResponseRefusal) -> AssertionFacts {
        var facts = AssertionFacts()
        let decryption = AssertionDecryption(expectations, isCovered: !located.signatures.isEmpty)
        let opened = try ledger.attempt(.decryption) { () throws(ResponseRefusal) in
            try decryption.openAll(in: located.element)
        }
        guard !ledger.failed(.decryption) else { return facts }
        let reader = AssertionReader(
            node: opened ?? located.element, expectations: expectations, inResponseTo: head.inResponseTo)
        facts.inResponseTo = head.inResponseTo
        try ledger.require(.assertionIssuer) { () throws(ResponseRefusal) in
            try reader.readHead(metadata.entityID, into: &facts)
        }
        try ledger.require(.conditions) { () throws(ResponseRefusal) in try reader.readConditions(into: &facts) }
        try ledger.require(.audience) { () throws(ResponseRefusal) in try reader.readAudiences(into: &facts) }
        try ledger.require(.subject) { () throws(ResponseRefusal) in try reader.readName(into: &facts) }
        try ledger.require(.confirmation) { () throws(ResponseRefusal) in
            try reader.readConfirmation(into: &facts)
        }
        let statement = try ledger.require(.authentication) { () throws(ResponseRefusal) in
            try reader.readAuthentication(into: &facts)
        }
        if let statement {
            try ledger.require(.session) { () throws(ResponseRefusal) in
                try reader.readSession(statement, into: &facts)
            }
            try ledger.require(.authenticationContext) { () throws(ResponseRefusal) in
                try reader.readContext(statement, into: &facts)
            }
        }
        try ledger.require(.attributes) { () throws(ResponseRefusal) in try reader.readAttributes(into: &facts) }
        return facts
    }
}
