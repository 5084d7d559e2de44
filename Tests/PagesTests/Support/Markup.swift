/// HTML as an independent, strict and small reader sees it: start tags with attributes, end tags, and text.
struct Markup {
    struct Element: Equatable {
        let name: String
        let attributes: [(name: String, value: String)]

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

        static func == (left: Element, right: Element) -> Bool {
            left.name == right.name && left.attributes.map(\.name) == right.attributes.map(\.name)
        }
    }

    /// What is between the tags, or a tag.
    enum Piece {
        case start(Element)
        case end(String)
        case text(String)
    }

    enum Malformed: Error { case at(String) }

    let pieces: [Piece]

    var elements: [Element] {
        pieces.compactMap { if case .start(let element) = $0 { element } else { nil } }
    }

    func elements(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// All text together, references resolved.
    var text: String { pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined() }

    /// Tags and the names of their attributes, in order.
    var skeleton: [String] {
        pieces.compactMap { piece in
            switch piece {
            case .start(let element): "<\(element.name) \(element.attributes.map(\.name).joined(separator: " "))>"
            case .end(let name): "</\(name)>"
            case .text: nil
            }
        }
    }

    init(_ html: String) throws {
        var pieces: [Piece] = []
        // Scalar by scalar, as browsers do: a `<` with a combining mark behind it is a `<`.
        var rest = html.unicodeScalars.map(Character.init)[...]
        while let open = rest.firstIndex(of: "<") {
            if open > rest.startIndex { pieces.append(.text(try Markup.resolve(rest[..<open]))) }
            rest = rest[rest.index(after: open)...]
            let (piece, after) = try Markup.tag(rest)
            pieces.append(piece)
            rest = after
        }
        pieces.append(.text(try Markup.resolve(rest)))
        self.pieces = pieces
    }

    private static func tag(_ from: ArraySlice<Character>) throws -> (Piece, ArraySlice<Character>) {
        var rest = from
        let isEnd = rest.first == "/"
        if isEnd { rest = rest.dropFirst() }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "!" }
        guard !name.isEmpty else { throw Malformed.at(String(from.prefix(40))) }
        rest = rest.dropFirst(name.count)
        var attributes: [(String, String)] = []
        while let next = rest.first {
            if next == ">" {
                let own = String(name).lowercased()
                return (isEnd ? .end(own) : .start(Element(name: own, attributes: attributes)), rest.dropFirst())
            } else if next.isWhitespace || next == "/" {
                rest = rest.dropFirst()
            } else {
                let attribute = rest.prefix { $0 != "=" && $0 != ">" && $0 != "/" && !$0.isWhitespace }
                guard !attribute.isEmpty else { throw Malformed.at(String(from.prefix(80))) }
                rest = rest.dropFirst(attribute.count)
                var value = ""
                if rest.first == "=" {
                    guard rest.dropFirst().first == "\"" else { throw Malformed.at(String(from.prefix(80))) }
                    let inner = rest.dropFirst(2)
                    guard let quote = inner.firstIndex(of: "\"") else { throw Malformed.at(String(from.prefix(80))) }
                    value = try resolve(inner[..<quote])
                    rest = inner[inner.index(after: quote)...]
                }
                attributes.append((String(attribute).lowercased(), value))
            }
        }
        throw Malformed.at(String(from.prefix(80)))
    }

    private static let references = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'", "nbsp": "\u{A0}",
    ]

    private static func resolve(_ text: ArraySlice<Character>) throws -> String {
        guard !text.contains("<") else { throw Malformed.at(String(text)) }
        var out = ""
        var rest = text
        while let ampersand = rest.firstIndex(of: "&") {
            out += rest[..<ampersand]
            let behind = rest[rest.index(after: ampersand)...]
            guard let end = behind.firstIndex(of: ";"), let value = references[String(behind[..<end])] else {
                throw Malformed.at(String(behind.prefix(20)))
            }
            out += value
            rest = behind[behind.index(after: end)...]
        }
        return out + rest
    }
}
