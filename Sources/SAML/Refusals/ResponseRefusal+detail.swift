internal import Essentials
import XMLDocuments
import XMLSecurity

extension ResponseRefusal {
    /// What was wanted and what was found.
    public var detail: String {
        switch self {
        case .attemptOfAnotherProvider: "the sign-in was started at another provider"
        case .attemptExpired: "the sign-in was started too long ago"
        case .bindingRefused(let refusal): refusal.detail
        case .tooLarge(let bytes, let limit): "the response has \(bytes) bytes; at most \(limit) are read"
        case .xmlRefused(let error): error.detail
        case .notResponse(let found): "the document's root is \(quoted(found)), not `samlp:Response`"
        case .versionRefused(let found): "the response's `Version` is \(ResponseRefusal.shown(found)), not `2.0`"
        case .identifierMissing(let part): "the \(part.rawValue) has no `ID`"
        case .instantMalformed(let what, let found):
            "the \(what) is \(ResponseRefusal.shown(found)); a date and time in UTC was expected"
        case .issuedInFuture(let part, let at, let now, let skew):
            "the \(part.rawValue) says it was made at \(at); \(ResponseRefusal.judged(now, skew))"
        case .structureRefused(let what): what
        case .tooMany(let what, let limit): "there are more than \(limit) \(what)"
        case .tooLong(let what, let limit): "the \(what) is longer than \(limit) bytes"
        case .issuerMissing: "the response names no `Issuer`"
        case .issuerFormatRefused(let found): "the `Issuer` is of the format \(quoted(found)), not an entity ID"
        case .issuerUnknown(let expected, let found):
            "the response comes from \(quoted(found)); \(quoted(expected)) was expected"
        case .destinationMissing: "the response is signed and has no `Destination`"
        case .destinationMismatch(let expected, let found):
            "the response was sent to \(quoted(found)); this service is \(quoted(expected))"
        case .unsolicited: "the response has no `InResponseTo`: it answers no request"
        case .requestMismatch(let found): "the response answers the request \(quoted(found)), which is another"
        case .requestNotExpected(let found): "the response answers the request \(quoted(found)), and none was made"
        case .statusRefused(let status): status.detail
        case .assertionMissing: "the response holds no assertion"
        case .severalAssertions(let count): "the response holds \(count) assertions; exactly one is taken"
        case .noSigningKey: "the provider's metadata has no signing key that can be used"
        case .nothingSigned: "neither the response nor the assertion is signed"
        case .responseNotSigned: "the response is not signed, and this provider must sign it"
        case .assertionNotSigned: "the assertion is not signed, and this provider must sign it"
        case .signatureRefused(let part, let refusal): "the signature over the \(part.rawValue): \(refusal.detail)"
        case .decryptionRefused(let refusal): refusal.detail
        case .decryptedElementRefused(let expected): "what was encrypted is not the `\(expected)` that belongs there"
        default: assertionDetail
        }
    }

