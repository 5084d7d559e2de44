import Essentials
import Federation
import SAML

/// How a SAML provider is asked and judged: what the file says, else what the preset says, else the usual.
struct SAMLOptionsReader {
    let map: MapReader
    let preset: ProviderPreset

    func read() -> ServiceProviderOptions {
        var options = ServiceProviderOptions()
        if let demand = word("want_signed", SignatureDemand.allCases.map { ($0.rawValue, $0) }) {
            options.signatures = demand
        }
        if let flag = flag("sign_requests") { options.signsAuthnRequests = flag }
        if let flag = map.flag("allow_unsolicited") { options.allowsUnsolicited = flag }
        if let flag = map.flag("allow_sha1") { options.allowsSHA1 = flag }
        if let flag = map.flag("allow_inclusive_canonicalisation") { options.allowsInclusiveCanonicalisation = flag }
        if let flag = flag("allow_cbc_inside_unsigned_response") { options.allowsCBCInsideUnsignedResponse = flag }
        if let flag = map.flag("force_authn") { options.forcesAuthn = flag }
        options.requestBinding = word("request_binding", [("redirect", SAMLBinding.redirect), ("post", .post)])
        if let binding = word("response_binding", [("post", SAMLBinding.post), ("artifact", .artifact)]) {
            options.responseBinding = binding
        }
        if let skew = map.duration("clock_skew", .zero...(.seconds(300))) { options.skew = skew }
        if let format = texts("name_id_format").first { options.nameIDFormat = nameIDFormat(format) }
        options.authnContexts = texts("authn_context").map { ExactString($0) }
        return options
    }

    private static let formats: [(name: String, uri: ExactString)] = [
        ("unspecified", NameIDFormat.unspecified), ("email", NameIDFormat.emailAddress),
        ("persistent", NameIDFormat.persistent), ("transient", NameIDFormat.transient),
    ]

    private func nameIDFormat(_ text: String) -> ExactString {
        if let known = SAMLOptionsReader.formats.first(where: { $0.name.isExactly(text) }) { return known.uri }
        guard text.utf8.contains(UInt8(ascii: ":")) else {
            let names = SAMLOptionsReader.formats.map { "`\($0.name)`" }.joined(separator: ", ")
            map.error(
                "name_id_format", "`\(map.path(of: "name_id_format"))` is `\(text)`; it must be \(names) or a URI")
            return NameIDFormat.unspecified
        }
        return ExactString(text)
    }

    private func texts(_ key: String) -> [String] { map.texts(key)?.map(\.text) ?? preset.standards[key] ?? [] }

    private func word<Word>(_ key: String, _ words: [(name: String, value: Word)]) -> Word? {
        if map.has(key) { return map.word(key, words) }
        return preset.standards[key]?.first.flatMap { text in words.first { $0.name.isExactly(text) }?.value }
    }

    private func flag(_ key: String) -> Bool? {
        if map.has(key) { return map.flag(key) }
        return preset.standards[key]?.first.map { $0.isExactly("true") }
    }
}
