import Essentials
import Testing

@testable import XMLDocuments

/// Every refusal has a reason of its own.
@Suite struct Refusals {
    private static let response = "xmlns=\"urn:oasis:names:tc:SAML:2.0:protocol\""
    private static func repeated(_ unit: String, _ count: Int) -> String { String(repeating: unit, count: count) }

    static let documents: [(document: String, reason: String)] = [
        ("<a>\(repeated("x", 600_000))</a>", "xml-too-large"),
        (repeated("<a>", 65) + repeated("</a>", 65), "xml-too-deep"),
        ("<a>\(repeated("<b/>", 10_000))</a>", "xml-too-many-elements"),
        ("<a>\(repeated("<!---->", 10_000))</a>", "xml-too-many-elements"),
        ("<a>\(repeated("x<![CDATA[]]>", 10_000))</a>", "xml-too-many-elements"),
        ("<a b=\"\(repeated("x", 16_384))\"/>", "xml-tag-too-long"),
        ("<a \(repeated(" ", 16_384))/>", "xml-tag-too-long"),
        ("<a></a\(repeated(" ", 16_384))>", "xml-tag-too-long"),
        ("<a \((0..<65).map { "a\($0)=''" }.joined(separator: " "))/>", "xml-too-many-attributes"),
        ("<a \((0..<33).map { "xmlns:a\($0)='u:'" }.joined(separator: " "))/>", "xml-too-many-namespaces"),
        (nested(33), "xml-too-many-namespaces"),
        ("<a xmlns:\(repeated("p", 257))='u:'/>", "xml-name-too-long"),
        ("<\(repeated("n", 257))/>", "xml-name-too-long"),
        ("<a \(repeated("n", 257))=''/>", "xml-name-too-long"),
        ("<a xmlns='u:\(repeated("n", 511))'/>", "xml-name-too-long"),
        ("<a>\(repeated("<b c='' d=''/>", 9_000))</a>", "xml-too-much-memory"),
        (
            "<a>\(repeated("<b \((0..<40).map { "c\($0)='\(repeated("x", 9))'" }.joined(separator: " "))/>", 501))</a>",
            "xml-too-many-attributes-in-all"
        ),
        ("<!DOCTYPE a><a/>", "xml-document-type-refused"),
        ("<!DOCTYPE a [<!ATTLIST a b CDATA \"c\">]><a/>", "xml-document-type-refused"),
        ("<a><!ENTITY b \"c\"></a>", "xml-document-type-refused"),
        ("<a/><!DOCTYPE a>", "xml-document-type-refused"),
        ("<?a?><a/>", "xml-processing-instruction-refused"),
        ("<a><?xml version='1.0'?></a>", "xml-processing-instruction-refused"),
        (" <?xml version='1.0'?><a/>", "xml-processing-instruction-refused"),
        ("<a xmlns=\"b\"/>", "xml-relative-namespace"),
        ("<a xmlns:b=\"../c\"/>", "xml-relative-namespace"),
        ("<a xmlns:b=\"//c/d\"/>", "xml-relative-namespace"),
        ("<a xmlns:b=\"1a:c\"/>", "xml-malformed"),
        ("<a xmlns:b=\"urn:x&amp;y\"/>", "xml-content-refused"),
        ("<Response \(response) ID=\"a\"><Response ID=\"a\"/></Response>", "xml-duplicate-id"),
        ("<Response \(response) ID=\"a\"><x><LogoutRequest ID=\"&#97;\"/></x></Response>", "xml-duplicate-id"),
        ("<Response \(response) ID=\"\"/>", "xml-empty-id"),
        ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", "xml-not-utf8"),
        ("<?xml version='1.0' encoding = 'utf-16'?><a/>", "xml-not-utf8"),
        ("<?xml version='1.1'?><a/>", "xml-content-refused"),
        ("<?xml encoding='UTF-8'?><a/>", "xml-content-refused"),
        ("<a><!-- -- --></a>", "xml-malformed"),
        ("<a><!-- ---></a>", "xml-malformed"),
        ("<a b='<'/>", "xml-malformed"),
        ("<a b='1'c='2'/>", "xml-malformed"),
        ("<a xmlns:b=''/>", "xml-malformed"),
        ("<a xmlns:b='u:' xmlns:c='u:' b:d='' c:d=''/>", "xml-malformed"),
        ("<a xmlns:xmlns='u:'/>", "xml-malformed"),
        ("<a xmlns:xml='u:'/>", "xml-malformed"),
        ("<a>\u{FFFE}</a>", "xml-malformed"),
        ("<a>\u{7}</a>", "xml-malformed"),
        ("<a>&#x7;</a>", "xml-malformed"),
        ("<a/>\u{0}<b/>", "xml-malformed"),
        ("<a>]]></a>", "xml-malformed"),
        ("<a>&lt</a>", "xml-malformed"),
        ("<?xml version='1.0'", "xml-malformed"),
        ("\u{FEFF}\u{FEFF}<a/>", "xml-malformed"),
    ]

