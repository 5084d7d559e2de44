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
        /// At the beginning of a quoted `href`, `src` or `action`.
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

    /// Parses a template and refuses mark-up that would run against the pages' policy.
    ///
    /// - Throws: `TemplateError.malformed`, `.unsafe`.
    init(name: String, _ bytes: [UInt8]) throws(TemplateError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(template: name, line: 1, "not UTF-8")
        }
        var parser = TemplateParser(name: name, text: text)
        self.name = name
        nodes = try parser.nodes(until: nil)
    }
}

/// Reads a template from front to back.
private struct TemplateParser {
    let name: String
    var rest: Substring
    var line = 1
    /// The literal text before the cursor, for judging where a value stands.
    var tail = ""
    /// Between `<` and `>`.
    var isInTag = false

    init(name: String, text: String) {
        self.name = name
        rest = text[...]
    }

    mutating func nodes(until section: String?) throws(TemplateError) -> [Template.Node] {
        var nodes: [Template.Node] = []
        while let open = rest.firstRange(of: "{{") {
            let literal = rest[..<open.lowerBound]
            if !literal.isEmpty { nodes.append(.literal(try take(literal))) }
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw malformed("`{{` without `}}`") }
            let tag = String(rest[..<close.lowerBound])
            rest = rest[close.upperBound...]
            switch tag.first {
            case "#", "^":
                let name = try checked(String(tag.dropFirst()))
                nodes.append(.section(name: name, isInverted: tag.first == "^", try self.nodes(until: name)))
            case "/":
                guard let section, String(tag.dropFirst()) == section else {
                    throw malformed("`{{\(tag)}}` closes nothing that is open here")
                }
                return nodes
            case ">": nodes.append(.include(try checked(String(tag.dropFirst()))))
            default: nodes.append(.value(name: try checked(tag), try place()))
            }
        }
        guard section == nil else { throw malformed("`{{#\(section ?? "")}}` is not closed") }
        if !rest.isEmpty { nodes.append(.literal(try take(rest))) }
        return nodes
    }

    private mutating func take(_ literal: Substring) throws(TemplateError) -> [UInt8] {
        try judge(literal)
        line += literal.utf8.count { $0 == UInt8(ascii: "\n") }
        tail = String((tail + literal).suffix(24))
        for byte in literal.utf8 {
            if byte == UInt8(ascii: "<") { isInTag = true }
            if byte == UInt8(ascii: ">") { isInTag = false }
        }
        return Array(literal.utf8)
    }

    /// Inline script and style do not run under the pages' policy; better said here than found in a browser.
    private func judge(_ literal: Substring) throws(TemplateError) {
        let lower = literal.lowercased()
        for refused in ["<style", " style=", "javascript:", "<base", "<iframe", "<object", "<embed"]
        where lower.contains(refused) {
            throw .unsafe(template: name, line: line, "`\(refused)` is not taken in a template")
        }
        for (index, part) in lower.split(separator: "<script", omittingEmptySubsequences: false).enumerated()
        where index > 0 && !part.hasPrefix(" src=") {
            throw .unsafe(template: name, line: line, "a script stands in the page itself")
        }
        for part in lower.split(separator: " on").dropFirst() {
            let word = part.prefix { $0.isLetter }
            if word.count > 2, part.dropFirst(word.count).hasPrefix("=\"") {
                throw .unsafe(template: name, line: line, "the attribute `on\(word)` is script in the page itself")
            }
        }
    }

    private func place() throws(TemplateError) -> Template.Place {
        if isInTag && tail.hasSuffix("=") {
            throw .unsafe(template: name, line: line, "an attribute's value without quotes")
        }
        return ["href=\"", "src=\"", "action=\""].contains(where: tail.hasSuffix) ? .link : .text
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

    private func malformed(_ what: String) -> TemplateError { .malformed(template: name, line: line, what) }
}