    private var assertionDetail: String {
        switch self {
        case .assertionVersionRefused(let found):
            "the assertion's `Version` is \(ResponseRefusal.shown(found)), not `2.0`"
        case .assertionIssuerMissing: "the assertion names no `Issuer`"
        case .assertionIssuerMismatch(let expected, let found):
            "the assertion comes from \(quoted(found)); \(quoted(expected)) was expected"
        case .conditionsMissing: "the assertion has no `Conditions`"
        case .conditionsNeverHold: "the conditions' `NotBefore` is not before their `NotOnOrAfter`"
        case .notYetValid(let from, let now, let skew):
            "the assertion holds from \(from); \(ResponseRefusal.judged(now, skew))"
        case .expired(let at, let now, let skew):
            "the assertion ceased to hold at \(at); \(ResponseRefusal.judged(now, skew))"
        case .conditionUnknown(let name): "the condition \(quoted(name)) is not understood"
        case .conditionRepeated(let name): "the condition `\(name)` stands twice"
        case .audienceMissing: "the assertion has no `AudienceRestriction`"
        case .audienceMismatch(let expected, let found):
            "the assertion is for \(found.isEmpty ? "nobody" : quoted(found)); \(quoted(expected)) was expected"
        case .subjectMissing: "the assertion has no `Subject`"
        case .nameIDMissing: "the assertion's subject has no `NameID`"
        case .nameIDRefused(let why): "the assertion's subject cannot be used: \(why)"
        case .bearerMissing: "the assertion has no `SubjectConfirmation` by the bearer method"
        case .recipientMissing: "the bearer's `SubjectConfirmationData` has no `Recipient`"
        case .recipientMismatch(let expected, let found):
            "the bearer was to go to \(quoted(found)); this service is \(quoted(expected))"
        case .confirmationHasBeginning: "the bearer's `SubjectConfirmationData` has a `NotBefore`"
        case .confirmationEndMissing: "the bearer's `SubjectConfirmationData` has no `NotOnOrAfter`"
        case .confirmationExpired(let at, let now, let skew):
            "the assertion was to be brought before \(at); \(ResponseRefusal.judged(now, skew))"
        case .confirmationRequestMissing: "the bearer's `SubjectConfirmationData` has no `InResponseTo`"
        case .confirmationRequestMismatch(let found):
            "the bearer's confirmation answers the request \(quoted(found)), which is another"
        case .confirmationRequestNotExpected(let found):
            "the bearer's confirmation answers the request \(quoted(found)), and none was made"
        case .authnStatementMissing: "the assertion has no `AuthnStatement`"
        case .severalAuthnStatements(let count): "the assertion has \(count) `AuthnStatement`; exactly one is taken"
        case .authnInstantInFuture(let at, let now, let skew):
            "the person authenticated at \(at); \(ResponseRefusal.judged(now, skew))"
        case .authnTooOld(let at, let after):
            "the person authenticated at \(at), and was asked at \(after) to do so anew"
        case .sessionOver(let at, let now, let skew):
            "the provider's session ended at \(at); \(ResponseRefusal.judged(now, skew))"
        case .authnContextNotAccepted(let found):
            "the authentication context is \(ResponseRefusal.shown(found)), which was not asked for"
        case .attributeNameMissing: "an attribute has no `Name`"
        default: "the response is refused"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .bindingRefused(let refusal): refusal.remedy
        case .xmlRefused(let error): error.remedy
        case .statusRefused(let status): status.remedy
        case .signatureRefused(_, let refusal): refusal.remedy
        case .decryptionRefused(let refusal): refusal.remedy
        case .issuerUnknown, .assertionIssuerMismatch: "compare the provider's entity ID with that of its metadata"
        case .destinationMismatch, .recipientMismatch:
            "register this service's assertion consumer URL at the provider, byte for byte"
        case .unsolicited: "begin at this service, or set `allow_unsolicited` for this provider"
        case .requestMismatch, .requestNotExpected, .attemptOfAnotherProvider, .attemptExpired:
            "start the sign-in again in the same browser"
        case .noSigningKey: "fetch the provider's metadata again"
        case .nothingSigned, .responseNotSigned: "let the provider sign its responses"
        case .assertionNotSigned: "let the provider sign its assertions"
        case .audienceMismatch: "compare this service's entity ID with the audience that the provider writes"
        case .notYetValid, .issuedInFuture, .authnInstantInFuture: "compare the clocks of provider and gateway"
        case .expired, .confirmationExpired:
            "sign in again; where the response is fresh, compare the clocks of provider and gateway"
        case .authnTooOld: "sign in again and give the proof that the provider asks for"
        case .sessionOver: "sign in again"
        case .nameIDMissing: "let the provider send a NameID"
        default: nil
        }
    }

    private static func shown(_ found: String?) -> String { found.map { quoted($0) } ?? "missing" }

    private static func judged(_ now: Instant, _ skew: Duration) -> String {
        "judged at \(now) with \(skew.wholeSeconds) s of skew"
    }
}
