import Essentials
import Federation

/// A text of the configuration, after `env:` and `file:` were followed.
struct LocatedText {
    /// Where the text itself came from.
    enum Origin {
        case literal
        case environment(String)
        case file(String)
    }

    let text: String
    let origin: Origin
    let place: SourcePlace

    /// ` from file:PATH`, for a message about what stands there; nothing for what stands in the configuration itself.
    var fromWhere: String {
        if case .literal = origin { return "" }
        return " from `\(sourceInWords)`"
    }

    /// How the value is shown where it may be a secret.
    var sourceInWords: String {
        switch origin {
        case .literal: "«secret»"
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }
}

extension SourceNode {
    /// The text of a scalar; `env:NAME` and `file:PATH` are followed, one trailing newline dropped.
    func text(_ path: String, _ context: ReadingContext) -> LocatedText? {
        guard let written else {
            context.error(at: place, "`\(path)` must be a text, and is \(kind)")
            return nil
        }
        if written.startsExactly(with: "env:") { return environmentText(String(written.dropFirst(4)), path, context) }
        if written.startsExactly(with: "file:") { return fileText(String(written.dropFirst(5)), path, context) }
        return LocatedText(text: written, origin: .literal, place: place)
    }

    private func environmentText(_ name: String, _ path: String, _ context: ReadingContext) -> LocatedText? {
        guard let value = context.environment[name] else {
            context.error(
                at: place, "`\(path)` names the environment variable `\(name)`, which is not set",
                remedy: "set it where the gateway is started")
            return nil
        }
        return LocatedText(text: SourceNode.withoutNewline(value), origin: .environment(name), place: place)
    }

    private func fileText(_ written: String, _ path: String, _ context: ReadingContext) -> LocatedText? {
        do {
            let bytes = try context.read(source.resolve(written))
            guard let text = String(strictUTF8: bytes) else {
                context.error(at: place, "`\(path)` names the file `\(written)`, which is not UTF-8")
                return nil
            }
            return LocatedText(text: SourceNode.withoutNewline(text), origin: .file(written), place: place)
        } catch {
            context.error(
                at: place, "`\(path)` names the file `\(written)`: \(error.detail)",
                remedy: "a relative path starts at the file it stands in")
            return nil
        }
    }

    private static func withoutNewline(_ text: String) -> String {
        var bytes = text.bytes
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
