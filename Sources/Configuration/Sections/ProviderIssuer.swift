import Essentials
import Federation
import HTTP
import OpenIDConnect
import Patterns

/// Whose word counts for one provider: the issuer, what its tokens must hold beyond it, and where it is found.
/// All of it follows from the preset's data; no provider is known here by name.
struct ProviderIssuer {
    let preset: ProviderPreset
    let map: MapReader

    /// The issuer, or its template; `nil` where there is none (reported).
    private(set) var text: String?
    /// Any URL of the issuer, for how it is reached.
    private(set) var url: HTTPURL?
    private(set) var templateClaim: String?
    private(set) var discovery: HTTPURL?
    private(set) var endpoints = EndpointOverrides()
    private(set) var requirements: [ClaimRequirement] = []
    private(set) var parameters: [(String, String)] = []
    private(set) var isShared: Bool

    init(preset: ProviderPreset, map: MapReader) {
        self.preset = preset
        self.map = map
        isShared = preset.isIssuerShared
    }

    mutating func read() {
        for key in ["hosted_domain", "tenant"] where map.has(key) && !preset.settings.contains(where: { $0.key == key })
        {
            map.error(
                key, "`\(map.path(of: key))` has no meaning for the preset `\(preset.id)`", remedy: "leave it out")
        }
        if let own = map.url("issuer") {
            // Another issuer than the preset's has its own document, and its own endpoints in it.
            text = own.description
            url = own
        } else if let known = preset.issuer {
            text = known
            templateClaim = preset.issuerClaim
            takeEndpoints()
            discoveryText = preset.discovery
        } else if !map.has("issuer") {
            map.demand("issuer", remedy: "name the issuer exactly as its discovery document does")
        }
        for setting in preset.settings { take(setting) }
        if let written = map.url("discovery") {
            discovery = written
        } else if let discoveryText {
            discovery = HTTPURL(discoveryText)
        }
        if url == nil { url = text.flatMap { HTTPURL($0) } ?? discovery }
    }

    private var discoveryText: String?

    private mutating func takeEndpoints() {
        func endpoint(_ name: String) -> HTTPURL? { preset.endpoints[name].flatMap { HTTPURL($0) } }
        endpoints = EndpointOverrides(
            authorization: endpoint("authorization"), token: endpoint("token"), userinfo: endpoint("userinfo"),
            jwks: endpoint("jwks"), endSession: endpoint("end_session"))
    }

    private mutating func take(_ setting: PresetSetting) {
        let written = map.texts(setting.key)?.map(\.text) ?? []
        let values = written.isEmpty ? setting.standard.map { [$0] } ?? [] : written
        guard !values.isEmpty else { return }
        map.context.note(
            map.path(of: setting.key), values.joined(separator: ", "),
            written.isEmpty ? .preset(preset.id) : .file(map.entry(setting.key)?.value.place ?? map.place))
        let resolved = values.map { value in
            setting.aliases.first { $0.name.isExactly(value) }?.value ?? value
        }
        let isOpen = values.contains { value in setting.openValues.contains { $0.isExactly(value) } }
        for value in resolved where !isOpen && setting.pattern.map({ $0.fullMatch(value) == nil }) ?? false {
            map.error(
                setting.key, "`\(map.path(of: setting.key))` cannot be `\(value)`",
                remedy: setting.hint.map { "write \($0)" })
            return
        }
        if let claim = setting.claim { requirements.append(ClaimRequirement(claim: claim, values: resolved)) }
        if let parameter = setting.parameter, let only = resolved.first, resolved.count == 1 {
            parameters.append((parameter, only))
        }
        if let placeholder = setting.fills, let only = resolved.first, preset.issuer == text {
            fill(placeholder, setting, only, isOpen: isOpen)
        }
        let isEverybodys = resolved.contains { value in setting.aliases.contains { $0.value.isExactly(value) } }
        if setting.keepsStrangersOut, !isOpen, !isEverybodys { isShared = false }
    }

    private mutating func fill(_ placeholder: String, _ setting: PresetSetting, _ value: String, isOpen: Bool) {
        discoveryText = discoveryText.map { ProviderIssuer.replace("{\(setting.key)}", in: $0, by: value) }
        if isOpen { return }
        text = text.map { ProviderIssuer.replace("{\(placeholder)}", in: $0, by: value) }
        templateClaim = nil
    }

    private static func replace(_ gap: String, in text: String, by value: String) -> String {
        guard let range = text.firstRange(of: gap) else { return text }
        return text.replacingCharacters(in: range, with: value)
    }
}

extension String {
    fileprivate func firstRange(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
