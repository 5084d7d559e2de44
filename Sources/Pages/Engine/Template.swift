import Essentials

/// One parsed template.
///
/// `{{name}}` puts a value in, escaped; `{{#name}}…{{/name}}` is shown where the value is there, true, or once
/// for each of a list; `{{^name}}…{{/name}}` where it is not; `{{>file}}` includes another template. There is
/// nothing else: no logic, and no way to put in anything unescaped.
struct Template: Sendable {
    /// Where a value stands in the mark-up.
    enum Place: Sendable, Equatable {
        /// Between tags, or within a quoted attribute.
        case text
        /// At the beginning of a quoted `href`, `src`, `action` or the like.
        case link
    }

    /// A piece of the template.
    indirect enum Node: Sendable {
        case literal([UInt8])
        case value(name: String, Place)
        case section(name: String, isInverted: Bool, [Node])
        case include(String)
    }

    let name: String
    let nodes: [Node]

    /// Sections within sections, and templates within templates, at most.
    static let maximumDepth = 16

    /// Parses a template and refuses mark-up that would run against the pages' policy.
    ///
    /// - Throws: `TemplateError.malformed`, `.unsafe`.
    init(name: String, _ bytes: [UInt8]) throws(TemplateError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(template: name, line: 1, "not UTF-8")
        }
        var parser = TemplateParser(name: name, text: text)
        self.name = name
        nodes = try parser.parse()
    }
}

/// Reads a template from front to back.
private struct TemplateParser {
    private let name: String
    private var rest: Substring
    private var markup: MarkupReader

    init(name: String, text: String) {
        self.name = name
        rest = text[...]
        markup = MarkupReader(template: name)
    }

    mutating func parse() throws(TemplateError) -> [Template.Node] {
        let nodes = try nodes(until: nil, depth: 0)
        guard markup.state == .text else { throw malformed("it ends within a tag") }
        return nodes
    }

    private mutating func nodes(
        until section: String?, depth: Int
    ) throws(TemplateError) -> [Template.Node] {
        let beginning = markup.line
        guard depth < Template.maximumDepth else { throw malformed("sections within sections without end") }
        var nodes: [Template.Node] = []
        while let open = rest.firstRange(of: "{{") {
            let literal = rest[..<open.lowerBound]
            if !literal.isEmpty { nodes.append(.literal(try take(literal))) }
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw malformed("`{{` without `}}`") }
            let tag = String(rest[..<close.lowerBound])
            rest = rest[close.upperBound...]
            switch tag.first {
            case "#", "^": nodes.append(try self.section(tag, depth: depth))
            case "/":
                guard let section, String(tag.dropFirst()).isExactly(section) else {
                    throw malformed("`{{\(tag)}}` closes nothing that is open here")
                }
                return nodes
            case ">":
                guard markup.state == .text else { throw malformed("`{{\(tag)}}` stands within a tag") }
                nodes.append(.include(try checked(String(tag.dropFirst()))))
            default: nodes.append(.value(name: try checked(tag), try markup.place()))
            }
        }
        if let section {
            throw .malformed(template: name, line: beginning, "the section `\(section)` is not closed")
        }
        if !rest.isEmpty { nodes.append(.literal(try take(rest))) }
        return nodes
    }

    /// A section's inner part may be shown or not, or often: either way the mark-up around it must hold.
    private mutating func section(_ tag: String, depth: Int) throws(TemplateError) -> Template.Node {
        let name = try checked(String(tag.dropFirst()))
        guard !markup.isInLink else {
            throw .unsafe(
                template: self.name, line: markup.line, "`{{\(tag)}}` in an attribute that leads somewhere")
        }
        let begun = markup
        let inner = try nodes(until: name, depth: depth + 1)
        guard markup.isLevel(with: begun) else {
            throw malformed("`{{/\(name)}}` does not stand where `{{\(tag)}}` stood: in text, or in the same tag")
        }
        markup.leaveSection(begunAt: begun)
        return .section(name: name, isInverted: tag.first == "^", inner)
    }

    private mutating func take(_ literal: Substring) throws(TemplateError) -> [UInt8] {
        try markup.read(literal.utf8)
        return Array(literal.utf8)
    }

    private func checked(_ name: String) throws(TemplateError) -> String {
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
        guard isName else { throw malformed("`\(name)` is not a name") }
        return name
    }

    private func malformed(_ what: String) -> TemplateError {
        .malformed(template: name, line: markup.line, what)
    }
}
