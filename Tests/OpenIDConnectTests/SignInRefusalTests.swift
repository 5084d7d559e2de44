import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("The words of a refusal")
struct SignInRefusalTests {
    private static let all: [SignInRefusal] = [
        .providerUnreachable(.timedOut(host: "id.example", .seconds(10))), .documentRefused(.discovery, "why"),
        .documentRefused(.keys, "why"), .discoveryIssuerMismatch(found: "i"), .endpointMissing("e"), .requestTooLong,
        .callbackMalformed("why"), .stateMismatch, .attemptExpired, .attemptOfAnotherProvider,
        .issuerParameterMissing, .issuerParameterMismatch(found: "i"),
        .providerError(ProviderError(code: "access_denied", description: nil)),
        .providerError(ProviderError(code: "new", description: "words")), .clientAssertionFailed("why"),
        .tokenEndpointRefused(status: 400, nil),
        .tokenEndpointRefused(status: 401, ProviderError(code: "invalid_client", description: nil)),
        .tokenAnswerMalformed("why"), .tokenTypeNotBearer("mac"), .accessTokenMissing, .idTokenMissing,
        .tokenRefused(.nonceMismatch), .subjectMissing, .tokenOfAnotherKind("a"), .subjectTooLong, .issuedAtMissing,
        .audienceNotTrusted("a"),
        .authorizedPartyMissing, .authorizedPartyMismatch(found: "a"), .accessTokenHashMismatch,
        .authenticationTimeMissing, .authenticationTimeInFuture, .authenticationTooOld,
        .authenticationContextNotAccepted(found: "a"), .authenticationContextNotAccepted(found: nil),
        .claimMalformed("azp"), .userInfoRefused(status: 401), .userInfoSigned, .userInfoMalformed("why"),
        .userInfoSubjectMismatch, .refreshedTokenDiffers(claim: "sub"),
    ]

    @Test("are a code and one plain sentence", arguments: all)
    func words(refusal: SignInRefusal) throws {
        #expect(refusal.reason.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
        let first = try #require(refusal.detail.first)
        #expect(first.isLowercase || refusal.detail.hasPrefix("UserInfo"))
        #expect(!refusal.detail.hasSuffix("."))
        #expect(refusal.remedy != "")
        #expect(refusal.clause != "")
    }

    @Test(
        "of a provider are bounded",
        arguments: [
            ("invalid_grant", ProviderError.Code.invalidGrant, "invalid_grant"),
            ("Invalid_Grant", .other, "Invalid_Grant"), ("a\"b\\c\u{1F}d\u{E9}e", .other, "abcde"),
            (String(repeating: "x", count: 1000), .other, String(repeating: "x", count: 64)), ("", .other, ""),
            ("other", .other, "other"),
        ])
    func codes(written: String, code: ProviderError.Code, spelled: String) {
        let error = ProviderError(code: written, description: "")
        #expect(error.code == code)
        #expect(error.spelled == spelled)
        #expect(error.description == nil)
    }
}
