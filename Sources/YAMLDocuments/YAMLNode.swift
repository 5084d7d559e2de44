/// One node of a YAML document, and where it starts in the file.
public struct YAMLNode: Sendable {
    /// What a node holds.
    public enum Content: Sendable {
        /// A text, exactly as it stands in the file; `isPlain` where it is written without quotes and
        /// not as a block, so that a schema may read `~` or `no` from it.
        case scalar(String, isPlain: Bool)
        /// Elements in order.
        case sequence([YAMLNode])
        /// Pairs in order; every key is a scalar, no two keys are the same text.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    /// What the node holds.
    public let content: Content
    /// Line in the file, from 1.
    public let line: Int
    /// Column in the line, from 1, counted in characters.
    public let column: Int

    /// A node at a place.
    public init(content: Content, line: Int, column: Int) {
        self.content = content
        self.line = line
        self.column = column
    }

    /// The text, where the node is a scalar.
    public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }
    /// The elements, where it is a sequence.
    public var elements: [YAMLNode]? { if case .sequence(let elements) = content { elements } else { nil } }
    /// The pairs, where it is a mapping.
    public var pairs: [(key: YAMLNode, value: YAMLNode)]? {
        if case .mapping(let pairs) = content { pairs } else { nil }
    }
}
