import EmbeddedIssuer
import Essentials
import Federation
import HTTP
import YAMLDocuments

/// What a rule file says: a service, and which of its requests is which action.
struct ResourceRules {
    let service: ExactString
    let decidingHeaders: Set<ExactString>
    let idleParameters: Set<ExactString>
    let rules: [ResourceRule]

    /// The names of the rule files that are compiled in.
    static var presets: [String] {
        EmbeddedResources.files.keys.filter { $0.endsExactly(with: ".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// The rules of a preset; `nil` where there is none of that name.
    static func preset(_ name: String, _ context: ReadingContext) -> ResourceRules? {
        guard let file = EmbeddedResources.files.first(where: { $0.key.isExactly(name + ".yaml") }) else { return nil }
        return read(file.value, path: "Resources/\(file.key)", context)
    }

    /// The rules of a file; what is wrong with it is reported, with its place in that file.
    static func read(_ bytes: [UInt8], path: String, _ context: ReadingContext) -> ResourceRules? {
        do {
            guard let node = try YAMLDocument.parse(bytes) else {
                context.error(at: SourcePlace(file: path, line: 1, column: 1), "the file is empty")
                return nil
            }
            let root = SourceNode(source: SourceFile(path: path), node: node)
            return MapReader(root, schema: .resourceRules, path: "", context: context).flatMap(ResourceRules.init)
        } catch {
            let place = error.place.map { SourcePlace(file: path, line: $0.line, column: $0.column) }
            context.error(at: place ?? SourcePlace(file: path, line: 1, column: 1), error)
            return nil
        }
    }

    private init?(_ map: MapReader) {
        guard let service = map.text("service") else {
            map.demand("service", remedy: "write the service that signatures name, such as `s3`")
            return nil
        }
        func names(_ key: String) -> Set<ExactString> { Set((map.texts(key) ?? []).map { ExactString($0.text) }) }
        self.service = ExactString(service)
        decidingHeaders = names("deciding_headers")
        idleParameters = names("idle_parameters")
        rules = (map.node("rules")?.list ?? []).enumerated().compactMap { index, node in
            MapReader(node, schema: .resourceRule, path: "rules[\(index)]", context: map.context)
                .flatMap(RuleLine.init)?.rule
        }
        if rules.isEmpty { map.demand("rules", remedy: "say which request is which action") }
    }
}

/// One rule of a rule file.
private struct RuleLine {
    let rule: ResourceRule

    init?(_ map: MapReader) {
        guard let path = map.text("path"), let action = map.text("action"), let resource = map.text("resource") else {
            map.demand("path", remedy: "a rule has `method`, `path`, `action` and `resource`")
            return nil
        }
        do {
            let parts = try ResourceRule.PathPart.read(path)
            let names = Set(parts.compactMap(\.name))
            let template = try ResourceTemplate(resource, names: names)
            var deeds = [ResourceDeed(action: action, resource: template)]
            for node in map.node("also")?.list ?? [] {
                guard
                    let one = MapReader(node, schema: .resourceDeed, path: map.path(of: "also"), context: map.context),
                    let action = one.text("action"), let resource = one.text("resource")
                else { return nil }
                deeds.append(
                    ResourceDeed(action: action, resource: try ResourceTemplate(resource, names: names)))
            }
            var headerDeeds: [ExactString: ResourceDeed] = [:]
            for entry in RuleLine.entries(map, "with_headers") {
                guard let action = entry.value.text(map.path(of: "with_headers"), map.context)?.text else { continue }
                headerDeeds[ExactString(entry.name)] = ResourceDeed(action: action, resource: template)
            }
            rule = ResourceRule(
                methods: RuleLine.methods(map), path: parts, demandedParameters: RuleLine.names(map, "query"),
                furtherParameters: RuleLine.names(map, "further_query"),
                demandedHeaders: RuleLine.names(map, "header"), deeds: deeds, headerDeeds: headerDeeds,
                context: RuleLine.context(map))
        } catch {
            map.context.error(at: map.place, error)
            return nil
        }
    }

    private static func entries(_ map: MapReader, _ key: String) -> [MapReader.Entry] {
        map.node(key).flatMap { MapReader.entries(of: $0, path: map.path(of: key), context: map.context) } ?? []
    }

    private static func names(_ map: MapReader, _ key: String) -> Set<ExactString> {
        Set((map.texts(key) ?? []).map { ExactString($0.text) })
    }

    private static func methods(_ map: MapReader) -> Set<HTTPMethod> {
        Set(
            (map.texts("method") ?? []).compactMap { text in
                let method = HTTPMethod(rawValue: text.text)
                if method == nil { map.context.error(at: text.place, "`\(text.text)` is not a method that is served") }
                return method
            })
    }

    private static func context(_ map: MapReader) -> [(key: String, source: ResourceRule.ContextSource)] {
        entries(map, "context").compactMap { entry in
            guard let text = entry.value.text(map.path(of: "context"), map.context)?.text else { return nil }
            if text.startsExactly(with: "query:") {
                return (entry.name, .parameter(ExactString(String(text.dropFirst("query:".count)))))
            }
            if text.startsExactly(with: "header:") {
                return (entry.name, .header(String(text.dropFirst("header:".count))))
            }
            map.context.error(
                at: entry.value.place, "`\(text)` says not where the value stands",
                remedy: "write `query:NAME` or `header:NAME`")
            return nil
        }
    }
}
