import Cryptography
import Essentials
import Testing

@testable import SAML

/// What the verifier makes of well-signed responses with one thing wrong, by table. The reason of each row is what the
/// cited clause demands.
@Suite struct ResponseVerifierTests {
    @Test(arguments: [ResponseTemplate.Signing.assertion, .response, .both])
    func aGoodResponseIsVerified(signing: ResponseTemplate.Signing) throws {
        let assertion = try ResponseVerifier.verify(
            try ResponseTemplate().signed(signing), metadata: try World.metadata(),
            expecting: try World.expectations())
        #expect(assertion.issuer == World.idp)
        #expect(assertion.assertionID == "_assertion")
        #expect(assertion.nameID == NameID(value: "alice@example.org", format: NameIDFormat.emailAddress))
        #expect(assertion.values(of: "groups") == ["admins", "ops & dev"])
        #expect(assertion.attributes.first?.friendlyName == "Groups")
        #expect(assertion.sessionIndex == "session-1")
        #expect(assertion.authnInstant == World.now - .seconds(600))
        #expect(assertion.authnContext == AuthnContextClass.password)
        #expect(assertion.sessionNotOnOrAfter == World.now + .seconds(8 * 3600))
        #expect(assertion.notOnOrAfter == World.now + .seconds(300))
        #expect(assertion.notBefore == World.now - .seconds(120))
        #expect(assertion.recipient.text == World.acs)
        #expect(assertion.audiences == [World.sp])
        #expect(assertion.inResponseTo == World.request)
        #expect(!assertion.isOneTimeUse)
        let covers: [AssertionSignature.Cover] =
            switch signing {
            case .assertion: [.assertion]
            case .response: [.response]
            default: [.response, .assertion]
            }
        #expect(assertion.signedBy.map(\.cover) == covers)
        let fingerprint = Hexadecimal.encode(try World.certificate("idp").fingerprint())
        #expect(assertion.signedBy.allSatisfy { $0.keyFingerprint == fingerprint })
    }

    /// Put `new` for `old`, sign, and expect the reason; `nil`: it is taken.
    struct Row: Sendable, CustomStringConvertible {
        let old: String
        let new: String
        let reason: String?
        var signing = ResponseTemplate.Signing.assertion
        var last = false
        var description: String { "\(reason ?? "taken"): \(old.prefix(60)) → \(new.prefix(60))" }

        init(
            _ old: String, _ new: String, _ reason: String?, _ signing: ResponseTemplate.Signing = .assertion,
            last: Bool = false
        ) {
            self.old = old
            self.new = new
            self.reason = reason
            self.signing = signing
            self.last = last
        }
    }

    static let confirmation = #"NotOnOrAfter="2026-03-01T12:05:00Z""#
    static let restriction = "<saml:AudienceRestriction><saml:Audience>https://gateway.example.net/saml/corp/metadata"
    static let password = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
    static let context =
        "<saml:AuthnContext><saml:AuthnContextClassRef>\(password)</saml:AuthnContextClassRef></saml:AuthnContext>"

