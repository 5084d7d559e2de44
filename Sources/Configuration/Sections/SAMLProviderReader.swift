import Cryptography
import Essentials
import Federation
import HTTP
import SAML
import SecurityTokens

/// One provider that speaks SAML, its preset filled in.
struct SAMLProviderReader {
    let id: String
    let preset: ProviderPreset
    let map: MapReader
    let url: HTTPURL

    /// Below `/saml/`, the gateway as identity provider.
    private static let ownID = "idp"

    /// The provider; `nil` where it does not serve (reported). Every value is judged before the first that is missing
    /// ends it.
    func definition() -> ProviderDefinition? {
        guard !id.isExactly(SAMLProviderReader.ownID) else {
            map.context.error(
                at: map.place, "`\(id)` cannot be the id of a SAML provider: the gateway's own metadata stands there",
                remedy: "give it another id, with `preset: \(preset.id)`")
            return nil
        }
        var claims = preset.claims
        map.readClaims(into: &claims)
        claims.subject = texts("subject_claim").first
        claims.groupsOverage = texts("groups_overage").first
        claims.scoped = texts("scoped_claims")
        let settings = settings()
        let names = map.groupNames()
        let name = map.text("name") ?? preset.displayName
        let label = map.text("label") ?? (map.has("name") ? "Continue with \(name)" : preset.signInLabel)
        guard let settings else { return nil }
        note(settings, claims)
        return ProviderDefinition(
            id: id, preset: preset.id, displayName: name, signInLabel: label, mark: preset.mark, claims: claims,
            requirements: [], isIssuerShared: false, subjectClaims: preset.subjectClaims, groupNames: names,
            kind: .saml(settings))
    }

    private func settings() -> SAMLProviderSettings? {
        let pins = MetadataPins(map: map).read()
        let metadata = metadata(pins)
        let signing = OwnKeysReader(map: map, purpose: .signing).read()
        let decryption = OwnKeysReader(map: map, purpose: .encryption).read()
        let options = SAMLOptionsReader(map: map, preset: preset).read()
        let trust = map.word("trust", [("broker", SAMLProviderSettings.Trust.broker), ("pass-through", .passThrough)])
        let entityID = entityID()
        let pages = landingPages(options)
        let recipients = recipients()
        let principal = map.text("principal") ?? id
        if !SAMLProviderARN.isName(principal) {
            map.error("principal", "`\(map.path(of: "principal"))` cannot be the name of a SAML provider")
        }
        guard let metadata, var settings = SAMLProviderSettings(id: id, metadata: metadata.place, gateway: url) else {
            return nil
        }
        settings.peer = map.peer(outer: metadata.url)
        settings.providerEntityID = map.text("idp_entity_id").map { ExactString($0) }
        settings.metadataCertificates = pins
        settings.entityID = entityID ?? settings.entityID
        settings.signingKeys = signing
        settings.decryptionKeys = decryption
        settings.signsMetadata = map.flag("sign_metadata") ?? false
        settings.options = options
        settings.landingPages = pages
        settings.trust = trust ?? .broker
        settings.audiences = map.texts("audience")?.map { ExactString($0.text) } ?? []
        settings.recipients = recipients
        settings.principalName = principal
        judge(settings)
        return settings
    }

    /// Where the metadata comes from, and any URL of it for how it is reached.
    private func metadata(_ pins: [Certificate]) -> (place: MetadataPlace, url: HTTPURL?)? {
        if map.has("metadata"), map.has("metadata_query") {
            map.error("metadata_query", "`\(map.path)` has both `metadata` and `metadata_query`", remedy: "leave one")
        }
        if map.has("metadata_query") {
            if !map.has("idp_entity_id") {
                map.demand("idp_entity_id", remedy: "write the entity ID that the server is to be asked for")
            }
            return map.url("metadata_query").map { (.query(MetadataQuery(base: $0)), $0) }
        }
        guard let node = map.node("metadata"), let written = node.written else {
            if !map.has("metadata") {
                map.demand("metadata", remedy: "write the URL of the provider's metadata, or `metadata: file:PATH`")
            } else {
                map.error("metadata", "`\(map.path(of: "metadata"))` must be a URL or file:PATH")
            }
            return nil
        }
        guard written.startsExactly(with: "file:") else { return map.url("metadata").map { (.url($0), $0) } }
        return MetadataFileReader(map: map, pins: pins).read(node, named: String(written.dropFirst(5)))
            .map { (.file($0), nil) }
    }

