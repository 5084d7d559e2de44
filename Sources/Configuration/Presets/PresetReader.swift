import Essentials
import Federation
import HTTP
import OpenIDConnect
import Patterns
import YAMLDocuments

/// The provider presets: those compiled in, each file of the configured directory in place of or beside them.
struct PresetLibrary {
    private let presets: [ExactString: ProviderPreset]

    /// The names of all presets, in order.
    var names: [String] { presets.keys.sorted().map(\.text) }

    /// Presets that are laid down and not built yet.
    static let unbuilt = [
        "github-actions", "gitlab", "gitlab-ci", "google-workload", "github",
    ]

    /// Reads the presets; what is wrong with one is reported, with its place in that file.
    init(overrides directory: SourceNode?, context: ReadingContext) {
        var files = EmbeddedProviders.files.mapValues { (path: String?.none, bytes: $0) }
        if let directory, let written = directory.text("presets", context)?.text {
            let folder = directory.source.resolve(written)
            do {
                for name in try context.files.names(in: folder) where name.endsExactly(with: ".yaml") {
                    files[name] = (path: folder + "/" + name, bytes: try context.read(folder + "/" + name))
                }
            } catch {
                context.error(at: directory.place, error)
            }
        }
        var presets: [ExactString: ProviderPreset] = [:]
        for (name, file) in files.sorted(by: { $0.key < $1.key }) where name.endsExactly(with: ".yaml") {
            let path = file.path ?? "Providers/" + name
            let id = String(name.dropLast(".yaml".count))
            presets[ExactString(id)] = PresetLibrary.read(file.bytes, id: id, path: path, context)
        }
        self.presets = presets
    }

    func preset(_ id: String) -> ProviderPreset? { presets[ExactString(id)] }

    /// The preset whose issuer, shared by strangers, a provider of another preset was given; `nil` where there is
    /// none, or where a claim that every token must hold keeps strangers out.
    func shared(behind provider: ProviderDefinition) -> ProviderPreset? {
        guard provider.requirements.isEmpty else { return nil }
        guard let issuer = provider.relyingParty?.issuer.text else { return nil }
        return presets.values.first {
            $0.isIssuerShared && !$0.id.isExactly(provider.preset) && $0.issuer?.isExactly(issuer) ?? false
        }
    }

    private static func read(
        _ bytes: [UInt8], id: String, path: String, _ context: ReadingContext
    ) -> ProviderPreset? {
        do {
            guard let node = try YAMLDocument.parse(bytes) else {
                context.error(at: SourcePlace(file: path, line: 1, column: 1), "the file is empty")
                return nil
            }
            let root = SourceNode(source: SourceFile(path: path), node: node)
            return MapReader(root, schema: .preset, path: "", context: context).map { PresetReader(map: $0).preset(id) }
        } catch {
            let place = error.place.map { SourcePlace(file: path, line: $0.line, column: $0.column) }
            context.error(at: place ?? SourcePlace(file: path, line: 1, column: 1), error)
            return nil
        }
    }
}

/// One file of `Providers/`.
private struct PresetReader {
    let map: MapReader

    func preset(_ id: String) -> ProviderPreset {
        let name = map.text("name") ?? id
        var preset = ProviderPreset(id: id, displayName: name, signInLabel: map.text("label") ?? "Sign in with \(name)")
        preset.mark = map.text("mark")
        preset.issuer = map.text("issuer")
        preset.issuerClaim = map.text("issuer_claim")
        if let shared = map.flag("shared_issuer") { preset.isIssuerShared = shared }
        if let claims = map.texts("subject_claims") { preset.subjectClaims = claims.map(\.text) }
        preset.discovery = map.text("discovery")
        if let scopes = map.texts("scopes") { preset.scopes = scopes.map(\.text) }
        preset.language =
            map.word("protocol", ProviderPreset.Language.allCases.map { ($0.rawValue, $0) }) ?? .openIDConnect
        preset.claims =
            preset.language == .saml
            ? IdentityClaims(groups: nil, name: [], emailTrust: .never) : IdentityClaims(groups: nil)
        map.readClaims(into: &preset.claims)
        if preset.language == .saml {
            for key in MapSchema.samlStandards.keys {
                preset.standards[key.name] = map.texts(key.name)?.map(\.text)
            }
        }
        if let method = map.text("client_authentication") { preset.clientAuthentication = method }
        if let mode = map.text("response_mode") { preset.responseMode = mode }
        if let isUsed = map.flag("user_info") { preset.usesUserInfo = isUsed }
        if let rule = map.text("issuer_parameter") { preset.issuerParameter = rule }
        if let algorithms = map.texts("algorithms") { preset.algorithms = algorithms.map(\.text) }
        if let prompt = map.text("someone_else_prompt") { preset.someoneElsePrompt = prompt }
        if let node = map.node("endpoints"),
            let endpoints = MapReader(node, schema: .endpoints, path: "endpoints", context: map.context)
        {
            for entry in endpoints.entries { preset.endpoints[entry.name] = endpoints.url(entry.name)?.description }
        }
        if let node = map.node("settings") {
            for entry in MapReader.entries(of: node, path: "settings", context: map.context) ?? [] {
                let path = "settings.\(entry.name)"
                guard let one = MapReader(entry.value, schema: .presetSetting, path: path, context: map.context) else {
                    continue
                }
                preset.settings.append(setting(entry.name, one))
            }
        }
        return preset
    }

    private func setting(_ key: String, _ map: MapReader) -> PresetSetting {
        var setting = PresetSetting(key: key)
        setting.claim = map.text("claim")
        setting.parameter = map.text("parameter")
        setting.fills = map.text("fills")
        if let pattern = map.text("matches") {
            do { setting.pattern = try RegularExpression(pattern, ignoresCase: false) } catch {
                map.error("matches", error.detail, remedy: error.remedy)
            }
        }
        setting.hint = map.text("hint")
        setting.standard = map.text("default")
        setting.openValues = map.texts("open")?.map(\.text) ?? []
        if let node = map.node("aliases") {
            for entry in MapReader.entries(of: node, path: map.path(of: "aliases"), context: map.context) ?? [] {
                guard let value = entry.value.text(map.path(of: "aliases"), map.context)?.text else { continue }
                setting.aliases.append((entry.name, value))
            }
        }
        setting.keepsStrangersOut = map.flag("closes") ?? false
        return setting
    }
}

extension MapReader {
    /// Which claims mean what, where the file says something else than what is there already.
    func readClaims(into claims: inout IdentityClaims) {
        if has("groups_claim") { claims.groups = text("groups_claim") }
        if let names = texts("name_claim") { claims.name = names.map(\.text) }
        if let email = text("email_claim") { claims.email = email }
        switch text("email_trust") {
        case nil: break
        case "always": claims.emailTrust = .always
        case "never": claims.emailTrust = .never
        case let claim?: claims.emailTrust = .whenAffirmed(by: claim)
        }
    }
}
