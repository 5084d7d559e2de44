import Cryptography
import Essentials
import JOSE
import Testing

/// The catalogue of reasons, and the style of what is said.
@Suite struct CatalogueTests {
    static let refusals: [TokenRefusal] = [
        .tooLarge(bytes: 2, limit: 1), .notThreeParts(1), .notThreeParts(5), .notBase64URL(.payload),
        .headerNotJSON(.duplicateName("alg")), .headerParameterRefused("jku"), .headerParameterMissing("alg"),
        .headerParameterMalformed("kid", wanted: "string", found: "number"), .claimsNotJSON(.tooDeep(limit: 1)),
        .algorithmNotAllowed(found: "none", allowed: "RS256"), .unknownKey("a"), .unusableKey("a", .keyIDNotUnique),
        .keyDoesNotFit("a", kind: "P-256", keyAlgorithm: .es256, tokenAlgorithm: .rs256), .noKeyFits(.rs256),
        .signatureInvalid(keyID: "a", algorithm: .rs256, tried: 1, fitting: 1),
        .signatureInvalid(keyID: nil, algorithm: .rs256, tried: 4, fitting: 5), .libraryFailure(.authenticationFailed),
        .claimMissing("iss"), .claimMalformed("exp", wanted: "a number of seconds", found: "string"),
        .issuerMismatch(expected: "a", found: "b"), .keyIssuerMismatch(key: "a", token: "b"),
        .audienceMismatch(expected: ["a"], found: []), .expired(at: .epoch, judgedAt: .epoch, skew: .zero),
        .notYetValid(from: .epoch, judgedAt: .epoch, skew: .zero),
        .issuedInFuture(at: .epoch, judgedAt: .epoch, skew: .zero), .nonceMismatch,
    ]
    static let defects: [KeyDefect] = [
        .notAnObject("number"), .memberMissing("n"), .memberMalformed("n", "it is empty"), .typeUnknown("AKP"),
        .curveUnknown("X25519"), .algorithmUnknown("none"), .algorithmDoesNotFit(.es256),
        .unsuitable(.unsuitableKey("an even RSA modulus")), .isPrivate("d"), .otherUse("enc"), .otherOperations([]),
        .keyIDNotUnique, .symmetricTooShort(bytes: 1), .symmetricBesidePublic,
    ]
    static let setErrors: [KeySetError] = [
        .notJSON(.tooDeep(limit: 1)), .keysMissing, .keysMalformed("null"), .tooManyKeys(101), .symmetricKey(index: 0),
    ]

    @Test func everyReasonStandsInItsCatalogueOnce() {
        let all: [any Reportable] = Self.refusals + Self.defects + Self.setErrors
        let catalogue = TokenRefusal.catalogue + KeyDefect.catalogue + KeySetError.catalogue
        #expect(Set(catalogue.map(\.reason)).count == catalogue.count)
        #expect(Set(all.map(\.reason)) == Set(catalogue.map(\.reason)))
        for error in all {
            let row = catalogue.first { $0.reason == error.reason }
            #expect(row?.clause == error.clause)
        }
    }

    @Test func everySentenceKeepsTheStyle() {
        for error in (Self.refusals + Self.defects + Self.setErrors) as [any Reportable] {
            for text in [error.detail, error.remedy].compactMap({ $0 }) {
                #expect(text.first?.isLowercase == true, "\(text)")
                #expect(!text.hasSuffix(".") && !text.contains("\n"), "\(text)")
            }
            #expect(error.reason.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(error.reason)")
        }
        for row in TokenRefusal.catalogue + KeyDefect.catalogue + KeySetError.catalogue {
            #expect(row.clause.hasPrefix("RFC ") || row.clause.hasPrefix("OpenID Connect "), "\(row.clause)")
            #expect(row.meaning.first?.isLowercase == true && !row.meaning.hasSuffix("."), "\(row.meaning)")
        }
    }

    @Test func aRefusalNamesWantedAndFound() {
        #expect(
            TokenRefusal.issuerMismatch(expected: "https://a", found: "https://b").description
                == "the token was issued by `https://b`; `https://a` was expected (copy the issuer from the provider's "
                + "discovery document, byte for byte) [OpenID Connect Core §3.1.3.7 step 2]")
        #expect(
            TokenRefusal.audienceMismatch(expected: ["a", "b"], found: ["c"]).detail
                == "the token is for `c`; `a`, `b` was expected")
        #expect(
            TokenRefusal.expired(at: .epoch, judgedAt: Instant(seconds: 61), skew: .seconds(60)).detail
                == "the token expired at 1970-01-01T00:00:00Z; judged at 1970-01-01T00:01:01Z with 60 s of skew")
    }

    /// A stranger's text can neither end a log line nor leave its quotation, and is cut short.
    @Test func aStrangersTextIsFenced() {
        #expect(
            TokenRefusal.unknownKey("a\n`b\u{202E}\\").detail
                == "the token names the key `a\\u{a}\\u{60}b\\u{202e}\\u{5c}`, which is not in the key set")
        let long = TokenRefusal.unknownKey(ExactString(String(repeating: "x", count: 5000))).detail
        #expect(long.utf8.count < 400)
        let many = TokenRefusal.audienceMismatch(expected: ["a"], found: Array(repeating: "b", count: 1000)).detail
        #expect(many.contains("and 992 more"))
    }
}
