public import Essentials

/// What groups are called, by the ids that a provider tells them by (Entra's object ids).
public struct GroupNames: Sendable, Equatable {
    private let names: [ExactString: String]
    private let given: Set<ExactString>

    /// Rows that are read at most.
    public static let maximumRows = 100_000

    /// No table: every group goes by what the provider calls it.
    public static let none = GroupNames([:])

    /// Names by id.
    public init(_ names: [ExactString: String]) {
        self.names = names
        given = Set(names.values.map { ExactString($0) })
    }

    /// True where there is no table.
    public var isEmpty: Bool { names.isEmpty }

    /// How many groups have a name.
    public var count: Int { names.count }

    /// What the groups of a person are called. An id without a name stays as it is; what merely spells a name of the
    /// table, and is no id of it, is left out: whoever may name a group at the provider must not choose whose rules
    /// it falls under.
    public func names(of groups: [String]) -> [String] {
        guard !names.isEmpty else { return groups }
        return groups.compactMap { group in
            let id = ExactString(group)
            if let name = names[id] { return name }
            return given.contains(id) ? nil : group
        }
    }
}

/// Why a table of groups is none.
public enum GroupNamesError: Reportable, Equatable {
    case malformed(line: Int, String)
    case repeated(id: String, line: Int)
    case tooMany(limit: Int)

    /// A stable code.
    public var reason: String {
        switch self {
        case .malformed: "group-names-malformed"
        case .repeated: "group-names-repeated"
        case .tooMany: "group-names-too-many"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .malformed(let line, let why): "line \(line) of the table of groups \(why)"
        case .repeated(let id, let line): "line \(line) of the table of groups gives `\(id)` a second name"
        case .tooMany(let limit): "the table of groups has more than \(limit) lines"
        }
    }

    /// What would do.
    public var remedy: String? {
        switch self {
        case .malformed: "write one group a line: its id, a comma, its name"
        case .repeated: "leave one of the lines"
        case .tooMany: "leave out groups that no rule names"
        }
    }
}

extension GroupNames {
    /// Reads a table of comma-separated values (RFC 4180): id and name a line. A first line of column names is known
    /// by one called `id`, `objectId` or `group_id`; then the columns may stand in any order among others, as in the
    /// lists that Entra's portal gives out. Empty lines, and those that begin with `#`, are passed over.
    public init(csv text: String) throws(GroupNamesError) {
        var names: [ExactString: String] = [:]
        var columns = (id: 0, name: 1)
        var isFirst = true
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            guard index < GroupNames.maximumRows else { throw .tooMany(limit: GroupNames.maximumRows) }
            let number = index + 1
            guard let fields = GroupNames.fields(of: String(decoding: line, as: UTF8.self)) else {
                throw .malformed(line: number, "has a quotation mark that is not closed or stands within a value")
            }
            guard fields.contains(where: { !$0.isEmpty }), !fields[0].startsExactly(with: "#") else { continue }
            if isFirst, let named = GroupNames.columns(fields) {
                (columns, isFirst) = (named, false)
                continue
            }
            isFirst = false
            guard fields.count > max(columns.id, columns.name), !fields[columns.id].isEmpty,
                !fields[columns.name].isEmpty
            else { throw .malformed(line: number, "has no id or no name") }
            let id = ExactString(fields[columns.id])
            guard names.updateValue(fields[columns.name], forKey: id) == nil else {
                throw .repeated(id: id.text, line: number)
            }
        }
        self.init(names)
    }

    private static func columns(_ fields: [String]) -> (id: Int, name: Int)? {
        let names = fields.map { $0.lowercased() }
        guard let id = names.firstIndex(where: { ["id", "objectid", "group_id"].contains($0) }),
            let name = names.firstIndex(where: { ["name", "displayname", "group_name"].contains($0) })
        else { return nil }
        return (id, name)
    }

    /// The values of a line, white space around them left out; `nil` where its quotation marks are not in order.
    private static func fields(of line: String) -> [String]? {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var wasQuoted = false
        var bytes = Array(line.utf8)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && index < bytes.count && bytes[index] == byte:
                fields[fields.count - 1].append(byte)
                index += 1
            case UInt8(ascii: "\"") where isQuoted: isQuoted = false
            case UInt8(ascii: "\"") where fields[fields.count - 1].allSatisfy { $0 == 0x20 } && !wasQuoted:
                fields[fields.count - 1] = []
                (isQuoted, wasQuoted) = (true, true)
            case UInt8(ascii: "\""): return nil
            case UInt8(ascii: ",") where !isQuoted:
                fields.append([])
                wasQuoted = false
            default: fields[fields.count - 1].append(byte)
            }
        }
        guard !isQuoted else { return nil }
        return fields.map { field in
            let start = field.drop { $0 == 0x20 || $0 == 0x09 }
            let end = start.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start.startIndex
            return String(decoding: start[..<end], as: UTF8.self)
        }
    }
}
