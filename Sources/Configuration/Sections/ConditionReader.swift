import Essentials
import Federation
import Patterns

/// `when`: claims and what they must be, joined by all, any and not.
struct ConditionReader {
    let context: ReadingContext

    /// A map of conditions that must all hold.
    func read(_ node: SourceNode, _ path: String) -> Condition? {
        guard let entries = MapReader.entries(of: node, path: path, context: context) else { return nil }
        guard !entries.isEmpty else {
            context.error(
                at: node.place, "`\(path)` is empty, which would hold for everybody",
                remedy: "write `sub: {exists: true}` where everybody is meant")
            return nil
        }
        let parts = entries.map { condition($0, path) }
        guard !parts.contains(where: { $0 == nil }) else { return nil }
        let found = parts.compactMap { $0 }
        return found.count == 1 ? found.first : .all(found)
    }

    private func condition(_ entry: MapReader.Entry, _ path: String) -> Condition? {
        let inner = "\(path).\(entry.name)"
        switch entry.name {
        case "all": return parts(entry, inner).map { .all($0) }
        case "any": return parts(entry, inner).map { .any($0) }
        case "not": return parts(entry, inner).map { $0.count == 1 ? .not($0[0]) : .not(.any($0)) }
        case "group": return test(entry.value, inner).map { .claim(.group, $0) }
        default:
            guard !entry.name.isEmpty else {
                context.error(at: entry.key.place, "`\(path)` has a key that is empty")
                return nil
            }
            return test(entry.value, inner).map { .claim(.named(entry.name), $0) }
        }
    }

    private func parts(_ entry: MapReader.Entry, _ path: String) -> [Condition]? {
        let list = entry.value.list
        guard !list.isEmpty else {
            context.error(at: entry.key.place, "`\(path)` is empty")
            return nil
        }
        let parts = list.map { read($0, path) }
        return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
    }

    private func test(_ node: SourceNode, _ path: String) -> ClaimTest? {
        if node.isNothing {
            context.error(
                at: node.place, "`\(path)` says nothing", remedy: "write a value, or `{exists: false}` for no claim")
            return nil
        }
        if node.isList { return anyOf(node, path) { plain($0, path) } }
        if node.isMap { return operation(node, path) }
        return plain(node, path)
    }

    /// A text: a glob where it has a `*`, else the value itself.
    private func plain(_ node: SourceNode, _ path: String, ignoringCase: Bool = false) -> ClaimTest? {
        guard let text = node.text(path, context)?.text else { return nil }
        return text.utf8.contains(UInt8(ascii: "*"))
            ? .glob(Glob(text), pattern: text, ignoringCase: ignoringCase)
            : .equals(text, ignoringCase: ignoringCase)
    }

    private func anyOf(_ node: SourceNode, _ path: String, _ read: (SourceNode) -> ClaimTest?) -> ClaimTest? {
        let list = node.list
        guard !list.isEmpty else {
            context.error(at: node.place, "`\(path)` is an empty list, which never holds")
            return nil
        }
        let tests = list.map(read)
        guard !tests.contains(where: { $0 == nil }) else { return nil }
        let found = tests.compactMap { $0 }
        return found.count == 1 ? found.first : .anyOf(found)
    }

    private func operation(_ node: SourceNode, _ path: String) -> ClaimTest? {
        guard let map = MapReader(node, schema: .claimTest, path: path, context: context) else { return nil }
        let operations = map.entries.filter { $0.name != "ignore_case" }
        guard operations.count == 1, let operation = operations.first else {
            // An unknown key has been reported already, and would be reported twice.
            if node.pairs?.count == map.entries.count {
                context.error(
                    at: node.place, "`\(path)` must have exactly one of equals, glob, matches, in, exists",
                    remedy: "join several by `all:`")
            }
            return nil
        }
        let ignoringCase = map.flag("ignore_case") ?? false
        let inner = map.path(of: operation.name)
        switch operation.name {
        case "exists":
            if map.has("ignore_case") {
                map.error("ignore_case", "`\(path).ignore_case` has no meaning beside `exists`")
            }
            return map.flag("exists").map { .exists($0) }
        case "matches": return anyOf(operation.value, inner) { expression($0, inner, ignoringCase) }
        case "glob":
            return anyOf(operation.value, inner) { item in
                item.text(inner, context).map { .glob(Glob($0.text), pattern: $0.text, ignoringCase: ignoringCase) }
            }
        default:
            return anyOf(operation.value, inner) { item in
                item.text(inner, context).map { .equals($0.text, ignoringCase: ignoringCase) }
            }
        }
    }

    private func expression(_ node: SourceNode, _ path: String, _ ignoringCase: Bool) -> ClaimTest? {
        guard let text = node.text(path, context)?.text else { return nil }
        guard !ConditionReader.ignoresCase(text) else {
            context.error(
                at: node.place, "`\(path)` is `\(text)`, which ignores letter case by a flag of its own",
                remedy: "leave the flag `i` out and write `ignore_case: true` beside it")
            return nil
        }
        do {
            let expression = try RegularExpression(text, ignoresCase: ignoringCase)
            for name in expression.captureNames where Template.reservedNames.contains(name) {
                context.error(
                    at: node.place, "`\(path)` has a group named `\(name)`, which means something else in templates",
                    remedy: "give it another name")
                return nil
            }
            return .matches(expression, pattern: text, ignoringCase: ignoringCase)
        } catch {
            context.error(at: node.place, "`\(path)`: \(error.detail)", remedy: error.remedy)
            return nil
        }
    }

    /// True where a group of flags, `(?i)` or `(?si:…)`, switches letter case off. By such a flag Unicode's folding
    /// makes the Kelvin sign a `k`; `ignore_case: true` does not.
    private static func ignoresCase(_ pattern: String) -> Bool {
        var reader = ByteReader(pattern.bytes)
        while let byte = reader.next() {
            if byte == UInt8(ascii: "\\") { _ = reader.next() }
            guard byte == UInt8(ascii: "("), reader.peek() == UInt8(ascii: "?") else { continue }
            _ = reader.next()
            flags: while let flag = reader.peek() {
                switch flag {
                case UInt8(ascii: "i"): return true
                case UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "U"): _ = reader.next()
                default: break flags
                }
            }
        }
        return false
    }
}
