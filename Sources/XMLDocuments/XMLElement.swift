public import Essentials

/// An element as it was read: names and text only, no prefix, no comment.
public struct XMLElement: Sendable, Equatable {
    /// The name without its prefix.
    public let name: ExactString
    /// The namespace, where it is in one.
    public let namespace: ExactString?
    /// The attributes in their order; namespace declarations are not among them.
    public let attributes: [XMLAttribute]
    /// The elements directly inside.
    public let children: [XMLElement]
    /// The text directly inside, pieces joined; white space as written.
    public let text: String

    /// The child of this name where there is exactly one; its namespace is not judged.
    public func only(_ name: ExactString) -> XMLElement? {
        let found = all(name)
        return found.count == 1 ? found[0] : nil
    }

    /// The children of this name; their namespace is not judged.
    public func all(_ name: ExactString) -> [XMLElement] { children.filter { $0.name == name } }

    /// The attribute of this name that is in no namespace.
    public func attribute(_ name: ExactString) -> String? {
        attributes.first { $0.name == name && $0.namespace == nil }?.value
    }
}

/// An attribute as it was read.
public struct XMLAttribute: Sendable, Equatable {
    /// The name without its prefix.
    public let name: ExactString
    /// The namespace, where a prefix put it in one.
    public let namespace: ExactString?
    /// The value, normalised as XML 1.0 §3.3.3 has it.
    public let value: String

    /// Byte-wise.
    public static func == (left: XMLAttribute, right: XMLAttribute) -> Bool {
        left.name == right.name && left.namespace == right.namespace && left.value.isExactly(right.value)
    }
}

/// How much XML is read from a stranger.
public struct XMLLimits: Sendable {
    /// Bytes of the whole document.
    public let bytes: Int
    /// Levels of elements.
    public let depth: Int
    /// Elements in all.
    public let elements: Int

    /// Attributes of an element, namespace declarations among them.
    public static let attributes = 256

    /// Limits of one's own; depth is held at 64.
    public init(bytes: Int, depth: Int, elements: Int) {
        self.bytes = bytes
        self.depth = min(depth, 64)
        self.elements = elements
    }

    /// 256 KiB, 64 levels, 4,096 elements: the answer of a service.
    public static let small = XMLLimits(bytes: 262_144, depth: 64, elements: 4096)
}

/// Why a text is not taken as XML.
public enum XMLError: Reportable, Equatable {
    case tooLarge(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
    case tooManyAttributes(limit: Int)
    case notUTF8
    case declarationRefused
    case contentRefused(String)
    case malformed(line: Int, String)
    case outOfMemory

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLarge: "xml-too-large"
        case .tooDeep: "xml-too-deep"
        case .tooMany: "xml-too-many-elements"
        case .tooManyAttributes: "xml-too-many-attributes"
        case .notUTF8: "xml-not-utf8"
        case .declarationRefused: "xml-document-type-refused"
        case .contentRefused: "xml-content-refused"
        case .malformed: "xml-malformed"
        case .outOfMemory: "xml-out-of-memory"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the XML document has \(bytes) bytes; at most \(limit) are read"
        case .tooDeep(let limit): "the XML document nests deeper than \(limit) levels"
        case .tooMany(let limit): "the XML document holds more than \(limit) elements"
        case .tooManyAttributes(let limit): "an element of the XML document has more than \(limit) attributes"
        case .notUTF8: "the XML document is not in UTF-8"
        case .declarationRefused: "the XML document has a document type or an entity declaration"
        case .contentRefused(let what): "the XML document holds \(what), which is not taken"
        case .malformed(let line, let what): "not XML at line \(line): \(what)"
        case .outOfMemory: "there was no memory to read the XML document"
        }
    }

    /// The clause of XML 1.0.
    public var clause: String? {
        switch self {
        case .declarationRefused: "XML 1.0 §2.8"
        case .malformed: "XML 1.0 §2.1"
        case .notUTF8: "XML 1.0 §4.3.3"
        default: nil
        }
    }
}
