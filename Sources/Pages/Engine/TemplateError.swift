public import Essentials

/// Why a template cannot be used.
public enum TemplateError: Reportable, Equatable {
    /// A tag that does not end, a section that is not closed, a name that is not one.
    case malformed(template: String, line: Int, String)
    /// Mark-up that the pages' policy would not run, or that would make a value more than a text.
    case unsafe(template: String, line: Int, String)
    /// A name that the page does not give.
    case unknownName(template: String, name: String)
    /// A value of another kind than the place wants: a text where a link must stand, and the like.
    case wrongKind(template: String, name: String, wanted: String)
    /// A template or message that another one names and that is not there.
    case missing(String)
    /// Templates that include each other without end.
    case tooDeep(template: String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .malformed: "template-malformed"
        case .unsafe: "template-unsafe"
        case .unknownName: "template-name-unknown"
        case .wrongKind: "template-value-wrong"
        case .missing: "template-missing"
        case .tooDeep: "template-too-deep"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .malformed(let template, let line, let what): "`\(template)` line \(line): \(what)"
        case .unsafe(let template, let line, let what): "`\(template)` line \(line): \(what)"
        case .unknownName(let template, let name): "`\(template)` uses `\(name)`, which this page does not give"
        case .wrongKind(let template, let name, let wanted): "`\(template)` uses `\(name)` where \(wanted) must stand"
        case .missing(let name): "there is no `\(name)`"
        case .tooDeep(let template): "`\(template)` includes itself"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unsafe: "put style in the style sheet and script in the script file; quote every attribute"
        case .unknownName: "see the page's own template for the names it gives"
        default: nil
        }
    }
}
