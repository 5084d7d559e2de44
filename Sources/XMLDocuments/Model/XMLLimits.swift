/// How much XML is read from a stranger.
///
/// The bounds that are the same for every document are constants: what they bound costs libxml2 time out of
/// proportion, and no honest document comes near them.
public struct XMLLimits: Sendable, Equatable {
    /// Bytes of the whole document.
    public let bytes: Int
    /// Levels of elements.
    public let depth: Int
    /// Elements, comments and CDATA sections in all.
    public let elements: Int
    /// Bytes of text in all, attribute values aside.
    public let text: Int
    /// Attributes in all: two for each element that there may be. libxml2 looks the prefix of each up in all elements
    /// around it.
    var attributesInAll: Int { 2 * elements }
    /// Bytes that the tree may take for each byte of the document.
    let memoryFactor: Int

    /// Levels of elements that any document may have.
    public static let depth = 64
    /// Bytes of one tag, from `<` to `>`.
    public static let tag = 16_384
    /// Attributes of an element, namespace declarations among them.
    public static let attributes = 64
    /// Namespace declarations in scope at once.
    public static let namespaces = 32
    /// Bytes of a name without its prefix, and of a prefix.
    public static let name = 256
    /// Bytes of a namespace's name.
    public static let namespace = 512

    /// Limits of one's own; depth is held at 64.
    public init(bytes: Int, depth: Int, elements: Int, text: Int? = nil) {
        self.init(bytes: bytes, depth: depth, elements: elements, text: text ?? bytes, memoryFactor: 16)
    }

    private init(bytes: Int, depth: Int, elements: Int, text: Int, memoryFactor: Int) {
        self.bytes = bytes
        self.depth = min(depth, XMLLimits.depth)
        self.elements = elements
        self.text = text
        self.memoryFactor = memoryFactor
    }

    /// 256 KiB, 64 levels, 4,096 elements: the answer of a service.
    public static let small = XMLLimits(bytes: 262_144, depth: 64, elements: 4096)
    /// 512 KiB, 64 levels, 10,000 elements: a message of SAML.
    public static let message = XMLLimits(bytes: 524_288, depth: 64, elements: 10_000)
    /// 64 MiB, 64 levels: a metadata document. Its tree takes at most five times the document's bytes, so that
    /// document, tree and canonical form together stay within eight times.
    public static let metadata = XMLLimits(
        bytes: 67_108_864, depth: 64, elements: 4_194_304, text: 67_108_864, memoryFactor: 5)

    /// Bytes that the tree of a document of this size may take: a mebibyte, and its share for each byte.
    func memory(of count: Int) -> Int { 1_048_576 + memoryFactor * count }
}
