import Essentials
import Federation
import YAMLDocuments

/// What one reading of the configuration gathers. Lives on one thread, for one call.
final class ReadingContext {
    let environment: [String: String]
    let files: any FileReading
    /// By which certificates and metadata are judged.
    let clock: any WallClock
    private(set) var findings: [Finding] = []
    private(set) var effective: [EffectiveSetting] = []
    private(set) var filesRead: [String] = []

    /// Bytes of a file that a value is taken from.
    static let maximumReferencedBytes = 1_048_576

    init(environment: [String: String], files: any FileReading, clock: any WallClock) {
        self.environment = environment
        self.files = files
        self.clock = clock
    }

    var hasErrors: Bool { findings.contains { $0.severity == .error } }

    /// The findings by file, in the order the files were read, then by line and column.
    var sortedFindings: [Finding] {
        let order = Dictionary(filesRead.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        return findings.enumerated().sorted { left, right in
            let (a, b) = (left.element.place, right.element.place)
            return (order[a.file] ?? .max, a.line, a.column, left.offset)
                < (order[b.file] ?? .max, b.line, b.column, right.offset)
        }.map(\.element)
    }

    func error(at place: SourcePlace, _ message: String, remedy: String? = nil) {
        report(Finding(.error, at: place, message, remedy: remedy))
    }

    func error(at place: SourcePlace, _ error: some Reportable) {
        report(Finding(.error, at: place, error.detail, remedy: error.remedy))
    }

    func warning(at place: SourcePlace, _ message: String, remedy: String? = nil) {
        report(Finding(.warning, at: place, message, remedy: remedy))
    }

    private func report(_ finding: Finding) {
        // A value that two readers look at is reported once.
        if !findings.contains(finding) { findings.append(finding) }
    }

    func note(_ key: String, _ value: String, _ source: EffectiveSetting.Source) {
        effective.append(EffectiveSetting(key: key, value: value, source: source))
    }

    func read(
        _ path: String, limit: Int = ReadingContext.maximumReferencedBytes
    ) throws(FileReadingError) -> [UInt8] {
        let bytes = try files.read(path, limit: limit)
        if !filesRead.contains(path) { filesRead.append(path) }
        return bytes
    }
}

/// A file of the configuration.
struct SourceFile {
    /// As it is named in findings.
    let path: String

    /// The directory that relative paths start from.
    var directory: String { SourceFile.directory(of: path) }

    /// A path as written in this file, made relative to its directory.
    func resolve(_ written: String) -> String {
        guard !written.startsExactly(with: "/"), !directory.isEmpty else { return written }
        return directory == "/" ? "/" + written : directory + "/" + written
    }

    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }
}

/// A node, and the file it stands in.
struct SourceNode {
    let source: SourceFile
    let node: YAMLNode

    var place: SourcePlace { SourcePlace(file: source.path, line: node.line, column: node.column) }

    /// True for an empty value, `~` and `null` without quotes: what YAML calls null.
    var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = node.content else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }

    /// The elements of a list; a single value is a list of one, nothing is an empty list.
    var list: [SourceNode] {
        if isNothing { return [] }
        return node.elements.map { $0.map { SourceNode(source: source, node: $0) } } ?? [self]
    }

    /// The pairs of a map.
    var pairs: [(key: SourceNode, value: SourceNode)]? {
        node.pairs?.map { (SourceNode(source: source, node: $0.key), SourceNode(source: source, node: $0.value)) }
    }

    /// The text of a scalar, as written.
    var written: String? { node.text }

    var isMap: Bool { node.pairs != nil }
    var isList: Bool { node.elements != nil }

    /// What kind of value it is, in words.
    var kind: String {
        switch node.content {
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a map"
        }
    }
}
