import Essentials

/// What was found under the name of a claim.
enum FoundClaim {
    case absent
    case withheld(String)
    case value(JSONValue)
}

extension ExternalIdentity {
    /// Looks up what a condition or a template names. A claim that may not be relied on is never read.
    func find(_ name: ClaimName) -> FoundClaim {
        switch name {
        case .group:
            guard let groupsClaim else { return .absent }
            if let found = withheld.first(where: { $0.name.text.isExactly(groupsClaim) }) {
                return .withheld(found.why)
            }
            return groups.isEmpty ? .absent : .value(.array(groups.map { .string($0) }))
        case .named(let claim):
            if let found = withheld.first(where: { $0.name.text.isExactly(claim) }) { return .withheld(found.why) }
            return claims.claim(at: claim).map { .value($0) } ?? .absent
        }
    }
}

extension JSONObject {
    /// The claim of exactly this name, else the one that a path with dots leads to. `null` is absent.
    func claim(at path: String) -> JSONValue? {
        if let value = self[path] { return value == .null ? nil : value }
        guard let dot = path.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let rest = String(path[path.utf8.index(after: dot)...])
        guard let inner = self[String(path[..<dot])]?.object else { return nil }
        return inner.claim(at: rest)
    }
}

extension JSONValue {
    /// A single claim as the text it is compared by: numbers by their digits as written, truth values by
    /// their names; `nil` for `null`, arrays and objects.
    var claimText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