    static let rows: [Row] = [
        // the response
        Row("samlp:Response xmlns", "samlp:LogoutResponse xmlns", "xml-malformed"),
        Row(#"ID="_response" Version="2.0""#, #"ID="_response" Version="1.1""#, "saml-version-refused"),
        Row(#"ID="_response" Version="2.0""#, #"ID="_response""#, "saml-version-refused"),
        Row(#"ID="_response" "#, "", "saml-id-missing"),
        Row(#"IssueInstant="2026-03-01T12:00:00Z""#, "", "saml-instant-malformed"),
        Row(#"12:00:00Z" Dest"#, #"12:00:00+00:00" Dest"#, "saml-instant-malformed"),
        Row(#"12:00:00Z" Dest"#, #"12:01:00Z" Dest"#, nil),
        Row(#"12:00:00Z" Dest"#, #"12:01:01Z" Dest"#, "saml-issued-in-future"),
        Row("<saml:Issuer>https://idp.example.org/saml</saml:Issuer><samlp", "<samlp", nil),
        Row(
            "<saml:Issuer>https://idp.example.org/saml</saml:Issuer><samlp", "<samlp", "saml-issuer-missing", .response),
        Row(
            "https://idp.example.org/saml</saml:Issuer><samlp", "https://evil/</saml:Issuer><samlp",
            "saml-issuer-unknown"),
        Row(
            "https://idp.example.org/saml</saml:Issuer><samlp", "https://idp.example.org/saml/</saml:Issuer><samlp",
            "saml-issuer-unknown"),
        Row("<saml:Issuer>", #"<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">"#, nil),
        Row("<saml:Issuer>", #"<saml:Issuer Format="urn:x">"#, "saml-issuer-format-refused"),
        Row(
            "idp.example.org/saml</saml:Issuer><samlp", "idp.example.org/saml<!-- --></saml:Issuer><samlp",
            "xml-comment-in-text"),
        Row(#" Destination="https://gateway.example.net/saml/corp/acs""#, "", nil),
        Row(#" Destination="https://gateway.example.net/saml/corp/acs""#, "", "saml-destination-missing", .response),
        Row("corp/acs\" InR", "corp/acs/\" InR", "saml-destination-mismatch"),
        Row(
            "gateway.example.net/saml/corp/acs\" InR", "GATEWAY.example.net/saml/corp/acs\" InR",
            "saml-destination-mismatch"),
        Row(#"acs" InResponseTo="_0123456789abcdef0123456789abcdef01234567""#, #"acs""#, "saml-response-unsolicited"),
        Row(#"acs" InResponseTo="_0"#, #"acs" InResponseTo="_1"#, "saml-request-mismatch"),
        Row(#"acs" InResponseTo="_0"#, #"acs" InResponseTo=" _0"#, "saml-request-mismatch"),
        Row("<samlp:Status>", "<samlp:Extensions><x xmlns=\"urn:x\"/></samlp:Extensions><samlp:Status>", nil),
        Row(
            #"<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>"#, "",
            "saml-structure-refused"),
        Row(#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>"#, "", "saml-structure-refused"),
        Row("status:Success", "status:Responder", "saml-status-responder"),
        Row(
            #"status:Success"/>"#,
            #"status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode>"#,
            "saml-status-authn-failed"),
        Row(
            #"status:Success"/>"#,
            #"status:Requester"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:RequestDenied"/></samlp:StatusCode><samlp:StatusMessage>no</samlp:StatusMessage>"#,
            "saml-status-request-denied"),
        Row("status:Success", "status:success", "saml-status-other"),
        Row("</saml:Assertion>", "</saml:Assertion><x xmlns='urn:x'/>", "saml-structure-refused"),
        Row("</saml:Assertion>", "</saml:Assertion><saml:Assertion/>", "saml-assertion-issuer-missing"),
        Row(
            "</saml:Assertion>",
            "</saml:Assertion><saml:Assertion><saml:Issuer>https://idp.example.org/saml</saml:Issuer></saml:Assertion>",
            "saml-several-assertions"),
        Row("</saml:Assertion>", "</saml:Assertion><saml:EncryptedAssertion/>", "saml-several-assertions"),

        // the assertion
        Row(#"ID="_assertion" Version="2.0""#, #"ID="_assertion" Version="1.1""#, "saml-assertion-version-refused"),
        Row(#"ID="_assertion" "#, "", "saml-id-missing", .response),
        Row("11:59:59Z", "12:01:01Z", "saml-issued-in-future"),
        Row("11:59:59Z", "yesterday", "saml-instant-malformed"),
        Row("<saml:Issuer>https://idp.example.org/saml</saml:Issuer>", "", "saml-assertion-issuer-missing", last: true),
        Row(
            "https://idp.example.org/saml</saml:Issuer>", "https://evil/</saml:Issuer>",
            "saml-assertion-issuer-mismatch", last: true),
        Row("<saml:Subject>", "<x xmlns='urn:x'/><saml:Subject>", "saml-structure-refused"),
        Row("<saml:Conditions", "<saml:Advice/><saml:Conditions", nil),

        // conditions
        Row("11:58:00Z", "12:01:00Z", nil), Row("11:58:00Z", "12:01:01Z", "saml-assertion-not-yet-valid"),
        Row("12:10:00Z", "11:59:01Z", nil), Row("12:10:00Z", "11:59:00Z", "saml-assertion-expired"),
        Row("12:10:00Z", "11:58:00Z", "saml-conditions-never-hold"),
        Row("12:10:00Z", "2026-03-01", "saml-instant-malformed"),
        Row(#" NotBefore="2026-03-01T11:58:00Z" NotOnOrAfter="2026-03-01T12:10:00Z""#, "", nil),
        Row("<saml:AudienceRestriction>", "<saml:OneTimeUse/><saml:AudienceRestriction>", nil),
        Row(
            "<saml:AudienceRestriction>", "<saml:OneTimeUse/><saml:OneTimeUse/><saml:AudienceRestriction>",
            "saml-condition-repeated"),
        Row("<saml:AudienceRestriction>", "<saml:ProxyRestriction Count='0'/><saml:AudienceRestriction>", nil),
        Row(
            "<saml:AudienceRestriction>", "<saml:ProxyRestriction/><saml:ProxyRestriction/><saml:AudienceRestriction>",
            "saml-condition-repeated"),
        Row("<saml:AudienceRestriction>", "<saml:Condition/><saml:AudienceRestriction>", "saml-condition-unknown"),
        Row(
            "<saml:AudienceRestriction>", "<OneTimeUse xmlns='urn:x'/><saml:AudienceRestriction>",
            "saml-condition-unknown"),
        Row(
            "\(restriction)</saml:Audience></saml:AudienceRestriction>", "", "saml-audience-missing"),
        Row("metadata</saml:Audience>", "other</saml:Audience>", "saml-audience-mismatch"),
        Row("<saml:Audience>", "<saml:Audience>urn:x</saml:Audience><saml:Audience>", nil),
        Row("<saml:Audience>", "<saml:Audience>\n ", nil),
        Row(
            restriction,
            "<saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction>\(restriction)",
            "saml-audience-mismatch"),
        Row(restriction, "<saml:AudienceRestriction/>\(restriction)", "saml-audience-mismatch"),
        Row("corp/metadata</saml:Audience>", "corp/<!---->metadata</saml:Audience>", "xml-comment-in-text"),

        // subject
        Row("alice@example.org", "alice@example.org<!---->.evil.com", "xml-comment-in-text"),
        Row("alice@example.org", "<![CDATA[alice@example.org]]>", "xml-cdata-in-text"),
        Row("alice@example.org", "<b xmlns='urn:x'/>alice@example.org", "xml-element-in-text"),
        Row("alice@example.org", "", "saml-name-id-refused"),
        Row("alice@example.org", String(repeating: "a", count: 1025), "saml-text-too-long"),
        Row("<saml:NameID Format", "<saml:BaseID/><saml:NameID Format", "saml-name-id-refused"),
        Row("<saml:NameID Format", "<saml:NameID>x</saml:NameID><saml:NameID Format", "xml-several-elements"),
        Row("cm:bearer", "cm:holder-of-key", "saml-bearer-missing"),
        Row(#" Recipient="https://gateway.example.net/saml/corp/acs""#, "", "saml-recipient-missing"),
        Row("acs\"/>", "acs/\"/>", "saml-recipient-mismatch"),
        Row(confirmation, "", "saml-confirmation-end-missing"),
        Row(confirmation, #"NotOnOrAfter="2026-03-01T11:59:00Z""#, "saml-confirmation-expired"),
        Row(confirmation, #"NotOnOrAfter="2026-03-01T11:59:01Z""#, nil),
        Row(confirmation, #"NotBefore="2026-03-01T11:00:00Z" "# + confirmation, "saml-confirmation-has-not-before"),
        Row(confirmation, #"Address="192.0.2.1" "# + confirmation, nil),
        Row(
            #"Data InResponseTo="_0123456789abcdef0123456789abcdef01234567""#, "Data",
            "saml-confirmation-request-missing"),
        Row(#"Data InResponseTo="_0"#, #"Data InResponseTo="_1"#, "saml-confirmation-request-mismatch"),
        Row(
            "<saml:SubjectConfirmation ",
            "<saml:SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/><saml:SubjectConfirmation ", nil),

        // statements
        Row(#"AuthnInstant="2026-03-01T11:50:00Z""#, "", "saml-instant-malformed"),
        Row("11:50:00Z", "12:01:01Z", "saml-authn-instant-in-future"),
        Row("T20:00:00Z", "T11:59:00Z", "saml-session-over"), Row("T20:00:00Z", "T11:59:01Z", nil),
        Row("T20:00:00Z", "T20:00:00", "saml-instant-malformed"),
        Row(context, "", "saml-structure-refused"),
        Row(
            "<saml:AttributeStatement>",
            #"<saml:AuthnStatement AuthnInstant="2026-03-01T11:50:00Z"/><saml:AttributeStatement>"#,
            "saml-several-authn-statements"),
        Row(
            "SessionIndex=\"session-1\"", "SessionIndex=\"\(String(repeating: "s", count: 1025))\"",
            "saml-text-too-long"),
        Row(#"Name="groups""#, "", "saml-attribute-name-missing"),
        Row(#"Name="groups""#, #"Name="""#, "saml-attribute-name-missing"),
        Row(">admins<", ">ad<!-- -->mins<", "xml-comment-in-text"),
        Row(">admins<", "><![CDATA[admins]]><", "xml-cdata-in-text"),
        Row(">admins<", "><role xmlns='urn:x'/><", "xml-element-in-text"),
        Row(">admins<", "><saml:NameID>admins</saml:NameID><", nil),
        Row(">admins<", ">\n <saml:NameID>admins</saml:NameID>\n<", nil),
        Row(">admins<", ">admins<saml:NameID>ops</saml:NameID><", "xml-element-in-text"),
        Row(">admins<", "><saml:NameID>ops</saml:NameID><!---->admins<", "xml-element-in-text"),
        Row("<saml:AttributeValue>admins", "<x xmlns='urn:x'/><saml:AttributeValue>admins", "saml-structure-refused"),
        Row("</saml:AttributeStatement>", "<x xmlns='urn:x'/></saml:AttributeStatement>", "saml-structure-refused"),
    ]

    @Test(arguments: rows) func isJudged(row: Row) throws {
        let template =
            try row.last ? ResponseTemplate().withLast(row.old, row.new) : ResponseTemplate().with(row.old, row.new)
        // What is no longer a good document cannot be signed; it is judged before its signature.
        let bytes = (try? template.signed(row.signing)) ?? Array(template.text.utf8)
        let metadata = try World.metadata()
        let expectations = try World.expectations()
        let found = reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) }
        #expect(found == row.reason)
        // The report comes to the same verdict for the same reason.
        let report = ResponseVerifier.report(on: bytes, metadata: metadata, expecting: expectations)
        #expect(report.refusal?.reason == row.reason)
        #expect((report.assertion == nil) == (row.reason != nil))
        #expect(report.entries.map(\.check) == ResponseCheck.allCases)
    }

    @Test func withoutSubjectOrStatementItIsRefused() throws {
        let expectations = try World.expectations()
        for (start, end, why) in [
            ("<saml:Subject>", "</saml:Subject>", "saml-subject-missing"),
            ("<saml:NameID", "</saml:NameID>", "saml-name-id-missing"),
            ("<saml:SubjectConfirmation ", "</saml:SubjectConfirmation>", "saml-bearer-missing"),
            ("<saml:Conditions", "</saml:Conditions>", "saml-conditions-missing"),
            ("<saml:AuthnStatement", "</saml:AuthnStatement>", "saml-authn-statement-missing"),
            ("<saml:Assertion", "</saml:Assertion>", "saml-assertion-missing"),
        ] {
            let text = ResponseTemplate.good
            let from = try #require(text.firstRange(of: start)).lowerBound
            let to = try #require(text.firstRange(of: end)).upperBound
            var template = ResponseTemplate()
            template.text.removeSubrange(from..<to)
            let bytes = try template.signed(why == "saml-assertion-missing" ? .response : .assertion)
            #expect(
                reason { try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: expectations) }
                    == why)
        }
    }
}
