import Cryptography
import Essentials
import Federation
import HTTP
import IAM
import JOSE
import OpenIDConnect
import Pages
import SAML
import SecurityTokens
import Storage
import Testing
import Vault
import XMLDocuments
import XMLSecurity

@testable import Gateway

/// Every reason that can reach a page that refuses has words of its own.
struct WordsTests {
    static let signIn: [SignInRefusal] =
        [
            .providerUnreachable(.stopped), .documentRefused(.discovery, ""), .documentRefused(.keys, ""),
            .discoveryIssuerMismatch(found: ""), .endpointMissing(""), .requestTooLong, .callbackMalformed(""),
            .stateMismatch, .attemptExpired, .attemptOfAnotherProvider, .issuerParameterMissing,
            .issuerParameterMismatch(found: ""), .clientAssertionFailed(""), .tokenEndpointRefused(status: 400, nil),
            .tokenAnswerMalformed(""), .tokenTypeNotBearer(""), .accessTokenMissing, .idTokenMissing, .subjectMissing,
            .subjectTooLong, .issuedAtMissing, .audienceNotTrusted(""), .authorizedPartyMissing,
            .authorizedPartyMismatch(found: ""), .accessTokenHashMismatch, .authenticationTimeMissing,
            .authenticationTimeInFuture, .authenticationTooOld, .authenticationContextNotAccepted(found: nil),
            .claimMalformed(""), .userInfoRefused(status: 500), .userInfoSigned, .userInfoMalformed(""),
            .userInfoSubjectMismatch, .refreshedTokenDiffers(claim: ""),
        ] + ProviderError.Code.allCases.map { .providerError(ProviderError(code: $0.rawValue, description: nil)) }

    static let issuers: [IssuerRefusal] = [
        .accessDenied(""), .expiredToken(""), .invalidIdentityToken(""), .idpCommunicationError(""),
        .idpRejectedClaim(""), .malformedPolicy(""), .packedPolicyTooLarge(""), .regionDisabled(""), .throttled(""),
        .notReached(""), .unexpectedAnswer(""), .invalidSessionName(""), .invalidSessionTag(key: "", ""),
        .durationTooLong(requested: .zero, maximum: nil), .validation(""),
    ]

    static let grants: [GrantRefusal] =
        [
            .unknownIssuer(""), .durationOutOfRange(requested: .zero, maximum: .zero), .proofExpired(.epoch),
            .auditUnavailable, .authenticationTooOld(limit: .zero), .issuerTakesNoAssertion(""), .assertionNotMade(""),
        ] + issuers.map { .issuer($0) }

    static let own: [GatewayRefusal] = [
        .attemptNotFound, .attemptUsed, .forgedForm, .roleNotGranted(account: "", role: ""), .noSuchPage,
        .unforeseen(""), .providerGone(""), .assertionUsed, .assertionNotKept, .logoutRequestUsed, .notOperator,
        .landingPageUnknown(""),
        .consoleSessionMissing, .consoleMissing(""),
    ]

    static let below: [any Reportable] =
        [
            FederationRefusal.actionUnknown(""), FederationRefusal.parameterMissing(""),
            FederationRefusal.sessionMalformed, FederationRefusal.durationOutOfRange,
            FederationRefusal.durationNotTaken(""), FederationRefusal.keysRefused,
            FederationRefusal.keysOfAnotherKind(""), FederationRefusal.keysOver, FederationRefusal.tokenRefused,
            FederationRefusal.placeNotRegistered(""), ConsoleFailure.notReached(""),
            ConsoleFailure.refused(status: 400),
            ConsoleFailure.answerUnexpected(""), IdentityRefusal.subjectMissing,
            IdentityRefusal.requiredClaimMissing(claim: "", values: []),
            IdentityRefusal.requiredClaimDiffers(claim: "", value: "", values: []), SessionError.unreadable(""),
            FormError.tooLarge(limit: 0), FormError.tooManyFields(limit: 0), FormError.malformedPercent,
            FormError.notText,
            StorageError.alreadyExists(collection: ""), StorageError.tooLarge(what: "", bytes: 0, limit: 0),
            StorageError.unreadableFields(""), StorageError.busy, StorageError.overloaded(waiting: 0),
            StorageError.full(""), StorageError.corrupt(""), StorageError.failed(code: 0, ""), StorageError.closed,
            VaultError.keyUnreadable(name: ""), VaultError.tooLarge(bytes: 0, limit: 0), VaultError.malformed,
            VaultError.unknownKey(id: 0), VaultError.refused, VaultError.storage(.busy),
            VaultError.cryptography(.libraryFailure(function: "", message: "")),
            CryptographyError.libraryFailure(function: "", message: ""),
            CryptographyError.wrongLength(of: "", found: 0, expected: ""),
        ]

    private static func library() throws -> PageLibrary {
        try PageLibrary.load(overrides: [:], place: "login.example.org", version: "1")
    }

    @Test func `Every reason that a page may carry has words`() throws {
        let library = try Self.library()
        let everything: [any Reportable] = Self.signIn + Self.grants + Self.own + Self.below
        let reasons = Set(
            everything.map(\.reason) + TokenRefusal.catalogue.map(\.reason) + ResponseRefusal.catalogue.map(\.reason)
                + MessageRefusal.catalogue.map(\.reason) + BindingRefusal.catalogue.map(\.reason)
                + MetadataRefusal.catalogue.map(\.reason) + SignatureRefusal.catalogue.map(\.reason)
                + DecryptionRefusal.catalogue.map(\.reason) + XMLError.catalogue.map(\.reason))
        #expect(reasons.count > 100)
        for reason in reasons.sorted() { #expect(library.hasWords(for: reason), "\(reason)") }
    }

    @Test func `A reason that nobody foresaw has no words, so that the test above can fail`() throws {
        #expect(try !Self.library().hasWords(for: "no-such-reason"))
    }

    /// The words of a beginning (`issuer-*`) must not stand for something of another kind by accident.
    @Test(arguments: [
        ("issuer-mismatch", "could not be proved genuine"), ("issuer-unknown", "administrator"),
        ("key-unknown", "could not be proved genuine"), ("session-unreadable", "sign in again"),
        ("storage-full", "administrator"), ("audit-unavailable", "administrator"),
    ])
    func `The words fit the reason`(reason: String, words: String) throws {
        struct Example: Reportable {
            let reason: String
            let detail = ""
        }
        let page = ErrorPage(
            refusal: Example(reason: reason), reference: "sp-aaaa-aaaa", time: ("", ""), provider: nil, providerID: nil,
            issuer: nil, person: nil, again: "/")
        #expect(String(decoding: try Self.library().render(page), as: UTF8.self).contains(words))
    }
}