    /// SAML Core §8.3.6: at most 1024 characters.
    private func entityID() -> ExactString? {
        guard let text = map.text("entity_id") else { return nil }
        guard text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            map.error("entity_id", "`\(map.path(of: "entity_id"))` is not a URI of at most 1024 characters")
            return nil
        }
        return ExactString(text)
    }

    private func recipients() -> [ExactString] {
        let written: [LocatedText] = map.texts("recipient") ?? []
        for found in written where HTTPURL(found.text) == nil {
            map.error("recipient", "`\(map.path(of: "recipient"))` is `\(found.text)`, which is not an absolute URL")
        }
        return written.map { ExactString($0.text) }
    }

    private func landingPages(_ options: ServiceProviderOptions) -> [String] {
        let pages = map.texts("landing_pages")?.map(\.text) ?? []
        for page in pages
        where page.utf8.first != UInt8(ascii: "/") || page.utf8.dropFirst().first == UInt8(ascii: "/")
            || page.utf8.count > RelayState.maximumBytes || !page.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            map.error(
                "landing_pages",
                "`\(map.path(of: "landing_pages"))` names `\(page)`, which is not a path of this gateway",
                remedy: "write `/`, or a path of at most \(RelayState.maximumBytes) bytes")
        }
        if !pages.isEmpty, !options.allowsUnsolicited {
            map.error(
                "landing_pages",
                "`\(map.path(of: "landing_pages"))` has no meaning, as the provider may not begin a sign-in",
                remedy: "write `allow_unsolicited: true`, or leave it out")
        }
        return pages
    }

    /// What follows from several values together.
    private func judge(_ settings: SAMLProviderSettings) {
        let options = settings.options
        if settings.trust == .passThrough {
            for key in ["audience", "recipient"] where !map.has(key) {
                map.context.error(
                    at: map.entry("trust")?.value.place ?? map.place,
                    "`\(map.path(of: "trust"))` is pass-through, and `\(map.path(of: key))` is missing",
                    remedy:
                        "name what the issuer wants to read there, `https://signin.aws.amazon.com/saml` for AWS, or write `trust: broker`"
                )
            }
            map.context.warning(
                at: map.entry("trust")?.value.place ?? map.place,
                "`\(map.path(of: "trust"))` is pass-through: the issuer reads the provider's own assertion, so the provider's application must carry the issuer's audience, recipient and roles",
                remedy: "write `trust: broker` unless it does")
        } else {
            for key in ["audience", "recipient", "principal"] where map.has(key) {
                map.context.warning(
                    at: map.entry(key)?.value.place ?? map.place,
                    "`\(map.path(of: key))` matters only where the provider's own assertion reaches the issuer",
                    remedy: "write `trust: pass-through`, or leave it out unless assertions are brought to `/sts`")
            }
        }
        warn(
            "allow_sha1", options.allowsSHA1,
            "takes signatures with SHA-1, whose collisions can be made to order", "let the provider sign with SHA-256")
        warn(
            "allow_inclusive_canonicalisation", options.allowsInclusiveCanonicalisation,
            "takes signatures whose digest covers what surrounds the element",
            "let the provider sign with exclusive canonicalisation")
        warn(
            "allow_cbc_inside_unsigned_response", options.allowsCBCInsideUnsignedResponse,
            "decrypts what anybody may have altered", "let the provider sign the response, or encrypt with AES-GCM")
        warn(
            "allow_unsolicited", options.allowsUnsolicited,
            "lets a page elsewhere sign a person in as somebody else", "leave it out where people begin here")
    }

    private func warn(_ key: String, _ isOn: Bool, _ what: String, _ remedy: String) {
        guard isOn, map.has(key) else { return }
        map.context.warning(
            at: map.entry(key)?.value.place ?? map.place, "`\(map.path(of: key))` \(what)", remedy: remedy)
    }

    private func note(_ settings: SAMLProviderSettings, _ claims: IdentityClaims) {
        func note(_ key: String, _ value: String) {
            let place = map.entry(key)?.value.place ?? map.place
            map.context.note(map.path(of: key), value, map.has(key) ? .file(place) : .preset(preset.id))
        }
        note("metadata", settings.metadata.description)
        note("want_signed", settings.options.signatures.rawValue)
        note("name_id_format", settings.options.nameIDFormat.text)
        note("groups_claim", claims.groups ?? "none")
        note("email_claim", claims.email)
        note("email_trust", claims.emailTrust.words)
        note("clock_skew", DurationText.write(settings.options.skew))
        let below = "register this at the provider"
        map.context.note(map.path(of: "entity_id"), settings.entityID.text, .standard(below))
        map.context.note(map.path(of: "ACS URL"), settings.acsURL.description, .standard(below))
        map.context.note(map.path(of: "SLO URL"), settings.sloURL.description, .standard(below))
        map.context.note(
            map.path(of: "trust"), settings.trust == .broker ? "broker" : "pass-through",
            map.has("trust")
                ? .file(map.entry("trust")?.value.place ?? map.place)
                : .standard("an assertion of ours, as the provider's own is made out to this gateway"))
    }

    private func texts(_ key: String) -> [String] { map.texts(key)?.map(\.text) ?? preset.standards[key] ?? [] }
}
