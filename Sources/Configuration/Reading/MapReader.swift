import Essentials
import Federation
import YAMLDocuments

/// One map of the configuration, read against its schema. What does not fit is reported, with its place.
struct MapReader {
    /// One key with its value.
    struct Entry {
        let name: String
        let key: SourceNode
        let value: SourceNode
    }

    /// Where the map stands in the file, as in `providers.google`; empty for the file itself.
    let path: String
    let place: SourcePlace
    let context: ReadingContext
    let entries: [Entry]

    /// Reads a map; `nil` where it is none. Unknown and unbuilt keys are reported and left out.
    init?(_ node: SourceNode, schema: MapSchema, path: String, context: ReadingContext) {
        guard let all = MapReader.entries(of: node, path: path, context: context) else { return nil }
        self.init(all, at: node.place, schema: schema, path: path, context: context)
    }

    /// Takes entries gathered from one file or several.
    init(
        _ all: [Entry], at place: SourcePlace, schema: MapSchema, path: String, context: ReadingContext
    ) {
        self.path = path
        self.place = place
        self.context = context
        entries = all.filter { MapReader.isTaken($0, schema: schema, path: path, context: context) }
    }

    /// The pairs of a map whose keys the author chooses (`providers`, `accounts`); nothing is an empty map.
    static func entries(of node: SourceNode, path: String, context: ReadingContext) -> [Entry]? {
        if node.isNothing { return [] }
        guard let pairs = node.node.pairs else {
            context.error(
                at: node.place, "\(path.isEmpty ? "the file" : "`\(path)`") must be a map, and is \(node.kind)")
            return nil
        }
        return pairs.map {
            Entry(
                name: $0.key.text ?? "", key: SourceNode(source: node.source, node: $0.key),
                value: SourceNode(source: node.source, node: $0.value))
        }
    }

    private static func isTaken(
        _ entry: Entry, schema: MapSchema, path: String, context: ReadingContext
    ) -> Bool {
        let place = path.isEmpty ? "at the top of the file" : "under `\(path)`"
        guard let key = schema.key(entry.name) else {
            let nearest = NearestName.find(entry.name, among: schema.keys.map(\.name))
            context.error(
                at: entry.key.place,
                "`\(entry.name)` is not known \(place)" + (nearest.map { "; nearest: `\($0)`" } ?? ""),
                remedy: nearest == nil
                    ? "known: " + schema.keys.filter(\.isBuilt).map(\.name).joined(separator: ", ") : nil)
            return false
        }
        guard key.isBuilt else {
            context.error(
                at: entry.key.place, "`\(entry.name)` \(place) (\(key.meaning)) is not in this version",
                remedy: "leave it out")
            return false
        }
        if key.isNarrowing, entry.value.list.isEmpty {
            let written = path.isEmpty ? entry.name : "\(path).\(entry.name)"
            context.error(
                at: entry.key.place, "`\(written)` says nothing", remedy: "write a value, or leave the key out")
        }
        return true
    }

    func entry(_ key: String) -> Entry? { entries.first { $0.name.isExactly(key) } }

    func has(_ key: String) -> Bool { entry(key) != nil }

    /// The value, unless it is nothing.
    func node(_ key: String) -> SourceNode? {
        guard let value = entry(key)?.value, !value.isNothing else { return nil }
        return value
    }

    /// `providers.google.client_id`.
    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func error(_ key: String, _ message: String, remedy: String? = nil) {
        context.error(at: entry(key)?.value.place ?? place, message, remedy: remedy)
    }

    /// Reports a key that must be there and is not.
    func demand(_ key: String, remedy: String) {
        context.error(at: place, "`\(path(of: key))` is missing", remedy: remedy)
    }
}
