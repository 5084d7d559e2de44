public import Essentials

/// A request to end sessions (SAML Core §3.7.1), to be sent.
public struct LogoutRequest: Sendable, Hashable {
    /// Its name, which the answer must carry.
    public var id: ExactString
    /// When it was made.
    public var issueInstant: Instant
    /// Where it goes; a message of the back channel need not say.
    public var destination: ExactString?
    /// Who asks.
    public var issuer: ExactString
    /// Whose sessions.
    public var nameID: NameID
    /// Which of them; none: all.
    public var sessionIndexes: [ExactString]
    /// When it ceases to hold.
    public var notOnOrAfter: Instant?
    /// Why.
    public var logoutReason: ExactString?

    /// A request of these parts.
    public init(
        id: ExactString, issueInstant: Instant, destination: ExactString?, issuer: ExactString, nameID: NameID,
        sessionIndexes: [ExactString], notOnOrAfter: Instant?, logoutReason: ExactString? = LogoutReason.user
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.nameID = nameID
        self.sessionIndexes = sessionIndexes
        self.notOnOrAfter = notOnOrAfter
        self.logoutReason = logoutReason
    }

    /// The request as XML, unsigned.
    ///
    /// - Parameter encryptedID: what stands in place of the name, `saml:EncryptedID`.
    func xml(encryptedID: [UInt8]? = nil) -> [UInt8] {
        var writer = MessageWriter()
        writer.element(
            "samlp:LogoutRequest",
            [
                "xmlns:samlp": SAMLNamespace.protocolMessages.text, "xmlns:saml": SAMLNamespace.assertion.text,
                "ID": id.text, "Version": SAMLMessage.version, "IssueInstant": SAMLInstant.write(issueInstant),
                "Destination": destination?.text, "NotOnOrAfter": notOnOrAfter.map(SAMLInstant.write),
                "Reason": logoutReason?.text,
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            if let encryptedID { writer.raw(encryptedID) } else { nameID.write(to: &writer) }
            for index in sessionIndexes { writer.element("samlp:SessionIndex", text: index.text) }
        }
        return writer.bytes
    }

    /// The request as XML, unsigned.
    public var xml: [UInt8] { xml() }
}

/// The answer to one (SAML Core §3.7.2), to be sent.
public struct LogoutResponse: Sendable, Hashable {
    /// Its name.
    public var id: ExactString
    /// When it was made.
    public var issueInstant: Instant
    /// Where it goes.
    public var destination: ExactString?
    /// Who answers.
    public var issuer: ExactString
    /// The request that it answers.
    public var inResponseTo: ExactString
    /// The status codes from the outermost inwards.
    public var status: [ExactString]
    /// One sentence beside the status.
    public var statusMessage: String?

    /// A response of these parts.
    public init(
        id: ExactString, issueInstant: Instant, destination: ExactString?, issuer: ExactString,
        inResponseTo: ExactString, status: [ExactString] = [StatusCode.success]
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.inResponseTo = inResponseTo
        self.status = status
    }

    /// The response as XML, unsigned.
    public var xml: [UInt8] {
        var writer = MessageWriter()
        writer.element(
            "samlp:LogoutResponse",
            [
                "xmlns:samlp": SAMLNamespace.protocolMessages.text, "xmlns:saml": SAMLNamespace.assertion.text,
                "ID": id.text, "Version": SAMLMessage.version, "IssueInstant": SAMLInstant.write(issueInstant),
                "Destination": destination?.text, "InResponseTo": inResponseTo.text,
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            writer.status(status, message: statusMessage)
        }
        return writer.bytes
    }
}

extension NameID {
    /// The name as `saml:NameID`; the prefix is declared outside of it, or in it where it is to stand alone.
    func write(to writer: inout MessageWriter, declaringNamespace: Bool = false) {
        writer.element(
            "saml:NameID",
            [
                "xmlns:saml": declaringNamespace ? SAMLNamespace.assertion.text : nil,
                "Format": format == NameIDFormat.unspecified ? nil : format.text,
                "NameQualifier": nameQualifier?.text, "SPNameQualifier": spNameQualifier?.text,
            ], text: value.text)
    }
}

extension MessageWriter {
    /// `samlp:Status` with codes nested in their order.
    mutating func status(_ codes: [ExactString], message: String? = nil) {
        element("samlp:Status") { writer in
            writer.statusCode(codes[...])
            if let message { writer.element("samlp:StatusMessage", text: message) }
        }
    }

    private mutating func statusCode(_ codes: ArraySlice<ExactString>) {
        guard let code = codes.first else { return }
        element("samlp:StatusCode", ["Value": code.text]) { $0.statusCode(codes.dropFirst()) }
    }
}
