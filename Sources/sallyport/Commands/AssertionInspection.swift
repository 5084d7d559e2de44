import Cryptography
import Essentials
import HTTP
import SAML

/// Files that inspections name, each read once, relative to a folder.
struct AssertionFiles {
    let folder: String
    private var documents: [String: [UInt8]] = [:]
    private var keys: [String: PrivateKey] = [:]

    init(folder: String) { self.folder = folder }

    private func whole(_ path: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    }

    mutating func document(_ path: String) throws(InspectionError) -> [UInt8] {
        if let known = documents[path] { return known }
        do throws(InputError) {
            let bytes = try InputFile.read(whole(path), limit: MetadataReader.maximumBytes)
            documents[path] = bytes
            return bytes
        } catch { throw .file(error) }
    }

    mutating func key(_ path: String) throws(InspectionError) -> PrivateKey {
        if let known = keys[path] { return known }
        let text: String
        do throws(InputError) { text = try InputFile.text(whole(path)) } catch { throw .file(error) }
        do throws(CryptographyError) {
            let key = try PrivateKey(pem: Secret(text))
            keys[path] = key
            return key
        } catch { throw .wrong("decryption_key", wanted: "the file of a PEM private key: \(error.detail)") }
    }
}

/// What is to be verified, against what.
struct AssertionInspection {
    private let response: [UInt8]
    private let metadata: String
    private let entityID: ExactString?
    private let acsURL: HTTPURL
    private let audience: ExactString
    private let request: ExpectedRequest
    private let key: String?
    private let at: Instant
    private let skew: Duration

    /// Reads the fields of one line, or of the command's options: `metadata`, `entity_id`, `acs_url`, `audience`,
    /// `request_id`, `decryption_key`, `at`, `skew`, `allow_unsolicited`.
    init(_ fields: JSONObject, response: [UInt8], now: Instant) throws(InspectionError) {
        func text(_ key: String) throws(InspectionError) -> String? {
            guard let value = fields[key], value != .null else { return nil }
            guard let text = value.string else { throw .wrong(key, wanted: "a text") }
            return text
        }
        func required(_ key: String) throws(InspectionError) -> String {
            guard let text = try text(key) else { throw .missing(key) }
            return text
        }
        self.response = response
        metadata = try required("metadata")
        entityID = try text("entity_id").map { ExactString($0) }
        guard let url = HTTPURL(try required("acs_url")) else { throw .wrong("acs_url", wanted: "an absolute URL") }
        acsURL = url
        audience = ExactString(try required("audience"))
        key = try text("decryption_key")
        var at = now
        if let given = try text("at") {
            guard let instant = Instant(rfc3339: given) else { throw .wrong("at", wanted: "an instant of RFC 3339") }
            at = instant
        }
        self.at = at
        skew = try Self.skew(fields["skew"])
        let allowsUnsolicited = try Self.flag(fields["allow_unsolicited"])
        switch try text("request_id") {
        case let id? where allowsUnsolicited: request = .exactlyOrUnsolicited(ExactString(id))
        case let id?: request = .exactly(ExactString(id))
        case nil: request = allowsUnsolicited ? .unsolicited : .nothing
        }
    }

    private static func flag(_ value: JSONValue?) throws(InspectionError) -> Bool {
        switch value {
        case nil, .null: return false
        case .bool(let flag): return flag
        case .string("true"): return true
        case .string("false"): return false
        default: throw .wrong("allow_unsolicited", wanted: "true or false")
        }
    }

    private static func skew(_ value: JSONValue?) throws(InspectionError) -> Duration {
        guard let value, value != .null else { return .seconds(60) }
        guard let seconds = value.number?.integer ?? value.string.flatMap({ Int64($0) }), (0...86_400).contains(seconds)
        else { throw .wrong("skew", wanted: "seconds from 0 to 86400") }
        return .seconds(seconds)
    }

    /// Verifies; a refusal is a result, not an error. So is metadata that cannot be read: nothing is proved then.
    func run(_ files: inout AssertionFiles) throws(InspectionError) -> AssertionReport {
        let document = try files.document(metadata)
        let keys = try key.map { path throws(InspectionError) in [try files.key(path)] } ?? []
        let known: IdentityProviderMetadata
        do throws(MetadataRefusal) {
            known = try MetadataReader.read(document, entityID: entityID, signature: .notJudged, at: at)
        } catch {
            return AssertionReport(refusal: error)
        }
        guard let xml = PastedResponse.xml(of: response) else {
            return AssertionReport(refusal: ResponseRefusal.bindingRefused(.notBase64))
        }
        let report = ResponseVerifier.report(
            on: xml, metadata: known,
            expecting: ResponseExpectations(
                acsURL: acsURL, audience: audience, request: request, route: .post, authentication: .ofAnyAge,
                options: ServiceProviderOptions(), decryptionKeys: keys, at: at, skew: skew))
        return AssertionReport(report)
    }
}
