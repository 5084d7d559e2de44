import Essentials
import JOSE

/// Why an inspection could not be made: the call is wrong, not the token.
enum InspectionError: Reportable {
    case missing(String)
    case wrong(String, wanted: String)
    case file(InputError)

    var reason: String {
        switch self {
        case .missing: "key-missing"
        case .wrong: "value-invalid"
        case .file(let error): error.reason
        }
    }

    var detail: String {
        switch self {
        case .missing(let key): "`\(key)` is missing"
        case .wrong(let key, let wanted): "`\(key)` must be \(wanted)"
        case .file(let error): error.detail
        }
    }
}

/// Key sets read from files, each once, relative to a folder.
struct KeySetFiles {
    let folder: String
    private var read: [String: Result<JSONWebKeySet, KeySetError>] = [:]

    init(folder: String) { self.folder = folder }

    mutating func set(_ path: String) throws(InspectionError) -> Result<JSONWebKeySet, KeySetError> {
        let full = path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
        if let known = read[full] { return known }
        let bytes: [UInt8]
        do throws(InputError) { bytes = try InputFile.read(full) } catch { throw .file(error) }
        var result: Result<JSONWebKeySet, KeySetError>
        do throws(KeySetError) {
            result = .success(try JSONWebKeySet(parsing: bytes, from: .local))
        } catch {
            result = .failure(error)
        }
        read[full] = result
        return result
    }
}

/// What is to be verified, against what.
struct TokenInspection {
    private let token: String
    private let keys: String
    private let expectations: TokenExpectations

    /// Reads the fields of one line, or of the command's options: `token`, `jwks`, `issuer`, `audience`,
    /// `nonce`, `at`, `algorithms`, `skew`.
    init(_ fields: JSONObject, now: Instant) throws(InspectionError) {
        func text(_ key: String) throws(InspectionError) -> String? {
            guard let value = fields[key], value != .null else { return nil }
            guard let text = value.string else { throw .wrong(key, wanted: "a text") }
            return text
        }
        func required(_ key: String) throws(InspectionError) -> String {
            guard let text = try text(key) else { throw .missing(key) }
            return text
        }
        token = try required("token")
        keys = try required("jwks")
        var at = now
        if let given = try text("at") {
            guard let instant = Instant(rfc3339: given) else { throw .wrong("at", wanted: "an instant of RFC 3339") }
            at = instant
        }
        let nonce = try text("nonce")
        expectations = TokenExpectations(
            issuer: .exactly(ExactString(try required("issuer"))),
            audience: .anyOf([ExactString(try required("audience"))]),
            nonce: nonce.map { .exactly(ExactString($0)) } ?? .notJudged,
            algorithms: try Self.algorithms(fields["algorithms"]), at: at, skew: try Self.skew(fields["skew"]))
    }

    private static func algorithms(_ value: JSONValue?) throws(InspectionError) -> Set<JWSAlgorithm> {
        let names: [String]
        switch value {
        case nil, .null: return JWSAlgorithm.asymmetric
        case .string(let list): names = list.split(separator: ",").map { String($0.filter { $0 != " " }) }
        case .array(let list):
            names = list.compactMap(\.string)
            guard names.count == list.count else { throw .wrong("algorithms", wanted: "a list of algorithm names") }
        default: throw .wrong("algorithms", wanted: "a list of algorithm names")
        }
        var found: Set<JWSAlgorithm> = []
        for name in names {
            guard let algorithm = JWSAlgorithm(rawValue: name) else {
                let known = JWSAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw .wrong("algorithms", wanted: "a list of \(known)")
            }
            found.insert(algorithm)
        }
        guard !found.isEmpty else { throw .wrong("algorithms", wanted: "a list that is not empty") }
        return found
    }

    private static func skew(_ value: JSONValue?) throws(InspectionError) -> Duration {
        guard let value, value != .null else { return .seconds(60) }
        guard let seconds = value.number?.integer ?? value.string.flatMap({ Int64($0) }), (0...86_400).contains(seconds)
        else { throw .wrong("skew", wanted: "seconds from 0 to 86400") }
        return .seconds(seconds)
    }

    /// Verifies; a refusal is a result, not an error.
    func run(_ files: inout KeySetFiles) throws(InspectionError) -> TokenReport {
        let set = try files.set(keys)
        var unverified: UnverifiedToken?
        do throws(TokenRefusal) {
            let parsed = try UnverifiedToken(token)
            unverified = parsed
            switch set {
            case .failure(let error): return TokenReport(refusal: error, token: parsed)
            case .success(let keys):
                return TokenReport(accepted: try TokenVerifier.verify(parsed, keys: keys, expecting: expectations))
            }
        } catch {
            return TokenReport(refusal: error, token: unverified)
        }
    }
}

/// The verdict on one token.
struct TokenReport {
    let isAccepted: Bool
    let json: JSONObject

    init(accepted token: VerifiedToken) {
        isAccepted = true
        json = [
            "verdict": "accept", "reason": "verified", "detail": "the token is genuine, for this audience, and current",
            "header": .object(token.header), "claims": .object(token.claims),
        ]
    }

    /// A refusal; header and claims are what the token says of itself, which nobody proved.
    init(refusal: any Reportable, token: UnverifiedToken?) {
        isAccepted = false
        var json: JSONObject = [
            "verdict": "reject", "reason": .string(refusal.reason), "detail": .string(refusal.detail),
        ]
        json["remedy"] = refusal.remedy.map(JSONValue.string)
        json["clause"] = refusal.clause.map(JSONValue.string)
        json["header"] = token.map { .object($0.header) } ?? .null
        json["claims"] = token.map { .object($0.claimedClaims) } ?? .null
        self.json = json
    }

    /// For a terminal.
    var text: String {
        var lines: [String] = []
        for name in ["verdict", "reason", "detail", "remedy", "clause"] {
            if let value = json[name]?.string { lines.append("\(name): \(value)") }
        }
        let title = isAccepted ? "" : " (as the token says; not proved)"
        for name in ["header", "claims"] {
            if let value = json[name], value != .null { lines.append("\(name)\(title):\n\(value.pretty)") }
        }
        return lines.joined(separator: "\n")
    }
}