    private static func nested(_ count: Int) -> String {
        (0..<count).map { "<a xmlns:a\($0)='u:'>" }.joined() + repeated("</a>", count)
    }

    @Test(arguments: documents)
    func name(_ document: String, _ reason: String) {
        #expect(self.reason(of: document) == reason, "\(document.prefix(100))")
    }

    private func reason(of document: String, scans: Bool = true) -> String? {
        do {
            _ = try XMLDocument(parsing: document.bytes, limits: .message, identifiers: .saml, scans: scans)
            return nil
        } catch {
            return error.reason
        }
    }

    /// What the parser itself counts or refuses, it does so also where the scan ahead of it would not.
    @Test(arguments: [
        "xml-too-deep", "xml-too-many-elements", "xml-too-many-attributes", "xml-too-many-attributes-in-all",
        "xml-name-too-long",
        "xml-too-much-memory", "xml-document-type-refused", "xml-processing-instruction-refused",
        "xml-relative-namespace", "xml-duplicate-id",
    ])
    func areTheParsersToo(_ reason: String) {
        for document in Self.documents where document.reason == reason && !document.document.hasPrefix("<a><!ENTITY") {
            // A document type after the element, or a declaration in the midst, is a fault to the parser as well.
            let answer = self.reason(of: document.document, scans: false)
            #expect(answer == reason || (answer == "xml-malformed" && reason.contains("refused")), "\(document)")
        }
    }

    @Test func includeANULBehindTheElement() {
        #expect(reason(of: "<a/>\u{0}<b/>", scans: false) == "xml-malformed")
    }

    @Test(arguments: [
        nested(32), "<?xml version=\"1.0\"?><a/>", "\u{FEFF}<a/>",
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a/>",
        "<a><!-- <!DOCTYPE b> <?c?> <x y='z\"> --><![CDATA[<!DOCTYPE b> -- <?c?> <x y='z]]></a>",
        "<a b='>' c=\"/>'\" d='--'/>", "<a><!----></a>", "<a \((0..<64).map { "a\($0)=''" }.joined(separator: " "))/>",
        "<a>\(repeated("&amp;", 90_000))</a>", "<a xmlns=''/>", "<a xmlns='u:'><b xmlns=''/></a>",
        "<x ID='a'><Response ID='a' Id='a' xml:id='a'/></x>",
        "<Response \(response) ID='a'><Object xmlns='http://www.w3.org/2000/09/xmldsig#' Id='a' ID='a'/></Response>",
        "<x>\(repeated("<y xmlns:a='u:' xmlns:b='u:'/>", 1000))</x>",
    ])
    func leaveAloneWhatIsInOrder(_ document: String) {
        #expect(reason(of: document) == nil, "\(document.prefix(100))")
    }

    @Test func standByTheirReasonsOnce() {
        let errors: [XMLError] = [
            .tooLarge(bytes: 1, limit: 1), .tooDeep(limit: 1), .tooMany(limit: 1), .tagTooLong(limit: 1),
            .tooManyAttributes(limit: 1), .tooManyAttributesInAll(limit: 1), .tooManyNamespaces(limit: 1),
            .nameTooLong(limit: 1), .tooMuchText(limit: 1),
            .tooMuchMemory(limit: 1), .outOfMemory, .notUTF8, .declarationRefused, .instructionRefused,
            .relativeNamespace("a"), .duplicateIdentifier("a"), .emptyIdentifier, .contentRefused("a"),
            .malformed(line: 1, "a"), .severalElements("a"), .elementInText("a"), .commentInText("a"),
            .sectionInText("a"), .notOneElement, .nodeOfAnotherDocument, .canonicalisationFailed("a"),
        ]
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(Set(errors.map(\.detail)).count == errors.count)
    }

    @Test func keepTheTextShort() {
        let limits = XMLLimits(bytes: 1000, depth: 8, elements: 8, text: 10)
        #expect(throws: Never.self) {
            try XMLDocument(parsing: "<a>12345<b/>67890</a>".bytes, limits: limits, identifiers: .none)
        }
        for text in ["<a>12345<b/>678901</a>", "<a>1<![CDATA[2345678901]]></a>", "<a><!--12345678901--></a>"] {
            #expect(throws: XMLError.tooMuchText(limit: 10), "\(text)") {
                try XMLDocument(parsing: text.bytes, limits: limits, identifiers: .none)
            }
        }
    }
}
