import Essentials
import Federation
import HTTP
import JOSE
import OpenIDConnect

/// One provider of the configuration, its preset filled in.
struct ProviderReader {
    let id: String
    let preset: ProviderPreset
    let map: MapReader
    let url: HTTPURL

    /// Reads `providers.ID`; `nil` where it does not serve (reported).
    static func read(
        _ entry: MapReader.Entry, presets: PresetLibrary, url: HTTPURL, context: ReadingContext
    ) -> ProviderDefinition? {
        let path = "providers.\(entry.name)"
        guard isProviderID(entry.name) else {
            context.error(
                at: entry.key.place, "`\(entry.name)` cannot be the id of a provider, which stands in URLs",
                remedy: "use a-z, 0-9, - and _, at most 63 of them")
            return nil
        }
        let named = entry.value.pairs?.first { $0.key.written == "preset" }
            .flatMap { $0.value.text(path + ".preset", context) }
        guard let preset = preset(named, entry, presets, context) else { return nil }
        let schema = preset.language == .saml ? MapSchema.samlProvider : .provider
        let further = preset.settings.filter { schema.key($0.key) == nil }
            .map { MapSchema.Key($0.key, $0.hint ?? "") }
        guard
            let map = MapReader(entry.value, schema: MapSchema(schema.keys + further), path: path, context: context)
        else { return nil }
        return switch preset.language {
        case .openIDConnect: ProviderReader(id: entry.name, preset: preset, map: map, url: url).definition()
        case .saml: SAMLProviderReader(id: entry.name, preset: preset, map: map, url: url).definition()
        }
    }

    private static func preset(
        _ named: LocatedText?, _ entry: MapReader.Entry, _ presets: PresetLibrary, _ context: ReadingContext
    ) -> ProviderPreset? {
        let name = named?.text ?? entry.name
        if let preset = presets.preset(name) { return preset }
        let place = named?.place ?? entry.key.place
        if PresetLibrary.unbuilt.contains(name) {
            context.error(
                at: place, "the preset `\(name)` is not in this version",
                remedy: "this version has \(presets.names.joined(separator: ", "))")
            // Its keys are judged all the same, so that one run names everything.
            _ = MapReader(entry.value, schema: .provider, path: "providers.\(entry.name)", context: context)
            return nil
        }
        let nearest = NearestName.find(name, among: presets.names)
        context.error(
            at: place, "there is no preset `\(name)`" + (nearest.map { "; nearest: `\($0)`" } ?? ""),
            remedy: "write `preset: generic-oidc` for a provider without a preset of its own")
        return nil
    }

