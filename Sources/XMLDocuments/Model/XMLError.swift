public import Essentials

/// Why a text is not taken as XML, or an element not as what it should be.
public enum XMLError: Reportable, Equatable {
    // the document is more than is read
    case tooLarge(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
    case tagTooLong(limit: Int)
    case tooManyAttributes(limit: Int)
    case tooManyAttributesInAll(limit: Int)
    case tooManyNamespaces(limit: Int)
    case nameTooLong(limit: Int)
    case tooMuchText(limit: Int)
    case tooMuchMemory(limit: Int)
    case outOfMemory
    // it holds what is not taken
    case notUTF8
    case declarationRefused
    case instructionRefused
    case relativeNamespace(ExactString)
    case duplicateIdentifier(ExactString)
    case emptyIdentifier
    case contentRefused(String)
    case malformed(line: Int, String)
    // an element is not what is asked for
    case severalElements(ExactString)
    case elementInText(ExactString)
    case commentInText(ExactString)
    case sectionInText(ExactString)
    case notOneElement
    case nodeOfAnotherDocument
    case canonicalisationFailed(String)
}

extension XMLError {
    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLarge: "xml-too-large"
        case .tooDeep: "xml-too-deep"
        case .tooMany: "xml-too-many-elements"
        case .tagTooLong: "xml-tag-too-long"
        case .tooManyAttributes: "xml-too-many-attributes"
        case .tooManyAttributesInAll: "xml-too-many-attributes-in-all"
        case .tooManyNamespaces: "xml-too-many-namespaces"
        case .nameTooLong: "xml-name-too-long"
        case .tooMuchText: "xml-too-much-text"
        case .tooMuchMemory: "xml-too-much-memory"
        case .outOfMemory: "xml-out-of-memory"
        case .notUTF8: "xml-not-utf8"
        case .declarationRefused: "xml-document-type-refused"
        case .instructionRefused: "xml-processing-instruction-refused"
        case .relativeNamespace: "xml-relative-namespace"
        case .duplicateIdentifier: "xml-duplicate-id"
        case .emptyIdentifier: "xml-empty-id"
        case .contentRefused: "xml-content-refused"
        case .malformed: "xml-malformed"
        case .severalElements: "xml-several-elements"
        case .elementInText: "xml-element-in-text"
        case .commentInText: "xml-comment-in-text"
        case .sectionInText: "xml-cdata-in-text"
        case .notOneElement: "xml-not-one-element"
        case .nodeOfAnotherDocument: "xml-node-of-another-document"
        case .canonicalisationFailed: "xml-canonicalisation-failed"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the XML document has \(bytes) bytes; at most \(limit) are read"
        case .tooDeep(let limit): "the XML document nests deeper than \(limit) levels"
        case .tooMany(let limit): "the XML document holds more than \(limit) elements"
        case .tagTooLong(let limit): "a tag of the XML document has more than \(limit) bytes"
        case .tooManyAttributes(let limit): "an element of the XML document has more than \(limit) attributes"
        case .tooManyAttributesInAll(let limit): "the elements of the XML document have more than \(limit) attributes"
        case .tooManyNamespaces(let limit):
            "an element of the XML document has more than \(limit) namespace declarations in scope"
        case .nameTooLong(let limit): "a name in the XML document has more than \(limit) bytes"
        case .tooMuchText(let limit): "the XML document holds more than \(limit) bytes of text"
        case .tooMuchMemory(let limit): "the tree of the XML document takes more than \(limit) bytes"
        case .outOfMemory: "there was no memory to read the XML document"
        case .notUTF8: "the XML document is not in UTF-8"
        case .declarationRefused: "the XML document has a document type or an entity declaration"
        case .instructionRefused: "the XML document holds a processing instruction"
        case .relativeNamespace(let uri): "the namespace \(quoted(uri.text)) is not an absolute URI"
        case .duplicateIdentifier(let id):
            "the ID \(quoted(id.text)) stands at two elements of the XML document"
        case .emptyIdentifier: "an ID in the XML document is empty"
        case .contentRefused(let what): "the XML document holds \(what), which is not taken"
        case .malformed(let line, let what): "not XML at line \(line): \(what)"
        case .severalElements(let name): "there are several \(quoted(name.text)) elements where at most one belongs"
        case .elementInText(let name): "the element \(quoted(name.text)) holds an element where only text belongs"
        case .commentInText(let name): "the text of the element \(quoted(name.text)) is broken by a comment"
        case .sectionInText(let name): "the text of the element \(quoted(name.text)) is broken by a CDATA section"
        case .notOneElement: "what stands in the place of an element is not exactly one element"
        case .nodeOfAnotherDocument: "the element belongs to another XML document"
        case .canonicalisationFailed(let why): "the canonical form cannot be made: \(why)"
        }
    }

    /// The clause of XML 1.0 and its kin.
    public var clause: String? {
        switch self {
        case .declarationRefused: "XML 1.0 §2.8"
        case .instructionRefused: "XML 1.0 §2.6"
        case .malformed: "XML 1.0 §2.1"
        case .notUTF8: "XML 1.0 §4.3.3"
        case .relativeNamespace: "Canonical XML 1.0 §2.1"
        case .duplicateIdentifier, .emptyIdentifier: "XML 1.0 §3.3.1"
        default: nil
        }
    }
}
