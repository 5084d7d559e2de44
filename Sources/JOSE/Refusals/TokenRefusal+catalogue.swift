extension TokenRefusal {
    enum Code: String, ReasonCode {
        case tooLarge = "token-too-large"
        case notThreeParts = "token-not-three-parts"
        case notBase64URL = "token-not-base64url"
        case headerNotJSON = "token-header-not-json"
        case headerParameterRefused = "header-parameter-refused"
        case headerParameterMissing = "header-parameter-missing"
        case headerParameterMalformed = "header-parameter-malformed"
        case claimsNotJSON = "token-claims-not-json"
        case algorithmNotAllowed = "algorithm-not-allowed"
        case unknownKey = "key-unknown"
        case unusableKey = "key-unusable"
        case keyDoesNotFit = "key-does-not-fit-algorithm"
        case noKeyFits = "no-key-fits-algorithm"
        case signatureInvalid = "signature-invalid"
        case libraryFailure = "signature-not-checked"
        case claimMissing = "claim-missing"
        case claimMalformed = "claim-malformed"
        case issuerMismatch = "issuer-mismatch"
        case keyIssuerMismatch = "key-issuer-mismatch"
        case audienceMismatch = "audience-mismatch"
        case expired = "token-expired"
        case notYetValid = "token-not-yet-valid"
        case issuedInFuture = "token-issued-in-future"
        case nonceMismatch = "nonce-mismatch"

        var clause: String {
            switch self {
            case .tooLarge: "RFC 7515 §10.12"
            case .notThreeParts: "RFC 7515 §7.1"
            case .notBase64URL: "RFC 7515 §2"
            case .headerNotJSON: "RFC 7515 §4"
            case .headerParameterRefused: "RFC 7515 §4.1"
            case .headerParameterMissing: "RFC 7515 §4.1.1"
            case .headerParameterMalformed: "RFC 7515 §4.1"
            case .claimsNotJSON: "RFC 7519 §7.2"
            case .algorithmNotAllowed: "RFC 8725 §3.1"
            case .unknownKey: "RFC 7515 §4.1.4"
            case .unusableKey: "RFC 7517 §5"
            case .keyDoesNotFit: "RFC 8725 §3.1"
            case .noKeyFits: "RFC 7515 §6"
            case .signatureInvalid, .libraryFailure: "RFC 7515 §5.2"
            case .claimMissing: "OpenID Connect Core §2"
            case .claimMalformed: "RFC 7519 §4.1"
            case .issuerMismatch: "OpenID Connect Core §3.1.3.7 step 2"
            case .keyIssuerMismatch: "RFC 8725 §3.8"
            case .audienceMismatch: "OpenID Connect Core §3.1.3.7 step 3"
            case .expired: "RFC 7519 §4.1.4"
            case .notYetValid: "RFC 7519 §4.1.5"
            case .issuedInFuture: "RFC 7519 §4.1.6"
            case .nonceMismatch: "OpenID Connect Core §3.1.3.7 step 11"
            }
        }

        var meaning: String {
            switch self {
            case .tooLarge: "the token is longer than is read"
            case .notThreeParts: "the token is not in compact form: three parts between dots"
            case .notBase64URL: "a part of the token is not strict base64url"
            case .headerNotJSON: "the header is not a strict JSON object, or a member stands twice"
            case .headerParameterRefused:
                "the header asks for an extension or brings or points to a key (`crit`, `b64`, `jku`, `jwk`, `x5u`)"
            case .headerParameterMissing: "the header lacks a parameter that every token must have"
            case .headerParameterMalformed: "a parameter of the header has the wrong type"
            case .claimsNotJSON: "the claims are not a strict JSON object, or a member stands twice"
            case .algorithmNotAllowed: "the token is signed by an algorithm that the verifier was not told to take"
            case .unknownKey: "the token names a key that the key set does not hold"
            case .unusableKey: "the token names a key that stands in the key set but may not be used"
            case .keyDoesNotFit: "the key that the token names is for another algorithm or of another type"
            case .noKeyFits: "the token names no key, and the key set holds none for its algorithm"
            case .signatureInvalid: "the signature does not verify under the key"
            case .libraryFailure: "the signature could not be checked, so the token is refused"
            case .claimMissing: "a claim that was needed is absent"
            case .claimMalformed: "a claim has the wrong type or form"
            case .issuerMismatch: "the token comes from another issuer than was expected"
            case .keyIssuerMismatch: "the key belongs to another issuer than the token names"
            case .audienceMismatch: "the token is for another audience than was expected"
            case .expired: "the token's time is over"
            case .notYetValid: "the token's time has not begun"
            case .issuedInFuture: "the token claims to have been issued later than now"
            case .nonceMismatch: "the token answers another sign-in than the one that was begun"
            }
        }
    }

    var code: Code {
        switch self {
        case .tooLarge: .tooLarge
        case .notThreeParts: .notThreeParts
        case .notBase64URL: .notBase64URL
        case .headerNotJSON: .headerNotJSON
        case .headerParameterRefused: .headerParameterRefused
        case .headerParameterMissing: .headerParameterMissing
        case .headerParameterMalformed: .headerParameterMalformed
        case .claimsNotJSON: .claimsNotJSON
        case .algorithmNotAllowed: .algorithmNotAllowed
        case .unknownKey: .unknownKey
        case .unusableKey: .unusableKey
        case .keyDoesNotFit: .keyDoesNotFit
        case .noKeyFits: .noKeyFits
        case .signatureInvalid: .signatureInvalid
        case .libraryFailure: .libraryFailure
        case .claimMissing: .claimMissing
        case .claimMalformed: .claimMalformed
        case .issuerMismatch: .issuerMismatch
        case .keyIssuerMismatch: .keyIssuerMismatch
        case .audienceMismatch: .audienceMismatch
        case .expired: .expired
        case .notYetValid: .notYetValid
        case .issuedInFuture: .issuedInFuture
        case .nonceMismatch: .nonceMismatch
        }
    }
}