    private static func isProviderID(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    private func definition() -> ProviderDefinition? {
        var issuer = ProviderIssuer(preset: preset, map: map)
        issuer.read()
        var claims = preset.claims
        map.readClaims(into: &claims)
        guard let relyingParty = relyingParty(issuer) else { return nil }
        let name = map.text("name") ?? preset.displayName
        let label = map.text("label") ?? (map.has("name") ? "Continue with \(name)" : preset.signInLabel)
        note("issuer", issuer.text ?? "", map.has("issuer"))
        note("scopes", relyingParty.scopes.joined(separator: " "), map.has("scopes"))
        note("client_authentication", relyingParty.authentication.method, map.has("client_authentication"))
        note("groups_claim", claims.groups ?? "none", map.has("groups_claim"))
        note("email_trust", claims.emailTrust.words, map.has("email_trust"))
        note("clock_skew", DurationText.write(relyingParty.clockSkew), map.has("clock_skew"))
        map.context.note(
            map.path(of: "redirect URI"), relyingParty.redirectURI.description,
            .standard("register this address at the provider"))
        map.context.note(
            map.path(of: "trust"), "pass-through", .standard("OpenID Connect to AWS and the embedded issuer"))
        return ProviderDefinition(
            id: id, preset: preset.id, displayName: name, signInLabel: label, mark: preset.mark, claims: claims,
            requirements: issuer.requirements, isIssuerShared: issuer.isShared, subjectClaims: preset.subjectClaims,
            groupNames: map.groupNames(), kind: .openIDConnect(relyingParty))
    }

    private func note(_ key: String, _ value: String, _ isWritten: Bool) {
        let place = map.entry(key)?.value.place ?? map.place
        map.context.note(map.path(of: key), value, isWritten ? .file(place) : .preset(preset.id))
    }

    /// Every value is judged before the first that is missing ends it, so that one run names everything.
    private func relyingParty(_ issuer: ProviderIssuer) -> RelyingPartySettings? {
        let clientID = map.text("client_id")
        if !map.has("client_id") { map.demand("client_id", remedy: "the provider gave it to you") }
        let authentication = ClientAuthenticationReader(preset: preset, map: map).read()
        let wishes = Wishes(
            scopes: map.texts("scopes")?.map(\.text) ?? preset.scopes, responseMode: responseMode(),
            algorithms: algorithms(), clockSkew: map.duration("clock_skew", .zero...(.seconds(300))),
            maximumAge: map.duration("max_age", .zero...(.seconds(315_360_000))),
            acr: map.texts("acr")?.map(\.text) ?? [], usesUserInfo: map.flag("user_info") ?? preset.usesUserInfo,
            issuerParameter: issuerParameter(),
            audiences: map.texts("audiences")?.map { ExactString($0.text) } ?? [],
            parameters: issuer.parameters + furtherParameters(), peer: map.peer(outer: issuer.url))
        guard let text = issuer.text, let clientID, let authentication,
            let redirectURI = url.appending(path: "/callback/\(id)")
        else { return nil }
        var settings = RelyingPartySettings(
            providerID: id, issuer: ExactString(text), clientID: ExactString(clientID), authentication: authentication,
            redirectURI: redirectURI, peer: wishes.peer)
        settings.issuerTemplateClaim = issuer.templateClaim
        settings.discoveryURL = issuer.discovery
        settings.endpointOverrides = issuer.endpoints
        settings.postLogoutRedirectURI = url.appending(path: "/signed-out")
        settings.someoneElsePrompt = preset.someoneElsePrompt
        wishes.apply(to: &settings)
        return settings
    }

    private func responseMode() -> ResponseMode {
        let modes = [("query", ResponseMode.query), ("form_post", .formPost)]
        return map.word("response_mode", modes) ?? ResponseMode(rawValue: preset.responseMode) ?? .query
    }

    private func issuerParameter() -> IssuerParameterRule {
        let rules = [("as_advertised", IssuerParameterRule.asAdvertised), ("always", .always), ("never", .never)]
        return map.word("issuer_parameter", rules) ?? rules.first { $0.0 == preset.issuerParameter }?.1 ?? .asAdvertised
    }

    private func algorithms() -> Set<JWSAlgorithm>? {
        let names = map.texts("algorithms")?.map(\.text) ?? preset.algorithms
        guard !names.isEmpty else { return nil }
        var algorithms: Set<JWSAlgorithm> = []
        for name in names {
            if let algorithm = JWSAlgorithm(rawValue: name), JWSAlgorithm.asymmetric.contains(algorithm) {
                algorithms.insert(algorithm)
            } else {
                let known = JWSAlgorithm.asymmetric.map(\.rawValue).sorted().joined(separator: ", ")
                map.error("algorithms", "`\(map.path(of: "algorithms"))` names `\(name)`", remedy: "known: \(known)")
            }
        }
        return algorithms
    }

    private func furtherParameters() -> [(String, String)] {
        guard let node = map.node("parameters") else { return [] }
        let path = map.path(of: "parameters")
        return (MapReader.entries(of: node, path: path, context: map.context) ?? []).compactMap { entry in
            guard !ProviderReader.ownParameters.contains(entry.name) else {
                map.context.error(
                    at: entry.key.place, "`\(entry.name)` under `\(path)` is a parameter that the gateway sets itself")
                return nil
            }
            return entry.value.text("\(path).\(entry.name)", map.context).map { (entry.name, $0.text) }
        }
    }

    private static let ownParameters = [
        "client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "response_mode", "prompt", "max_age", "acr_values", "login_hint", "request",
        "request_uri",
    ]
}

/// What one provider is asked for, and how.
private struct Wishes {
    let scopes: [String]
    let responseMode: ResponseMode
    let algorithms: Set<JWSAlgorithm>?
    let clockSkew: Duration?
    let maximumAge: Duration?
    let acr: [String]
    let usesUserInfo: Bool
    let issuerParameter: IssuerParameterRule
    let audiences: [ExactString]
    let parameters: [(String, String)]
    let peer: OutgoingPeer

    func apply(to settings: inout RelyingPartySettings) {
        settings.scopes = scopes
        settings.responseMode = responseMode
        if let algorithms { settings.algorithms = algorithms }
        if let clockSkew { settings.clockSkew = clockSkew }
        settings.maximumAuthenticationAge = maximumAge
        settings.acceptedACR = acr
        settings.usesUserInfo = usesUserInfo
        settings.issuerParameter = issuerParameter
        settings.additionalAudiences = audiences
        settings.extraAuthorizationParameters = parameters
    }
}

extension EmailTrust {
    /// The value as the configuration writes it.
    var words: String {
        switch self {
        case .always: "always"
        case .never: "never"
        case .whenAffirmed(let claim): claim
        }
    }
}
