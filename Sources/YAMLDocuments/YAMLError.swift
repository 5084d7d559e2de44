public import Essentials

/// A place in a file, both from 1.
public struct YAMLPlace: Sendable, Equatable, CustomStringConvertible {
    /// The line.
    public let line: Int
    /// The column, in characters.
    public let column: Int

    /// `line L column C`.
    public var description: String { "line \(line) column \(column)" }
}

/// Why a file is not taken as YAML.
public enum YAMLError: Reportable, Equatable {
    /// More bytes than are read.
    case tooLarge(bytes: Int, limit: Int)
    /// Deeper than is read.
    case tooDeep(YAMLPlace, limit: Int)
    /// More nodes than are read.
    case tooManyNodes(YAMLPlace, limit: Int)
    /// Not UTF-8.
    case notUTF8(YAMLPlace)
    /// Not YAML; `why` are libyaml's words.
    case malformed(YAMLPlace, why: String)
    /// A key that stands twice in one mapping.
    case duplicateKey(String, YAMLPlace, first: YAMLPlace)
    /// A key that is itself a sequence or a mapping.
    case keyIsNoText(YAMLPlace)
    /// An anchor (`&name`).
    case anchor(String, YAMLPlace)
    /// An alias (`*name`).
    case alias(String, YAMLPlace)
    /// A tag (`!name`) or `%TAG` line.
    case tag(String, YAMLPlace)
    /// A second document.
    case secondDocument(YAMLPlace)
    /// The machine is out of memory.
    case outOfMemory

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLarge: "yaml-too-large"
        case .tooDeep: "yaml-too-deep"
        case .tooManyNodes: "yaml-too-many-nodes"
        case .notUTF8: "yaml-not-utf-8"
        case .malformed: "yaml-malformed"
        case .duplicateKey: "yaml-duplicate-key"
        case .keyIsNoText: "yaml-key-is-no-text"
        case .anchor: "yaml-anchor"
        case .alias: "yaml-alias"
        case .tag: "yaml-tag"
        case .secondDocument: "yaml-second-document"
        case .outOfMemory: "yaml-out-of-memory"
        }
    }

    /// Where it is, except where the whole file is meant.
    public var place: YAMLPlace? {
        switch self {
        case .tooLarge, .outOfMemory: nil
        case .tooDeep(let place, _), .tooManyNodes(let place, _), .notUTF8(let place), .malformed(let place, _),
            .duplicateKey(_, let place, _), .keyIsNoText(let place), .anchor(_, let place), .alias(_, let place),
            .tag(_, let place), .secondDocument(let place):
            place
        }
    }

    /// What was wrong, without the place.
    public var detail: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the file has \(bytes) bytes; at most \(limit) are read"
        case .tooDeep(_, let limit): "the file nests deeper than \(limit) levels"
        case .tooManyNodes(_, let limit): "the file holds more than \(limit) values"
        case .notUTF8: "the file is not UTF-8"
        case .malformed(_, let why): "this is not YAML: \(why)"
        case .duplicateKey(let key, _, let first): "the key `\(key)` stands twice; first at \(first)"
        case .keyIsNoText: "a key must be a text"
        case .anchor(let name, _): "the anchor `&\(name)` is not taken"
        case .alias(let name, _): "the alias `*\(name)` is not taken"
        case .tag(let tag, _): "the tag `\(tag)` is not taken"
        case .secondDocument: "a second document starts here"
        case .outOfMemory: "no memory was left to read the file"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .anchor, .alias: "write the value out; a text that starts with `*` or `&` needs quotes"
        case .tag: "leave the tag out; a text that starts with `!` needs quotes"
        case .duplicateKey: "leave one of them"
        case .secondDocument: "put it into a file of its own"
        case .notUTF8: "save the file as UTF-8"
        case .tooLarge, .tooDeep, .tooManyNodes, .malformed, .keyIsNoText, .outOfMemory: nil
        }
    }
}
