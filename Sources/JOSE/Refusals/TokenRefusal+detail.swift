internal import Cryptography
internal import Essentials

extension TokenRefusal {
    /// What was wanted and what was found.
    public var detail: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the token has \(bytes) bytes; at most \(limit) are read"
        case .notThreeParts(5): "the token has five parts, as an encrypted one has; three were expected"
        case .notThreeParts(let count):
            "the token has \(count) part\(count == 1 ? "" : "s") between dots; three were expected"
        case .notBase64URL(let part):
            "the token's \(part.rawValue) is not base64url without padding in its one spelling"
        case .headerNotJSON(let error): "the token's header is refused: \(error.detail)"
        case .headerParameterRefused(let name):
            "the token's header has the parameter `\(name)`, which is never followed"
        case .headerParameterMissing(let name): "the token's header has no `\(name)`"
        case .headerParameterMalformed(let name, let wanted, let found):
            "the token's header parameter `\(name)` is a \(found); a \(wanted) was expected"
        case .claimsNotJSON(let error): "the token's claims are refused: \(error.detail)"
        case .algorithmNotAllowed(let found, let allowed):
            "the token is signed by \(quoted(found)); allowed are \(allowed.isEmpty ? "none" : allowed)"
        case .unknownKey(let keyID): "the token names the key \(quoted(keyID.text)), which is not in the key set"
        case .unusableKey(let keyID, let defect):
            "the token names the key \(quoted(keyID.text)), which was left out of the key set: \(defect.detail)"
        case .keyDoesNotFit(let keyID, let kind, let keyAlgorithm, let tokenAlgorithm):
            "the token is signed by `\(tokenAlgorithm.rawValue)`, but its key \(quoted(keyID.text)) is \(kind)"
                + (keyAlgorithm.map { " for `\($0.rawValue)`" } ?? "")
        case .noKeyFits(let algorithm):
            "the token names no key, and no key of the set fits `\(algorithm.rawValue)`"
        case .signatureInvalid(let keyID?, let algorithm, _, _):
            "the `\(algorithm.rawValue)` signature does not verify under the key \(quoted(keyID.text))"
        case .signatureInvalid(nil, let algorithm, let tried, let fitting):
            "the token names no key, and its `\(algorithm.rawValue)` signature verifies under none of the "
                + (tried == fitting ? "\(fitting)" : "first \(tried) of \(fitting)") + " keys that fit"
        case .libraryFailure(let error): "the signature could not be checked: \(error.detail)"
        case .claimMissing(let name): "the token has no claim `\(name)`"
        case .claimMalformed(let name, let wanted, let found):
            "the claim \(quoted(name)) is a \(found); \(wanted) was expected"
        case .issuerMismatch(let expected, let found):
            "the token was issued by \(quoted(found)); \(quoted(expected)) was expected"
        case .keyIssuerMismatch(let key, let token):
            "the token was issued by \(quoted(token)), but its key belongs to \(quoted(key))"
        case .audienceMismatch(let expected, let found):
            "the token is for \(found.isEmpty ? "nobody" : quoted(found)); \(quoted(expected)) was expected"
        case .expired(let at, let judgedAt, let skew):
            "the token expired at \(at); judged at \(judgedAt) with \(skew.wholeSeconds) s of skew"
        case .notYetValid(let from, let judgedAt, let skew):
            "the token is valid from \(from); judged at \(judgedAt) with \(skew.wholeSeconds) s of skew"
        case .issuedInFuture(let at, let judgedAt, let skew):
            "the token says it was issued at \(at); judged at \(judgedAt) with \(skew.wholeSeconds) s of skew"
        case .nonceMismatch: "the token's `nonce` is not the one that was sent"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .algorithmNotAllowed:
            "let the provider sign by an allowed algorithm, or allow this one where that is safe"
        case .audienceMismatch: "compare the client id with the token's `aud`"
        case .issuerMismatch: "copy the issuer from the provider's discovery document, byte for byte"
        case .notYetValid, .issuedInFuture: "compare the clocks of provider and gateway"
        case .expired: "get a fresh token; where it is fresh, compare the clocks of provider and gateway"
        case .notThreeParts(5): "let the provider sign the token without encrypting it"
        case .unusableKey(_, let defect): defect.remedy
        default: nil
        }
    }
}
