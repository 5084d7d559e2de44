internal import Essentials

/// Reads registered claims (RFC 7519 §4.1) with a refusal that names the claim.
struct ClaimReader {
    let claims: JSONObject

    /// A claim that must be there and be a text.
    func text(_ name: String) throws(TokenRefusal) -> String {
        guard let text = try optionalText(name) else { throw .claimMissing(name) }
        return text
    }

    /// A claim that may be absent but else must be a text.
    func optionalText(_ name: String) throws(TokenRefusal) -> String? {
        guard let value = claims[name] else { return nil }
        guard case .string(let text) = value else {
            throw .claimMalformed(name, wanted: "a string", found: value.kind)
        }
        return text
    }

    /// A claim that may be absent but else must be a NumericDate (RFC 7519 §2) within 2⁵³ seconds of the epoch.
    func optionalDate(_ name: String) throws(TokenRefusal) -> Instant? {
        guard let value = claims[name] else { return nil }
        guard case .number(let number) = value else {
            throw .claimMalformed(name, wanted: "a number of seconds", found: value.kind)
        }
        guard let date = number.numericDate else {
            throw .claimMalformed(name, wanted: "a number of seconds", found: "number out of range")
        }
        return date
    }

    /// `aud`: one text or several (RFC 7519 §4.1.3).
    func audience() throws(TokenRefusal) -> [ExactString] {
        switch claims["aud"] {
        case nil: throw .claimMissing("aud")
        case .string(let text)?: return [ExactString(text)]
        case .array(let elements)?:
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else {
                throw .claimMalformed("aud", wanted: "a string or an array of strings", found: "array of other values")
            }
            return texts.map { ExactString($0) }
        case let value?:
            throw .claimMalformed("aud", wanted: "a string or an array of strings", found: value.kind)
        }
    }
}
