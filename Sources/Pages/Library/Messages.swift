import Essentials

/// The words of one language: for each reason a refusal may carry, what a person is told.
public struct Messages: Sendable {
    /// Whose turn it is after a refusal.
    enum Turn: String, Sendable {
        case yours = "you"
        case administrators = "administrator"
        case nobodys = "nobody"
    }

    /// How far a sign-in or a grant had come.
    enum Stage: String, Sendable {
        case provider
        case sallyport
        case issuer
        /// Nothing was on its way.
        case none
    }

    /// What a person is told.
    struct Refusal: Sendable {
        let heading: String
        let lead: String
        let turn: Turn
        let stage: Stage
    }

    private let refusals: [String: Refusal]
    private let texts: [String: String]

    /// Reads a catalogue: `{"texts": {…}, "refusals": {reason: {heading, lead, turn, stage}}}`. A reason may be
    /// the beginning of reasons, ending in `*`.
    ///
    /// - Throws: `TemplateError.malformed`, `.missing`.
    init(parsing bytes: [UInt8], name: String) throws(TemplateError) {
        let json: JSONObject
        do throws(JSONError) {
            json = try JSONObject(parsing: bytes, limits: .document)
        } catch {
            throw .malformed(template: name, line: 1, error.detail)
        }
        guard let refusals = json["refusals"]?.object, let texts = json["texts"]?.object else {
            throw .malformed(template: name, line: 1, "`texts` and `refusals` must stand in it")
        }
        var read: [String: Refusal] = [:]
        for (reason, value) in refusals.members {
            guard let members = value.object, let heading = members["heading"]?.string,
                let lead = members["lead"]?.string, let turn = members["turn"]?.string.flatMap(Turn.init),
                let stage = members["stage"]?.string.flatMap(Stage.init)
            else { throw .malformed(template: name, line: 1, "`\(reason)` lacks heading, lead, turn or stage") }
            read[reason] = Refusal(heading: heading, lead: lead, turn: turn, stage: stage)
        }
        guard read[Messages.fallback] != nil else { throw .missing("\(name): the reason `\(Messages.fallback)`") }
        self.refusals = read
        var words: [String: String] = [:]
        for (key, value) in texts.members {
            guard let text = value.string else {
                throw .malformed(template: name, line: 1, "the text `\(key)` is no string")
            }
            words[key] = text
        }
        self.texts = words
    }

    /// Holds an operator's catalogue against the one built in: each text is there, and none has a `{name}` that
    /// nothing fills.
    ///
    /// - Throws: `TemplateError.missing`, `.malformed`.
    func check(against builtIn: Messages, name: String) throws(TemplateError) {
        for (key, model) in builtIn.texts.sorted(by: { $0.key < $1.key }) {
            guard let own = texts[key] else { throw .missing("\(name): the text `\(key)`") }
            try Messages.check(own, of: key, fills: Messages.names(in: model), name: name)
        }
        for (reason, words) in refusals.sorted(by: { $0.key < $1.key }) {
            for text in [words.heading, words.lead] {
                try Messages.check(text, of: reason, fills: Messages.refusalNames, name: name)
            }
        }
    }

    /// What a refusal's words may name.
    static let refusalNames: Set<String> = ["provider", "issuer", "name"]

    private static func check(
        _ text: String, of key: String, fills: Set<String>, name: String
    ) throws(TemplateError) {
        if let other = names(in: text).subtracting(fills).min() {
            throw .malformed(template: name, line: 1, "nothing fills `{\(other)}` in `\(key)`")
        }
    }

    /// The names in braces of a text.
    static func names(in text: String) -> Set<String> {
        var names: Set<String> = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            names.insert(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    static let fallback = "internal-error"

    /// The words for a reason: its own, else those of the longest beginning that fits, else the general ones.
    func refusal(_ reason: String) -> Refusal {
        if let own = refusals[reason] { return own }
        let fitting = refusals.filter { key, _ in key.hasSuffix("*") && reason.hasPrefix(key.dropLast()) }
        if let best = fitting.max(by: { $0.key.count < $1.key.count }) { return best.value }
        return refusals[Messages.fallback] ?? Refusal(heading: "", lead: "", turn: .nobodys, stage: .none)
    }

    /// True where the reason has words, its own or of a beginning.
    func knows(_ reason: String) -> Bool {
        refusals.contains { key, _ in key == reason || (key.hasSuffix("*") && reason.hasPrefix(key.dropLast())) }
    }

    /// A text with its `{names}` filled.
    func text(_ key: String, _ names: [String: String] = [:]) -> String { Messages.fill(texts[key] ?? key, names) }

    /// Fills `{name}`; what is put in is not looked at again.
    static func fill(_ text: String, _ names: [String: String]) -> String {
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            out += names[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }
}
