import Essentials
import Federation
import IAM
import SecurityTokens

/// `rules`: who may take what.
struct RuleReader {
    let context: ReadingContext
    let providers: [String]

    /// Reads the rules of all files, in order; they are numbered through.
    func read(_ nodes: [SourceNode]) -> [MappingRule] {
        nodes.flatMap(\.list).enumerated().compactMap { rule($0.element, number: $0.offset + 1) }
    }

    private func rule(_ node: SourceNode, number: Int) -> MappingRule? {
        let path = "rules[\(number)]"
        guard let map = MapReader(node, schema: .rule, path: path, context: context) else { return nil }
        var condition: Condition?
        if let when = map.node("when") {
            condition = ConditionReader(context: context).read(when, map.path(of: "when"))
        } else {
            map.demand("when", remedy: "write who it is for, as in `when: {group: developers}`")
        }
        let captures = condition?.captureNames ?? []
        let grants = grants(map, captures)
        let session = SessionReader(context: context).read(map, captures: captures)
        let providers = providers(map)
        guard let condition, let grants, let providers else { return nil }
        return MappingRule(
            number: number, place: node.place, providers: providers, condition: condition, grants: grants,
            session: session)
    }

    func providers(_ map: MapReader) -> [String]? {
        guard let named = map.texts("provider") else { return [] }
        var isFine = !named.isEmpty
        if named.isEmpty { map.error("provider", "`\(map.path(of: "provider"))` names nobody") }
        for one in named where !providers.contains(where: { $0.isExactly(one.text) }) {
            let nearest = NearestName.find(one.text, among: providers)
            context.error(
                at: one.place,
                "`\(map.path(of: "provider"))` is `\(one.text)`, which is not under `providers`"
                    + (nearest.map { "; nearest: `\($0)`" } ?? ""))
            isFine = false
        }
        return isFine ? named.map(\.text) : nil
    }

    private func grants(_ map: MapReader, _ captures: [String]) -> [GrantSelector]? {
        guard let texts = map.texts("grant"), !texts.isEmpty else {
            if !map.has("grant") || map.node("grant") == nil {
                map.demand("grant", remedy: "write ACCOUNT/ROLE, as in `grant: dev/ReadOnly`")
            }
            return nil
        }
        let selectors = texts.map { text -> GrantSelector? in
            do throws(SelectorError) {
                let selector = try GrantSelector(text.text, at: text.place)
                let isFine = selector.templates.allSatisfy {
                    SessionReader.check($0, captures, at: text.place, context)
                }
                return isFine ? selector : nil
            } catch {
                context.error(at: text.place, error)
                return nil
            }
        }
        return selectors.contains { $0 == nil } ? nil : selectors.compactMap { $0 }
    }
}

/// What is said about sessions: in a rule, or for all rules at the top of the file.
struct SessionReader {
    let context: ReadingContext

    func read(_ map: MapReader, tags nodes: [SourceNode]? = nil, captures: [String]) -> SessionSettings {
        var settings = SessionSettings()
        settings.name = name("session_name", map, captures)
        settings.sourceIdentity = name("source_identity", map, captures)
        settings.maximumDuration = map.duration("max_duration", .seconds(900)...(.seconds(43_200)))
        for node in nodes ?? map.node("tags").map({ [$0] }) ?? [] {
            let path = map.path(of: "tags")
            for entry in MapReader.entries(of: node, path: path, context: context) ?? [] {
                guard let text = entry.value.text("\(path).\(entry.name)", context),
                    let template = template(text, captures), isTag(entry, template)
                else { continue }
                settings.tags.append((entry.name, template))
            }
            if settings.tags.count > 50 {
                context.error(at: node.place, "`\(path)` has \(settings.tags.count) tags; a session has at most 50")
            }
            context.warning(
                at: node.place, "`\(path)` reaches an issuer only where the gateway vouches for the person itself",
                remedy: "let the provider put the tags into its own tokens")
        }
        return settings
    }

    /// A template whose own texts a name may have; one that can never be filled would fail every rule.
    private func name(_ key: String, _ map: MapReader, _ captures: [String]) -> Template? {
        guard let text = map.located(key), let template = template(text, captures) else { return nil }
        let literals = template.literals.joined()
        let shortest = template.isLiteral ? 2 : 0
        guard (shortest...64).contains(literals.utf8.count), literals.utf8.allSatisfy(NameCharacters.isNameByte) else {
            context.error(
                at: text.place, "`\(map.path(of: key))` is `\(text.text)`, which never fits [\\w+=,.@-]{2,64}",
                remedy: "write letters, digits and _ + = , . @ - around the gaps")
            return nil
        }
        return template
    }

    private func isTag(_ entry: MapReader.Entry, _ template: Template) -> Bool {
        do {
            _ = try SessionTag(key: entry.name, value: template.literals.joined())
            return true
        } catch {
            context.error(at: entry.key.place, error)
            return false
        }
    }

    private func template(_ text: LocatedText, _ captures: [String]) -> Template? {
        do {
            let template = try Template(text.text)
            return SessionReader.check(template, captures, at: text.place, context) ? template : nil
        } catch {
            context.error(at: text.place, error)
            return nil
        }
    }

    /// Reports a template that needs a capture which its rule does not give.
    static func check(
        _ template: Template, _ captures: [String], at place: SourcePlace, _ context: ReadingContext
    ) -> Bool {
        for name in template.captureNames where !captures.contains(where: { $0.isExactly(name) }) {
            context.error(at: place, TemplateError.unknownCapture(name, in: template.text, known: captures))
            return false
        }
        return true
    }
}
