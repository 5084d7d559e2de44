import Glibc
import XMLDocuments

/// How a message of the full size is put together: one unit again and again.
struct MessageRecipe: Sendable, CustomStringConvertible {
    var depth = 0
    var namespaces = 0
    var uriLength = 4
    /// Declarations on each unit.
    var declarations = 0
    var attributes = 0
    /// How many of the prefixes the attributes take in turn; none: no prefix.
    var prefixesUsed = 0
    var nameLength = 1
    var value = ""
    var content = ""
    var isFlat = true

    static let size = 524_288

    var description: String {
        """
        depth \(depth), \(namespaces) namespaces of \(uriLength) bytes, \(declarations) declarations, \(attributes) \
        attributes, \(prefixesUsed) prefixes, names of \(nameLength), value `\(value)`, content `\(content)`
        """
    }

    var text: String {
        let declared = (0..<namespaces).map { " xmlns:p\($0)=\"\(uri($0))\"" }.joined()
        let own = (0..<declarations).map { " xmlns:q\($0)=\"\(uri($0))\"" }.joined()
        let name = String(repeating: "n", count: nameLength)
        let listed = (0..<attributes).map { index in
            let prefix = prefixesUsed == 0 ? "" : "p\(namespaces - 1 - index % prefixesUsed):"
            return " \(prefix)\(name)\(index)='\(value)'"
        }
        let unit = isFlat ? "<e\(own)\(listed.joined())>\(content)</e>" : content
        let open = "<r\(declared)>" + String(repeating: "<d>", count: depth)
        // What the tree takes in memory ends a message early, and so does the count of elements.
        let memory = 160 + 300 * attributes + (120 + uriLength) * declarations
        let count = isFlat ? min(9_900, 9_000_000 / memory) : Int.max
        return Self.fill(open, unit, String(repeating: "</d>", count: depth) + "</r>", count: count)
    }

    private func uri(_ index: Int) -> String { "u:" + String(repeating: "x", count: uriLength) + String(index) }

    static func fill(_ head: String, _ unit: String, _ tail: String, count: Int) -> String {
        let room = (size - head.utf8.count - tail.utf8.count) / unit.utf8.count
        return head + String(repeating: unit, count: min(room, count)) + tail
    }

    /// What the parse takes of the processor with an exclusive form that has a full `PrefixList`, and an inclusive one.
    /// Of this thread only, so that what else the machine does is no finding.
    static func cost(of message: [UInt8]) throws -> Duration {
        let start = try processorTime()
        if let document = try? XMLDocument(parsing: message, limits: .message, identifiers: .saml) {
            let prefixes = (0..<CanonicalForm.maximumPrefixes).map { "q\($0)" }
            _ = try? document.root.canonical(.exclusive(withComments: true, inclusivePrefixes: prefixes))
            _ = try? document.root.canonical(.inclusive(withComments: true))
        }
        return try processorTime() - start
    }

    private static func processorTime() throws -> Duration {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { throw NoClock() }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private struct NoClock: Error {}

    static let families: [MessageRecipe] =
        [
            MessageRecipe(), MessageRecipe(depth: 61), MessageRecipe(declarations: 30), MessageRecipe(declarations: 4),
            MessageRecipe(uriLength: 500, declarations: 1), MessageRecipe(attributes: 60),
            MessageRecipe(attributes: 60, nameLength: 200), MessageRecipe(attributes: 1, value: "&amp;&#9;"),
            MessageRecipe(attributes: 1, value: String(repeating: "&#9;", count: 4000)),
        ]
        + [1, 3, 16, 60].flatMap { attributes in
            [5, 480].map { length in
                MessageRecipe(
                    depth: 60, namespaces: 32, uriLength: length, attributes: attributes, prefixesUsed: 2,
                    nameLength: 30)
            }
        }
        + [">", "&lt;", "&#13;", "&#x41;", "x<![CDATA[>]]>", "<!---->", "<a/>x"].map {
            MessageRecipe(content: $0, isFlat: false)
        }

    mutating func vary(_ generator: inout DocumentGenerator) {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: depth = generator.pick([0, 20, 40, 61])
        case 1:
            namespaces = generator.pick([2, 16, 32])
            declarations = min(declarations, 32 - namespaces)
        case 2: uriLength = generator.pick([1, 50, 200, 400, 500])
        case 3: declarations = generator.pick([0, 1, 2, 8, 16, 32].filter { $0 + namespaces <= 32 })
        case 4: attributes = generator.pick([0, 1, 2, 8, 16, 32].filter { $0 + declarations <= 64 })
        case 5: prefixesUsed = namespaces == 0 ? 0 : generator.pick([0, 1, 2, namespaces])
        case 6: nameLength = generator.pick([1, 8, 60, 200])
        default: value = generator.pick(["", "x", "&lt;", "&#38;", "&#9;&#10;"])
        }
        prefixesUsed = min(prefixesUsed, namespaces)
        if nameLength * attributes > 15_000 || uriLength * max(declarations, namespaces) > 15_000 {
            nameLength = min(nameLength, 60)
            uriLength = min(uriLength, 400)
        }
    }
}
