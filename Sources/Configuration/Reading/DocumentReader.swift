import Essentials
import Federation
import Patterns
import YAMLDocuments

/// The configuration's file and all that it includes, as one set of top-level entries.
struct DocumentReader {
    let context: ReadingContext

    /// Sections whose entries are gathered from all files; every other key may stand in one file only.
    private static let gathered = ["providers", "issuers", "accounts", "roles", "users", "rules", "tags", "resources"]

    /// Top-level entries by key, in the order of the files.
    struct Document {
        let place: SourcePlace
        var entries: [MapReader.Entry] = []

        /// Every value of one key.
        func all(_ key: String) -> [SourceNode] { entries.filter { $0.name.isExactly(key) }.map(\.value) }
    }

    /// Reads the file at a path, then what it includes, in name order.
    func read(_ path: String) -> Document? {
        guard let root = root(of: path, at: SourcePlace(file: path, line: 1, column: 1)) else { return nil }
        var document = Document(place: root.place)
        guard let own = MapReader.entries(of: root, path: "", context: context) else { return nil }
        add(own, to: &document)
        for include in document.all("include").flatMap(\.list) {
            for file in files(of: include) { add(file, includedAt: include.place, to: &document) }
        }
        return document
    }

    private func root(of path: String, at place: SourcePlace) -> SourceNode? {
        let bytes: [UInt8]
        do { bytes = try context.read(path) } catch {
            context.error(at: place, error)
            return nil
        }
        do {
            guard let node = try YAMLDocument.parse(bytes) else {
                context.error(at: SourcePlace(file: path, line: 1, column: 1), "the file is empty")
                return nil
            }
            return SourceNode(source: SourceFile(path: path), node: node)
        } catch {
            let place = error.place.map { SourcePlace(file: path, line: $0.line, column: $0.column) }
            context.error(at: place ?? SourcePlace(file: path, line: 1, column: 1), error)
            return nil
        }
    }

    private func add(_ path: String, includedAt place: SourcePlace, to document: inout Document) {
        guard let root = root(of: path, at: place),
            let entries = MapReader.entries(of: root, path: "", context: context)
        else { return }
        for entry in entries where entry.name.isExactly("include") {
            context.error(
                at: entry.key.place, "an included file includes nothing itself",
                remedy: "name all files under `include` of the first one")
        }
        add(entries.filter { !$0.name.isExactly("include") }, to: &document)
    }

    private func add(_ entries: [MapReader.Entry], to document: inout Document) {
        for entry in entries {
            let first = document.entries.first { $0.name.isExactly(entry.name) }
            if let first, !DocumentReader.gathered.contains(entry.name) {
                duplicate("`\(entry.name)`", entry.key.place, first: first.key.place)
            } else {
                document.entries.append(entry)
            }
        }
    }

    /// The files that one entry of `include` names.
    private func files(of include: SourceNode) -> [String] {
        guard let written = include.text("include", context)?.text, !written.isEmpty else { return [] }
        let path = include.source.resolve(written)
        guard written.utf8.contains(UInt8(ascii: "*")) else { return [path] }
        let directory = SourceFile.directory(of: path)
        guard !directory.utf8.contains(UInt8(ascii: "*")) else {
            context.error(at: include.place, "`\(written)` has a `*` before its last `/`")
            return []
        }
        let prefix = directory.isEmpty ? "" : directory == "/" ? "/" : directory + "/"
        let glob = Glob(String(path.dropFirst(prefix.count)))
        do {
            let names = try context.files.names(in: directory.isEmpty ? "." : directory)
            // As shells have it, a name that starts with a point is not meant by `*`.
            return names.filter { glob.matches($0) && !$0.startsExactly(with: ".") }
                .sorted { ExactString($0) < ExactString($1) }.map { prefix + $0 }
        } catch {
            context.error(at: include.place, error)
            return []
        }
    }

    /// The entries of a section that is a map, from all files; a key that stands twice is reported.
    func section(_ key: String, of document: Document) -> [MapReader.Entry] {
        var entries: [MapReader.Entry] = []
        for node in document.all(key) {
            for entry in MapReader.entries(of: node, path: key, context: context) ?? [] {
                if let first = entries.first(where: { $0.name.isExactly(entry.name) }) {
                    duplicate("`\(key).\(entry.name)`", entry.key.place, first: first.key.place)
                } else {
                    entries.append(entry)
                }
            }
        }
        return entries
    }

    private func duplicate(_ what: String, _ place: SourcePlace, first: SourcePlace) {
        context.error(at: place, "\(what) stands twice; first at \(first)", remedy: "leave one of them")
    }
}
