/// Makes well-formed documents that try the corners of namespaces, attributes and text; the same for the same seed.
struct DocumentGenerator: RandomNumberGenerator {
    private var state: UInt64
    private var elements = 0

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    private mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A whole document.
    mutating func document() -> String {
        elements = 0
        return element(depth: 1, scope: ["xml": "http://www.w3.org/XML/1998/namespace"])
    }

    private static let prefixes = ["", "a", "b", "c", "aa", "z"]
    private static let namespaces = ["urn:a", "urn:b", "http://example.org/c", "urn:a:b", "urn:%C3%A9", "mailto:x"]

    private mutating func element(depth: Int, scope outer: [String: String]) -> String {
        elements += 1
        var scope = outer
        var declared: [String: String] = [:]
        for _ in 0..<pick([0, 0, 1, 1, 2, 4]) {
            let prefix = pick(Self.prefixes)
            let namespace = prefix.isEmpty && happens(30) ? "" : pick(Self.namespaces)
            declared[prefix] = namespace
            scope[prefix] = namespace
        }
        var parts = declared.map { $0.key.isEmpty ? "xmlns=\"\($0.value)\"" : "xmlns:\($0.key)=\"\($0.value)\"" }
        var names: Set<String> = []
        let bound = scope.keys.filter { !$0.isEmpty }.sorted()
        for _ in 0..<pick([0, 0, 1, 2, 5]) {
            let prefix = happens(50) ? pick(bound) : ""
            let name =
                prefix == "xml" ? pick(["lang", "space", "base"]) : pick(["x", "y", "xa", "A", "id", "ID", "é"])
            let namespace = prefix.isEmpty ? "" : scope[prefix] ?? ""
            guard names.insert("\(namespace) \(name)").inserted else { continue }
            let value = name == "space" ? "preserve" : (0..<pick([0, 1, 3])).map { _ in piece(ofValue: true) }.joined()
            parts.append("\(prefix.isEmpty ? "" : prefix + ":")\(name)=\"\(value)\"")
        }
        parts.shuffle(using: &self)
        let prefix = happens(60) ? pick(bound.filter { $0 != "xml" } + [""]) : ""
        let name = (prefix.isEmpty ? "" : prefix + ":") + pick(["e", "f", "Signature", "é"])
        let tag = parts.reduce(name) { $0 + pick([" ", "\n  ", " \t"]) + $1 }
        var content = ""
        for _ in 0..<pick([0, 1, 2, 4]) {
            switch Int.random(in: 0..<10, using: &self) {
            case 0..<5 where depth < 7 && elements < 40: content += element(depth: depth + 1, scope: scope)
            case 5: content += "<!--\(pick(["", " x ", "a-b", "é<&>\r\n"]))-->"
            case 6: content += "<![CDATA[\(pick(["", "<x>&amp;", "]] >", "é\r\n"]))]]>"
            default: content += piece(ofValue: false)
            }
        }
        if content.isEmpty, happens(50) { return "<\(tag)/>" }
        return "<\(tag)>\(content)</\(name)\(pick(["", " ", "\n"]))>"
    }

    private mutating func piece(ofValue isValue: Bool) -> String {
        pick([
            "x", " ", "\n", "\t", "\r\n", "&#13;", "&#10;", "&#9;", "&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "é",
            "\u{1F600}", "&#38;lt;", "&#x20;", "'", isValue ? "" : "\"", ">", "a longer piece of text",
        ])
    }
}
