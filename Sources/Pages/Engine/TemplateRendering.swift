/// Renders templates that include each other.
struct TemplateRendering: Sendable {
    let templates: [String: Template]

    /// A template with these values.
    ///
    /// - Parameter visitsEverything: every section is entered whatever its value, so that each name is met; for
    ///   judging a template at load.
    /// - Throws: `TemplateError`.
    func render(
        _ name: String, _ values: TemplateValues, visitsEverything: Bool = false
    ) throws(TemplateError) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(16_384)
        try write(
            try template(name).nodes, of: name, [values], &out, depth: 0, visitsEverything: visitsEverything)
        return out
    }

    private func template(_ name: String) throws(TemplateError) -> Template {
        guard let found = templates[name] else { throw .missing(name) }
        return found
    }

    private func write(
        _ nodes: [Template.Node], of name: String, _ scopes: [TemplateValues], _ out: inout [UInt8], depth: Int,
        visitsEverything: Bool
    ) throws(TemplateError) {
        guard depth < Template.maximumDepth else { throw .tooDeep(template: name) }
        for node in nodes {
            switch node {
            case .literal(let bytes): out += bytes
            case .include(let other):
                try write(
                    try template(other).nodes, of: other, scopes, &out, depth: depth + 1,
                    visitsEverything: visitsEverything)
            case .value(let wanted, let place):
                try TemplateRendering.put(try look(wanted, scopes, name), wanted, place, of: name, &out)
            case .section(let wanted, let isInverted, let inner):
                let shown = TemplateRendering.scopes(of: try look(wanted, scopes, name), wanted, of: name)
                var repeated = isInverted ? (shown.isEmpty ? [[:]] : []) : shown
                if visitsEverything && repeated.isEmpty { repeated = [[:]] }
                for scope in repeated {
                    try write(
                        inner, of: name, scopes + [scope], &out, depth: depth + 1, visitsEverything: visitsEverything)
                }
            }
        }
    }

    private func look(
        _ wanted: String, _ scopes: [TemplateValues], _ template: String
    ) throws(TemplateError) -> TemplateValue {
        for scope in scopes.reversed() {
            if let value = scope[wanted] { return value }
        }
        throw .unknownName(template: template, name: wanted)
    }

    /// The scopes a section is shown with; none where it is not shown.
    private static func scopes(of value: TemplateValue, _ name: String, of template: String) -> [TemplateValues] {
        switch value {
        case .absent, .flag(false): []
        case .flag(true), .text, .link: [[:]]
        case .values(let values): [values]
        case .list(let list): list
        }
    }

    private static func put(
        _ value: TemplateValue, _ name: String, _ place: Template.Place, of template: String, _ out: inout [UInt8]
    ) throws(TemplateError) {
        switch (value, place) {
        case (.text(let text), .text): escape(text, &out)
        case (.link(let link), _): escape(link.text, &out)
        case (.absent, .text): break
        case (_, .link): throw .wrongKind(template: template, name: name, wanted: "a link")
        default: throw .wrongKind(template: template, name: name, wanted: "a text")
        }
    }

    /// Escapes for text and for quoted attributes alike.
    private static func escape(_ text: String, _ out: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): out += Array("&amp;".utf8)
            case UInt8(ascii: "<"): out += Array("&lt;".utf8)
            case UInt8(ascii: ">"): out += Array("&gt;".utf8)
            case UInt8(ascii: "\""): out += Array("&quot;".utf8)
            case UInt8(ascii: "'"): out += Array("&#39;".utf8)
            // A NUL or another control character has no place in HTML.
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0x7F: out += Array("\u{FFFD}".utf8)
            default: out.append(byte)
            }
        }
    }
}
