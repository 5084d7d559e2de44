public import Essentials

/// Where files come from. Handed in, so that a test and development mode can bring their own.
public protocol FileReading: Sendable {
    /// The bytes of a file.
    func read(_ path: String, limit: Int) throws(FileReadingError) -> [UInt8]
    /// The names in a directory, in no particular order.
    func names(in directory: String) throws(FileReadingError) -> [String]
}

/// Why a file was not read.
public enum FileReadingError: Reportable, Equatable {
    /// There is none.
    case absent(String)
    /// The system refused; its words.
    case unreadable(String, why: String)
    /// It holds more than is read.
    case tooLarge(String, limit: Int)

    /// A stable code.
    public var reason: String {
        switch self {
        case .absent: "file-absent"
        case .unreadable: "file-unreadable"
        case .tooLarge: "file-too-large"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .absent(let path): "there is no file `\(path)`"
        case .unreadable(let path, let why): "`\(path)` cannot be read: \(why)"
        case .tooLarge(let path, let limit): "`\(path)` holds more than \(limit) bytes"
        }
    }
}

/// Files held in memory.
public struct MemoryFiles: FileReading {
    private let files: [String: [UInt8]]

    /// These files, by path.
    public init(_ files: [String: [UInt8]]) { self.files = files }

    /// These texts, by path.
    public init(texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

    /// The bytes of a file.
    public func read(_ path: String, limit: Int) throws(FileReadingError) -> [UInt8] {
        guard let bytes = files[path] else { throw .absent(path) }
        guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
        return bytes
    }

    /// The names of the files directly within a directory.
    public func names(in directory: String) throws(FileReadingError) -> [String] {
        let prefix = directory.isEmpty || directory == "." ? "" : directory + "/"
        let names = files.keys.filter { $0.startsExactly(with: prefix) }.map { String($0.dropFirst(prefix.count)) }
            .filter { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "/")) }
        guard !names.isEmpty else { throw .absent(directory) }
        return names
    }
}
