extension ResponseRefusal {
    enum Code: String, ReasonCode {
        case attemptOfAnotherProvider = "saml-attempt-of-another-provider"
        case attemptExpired = "saml-attempt-expired"
        case tooLarge = "saml-response-too-large"
        case notResponse = "saml-not-a-response"
        case versionRefused = "saml-version-refused"
        case identifierMissing = "saml-id-missing"
        case instantMalformed = "saml-instant-malformed"
        case issuedInFuture = "saml-issued-in-future"
        case structureRefused = "saml-structure-refused"
        case tooMany = "saml-too-many"
        case tooLong = "saml-text-too-long"
        case issuerMissing = "saml-issuer-missing"
        case issuerFormatRefused = "saml-issuer-format-refused"
        case issuerUnknown = "saml-issuer-unknown"
        case destinationMissing = "saml-destination-missing"
        case destinationMismatch = "saml-destination-mismatch"
        case unsolicited = "saml-response-unsolicited"
        case requestMismatch = "saml-request-mismatch"
        case requestNotExpected = "saml-request-not-expected"
        case assertionMissing = "saml-assertion-missing"
        case severalAssertions = "saml-several-assertions"
        case noSigningKey = "saml-no-signing-key"
        case nothingSigned = "saml-nothing-signed"
        case responseNotSigned = "saml-response-not-signed"
        case assertionNotSigned = "saml-assertion-not-signed"
        case decryptedElementRefused = "saml-decrypted-element-refused"
        case assertionVersionRefused = "saml-assertion-version-refused"
        case assertionIssuerMissing = "saml-assertion-issuer-missing"
        case assertionIssuerMismatch = "saml-assertion-issuer-mismatch"
        case conditionsMissing = "saml-conditions-missing"
        case conditionsNeverHold = "saml-conditions-never-hold"
        case notYetValid = "saml-assertion-not-yet-valid"
        case expired = "saml-assertion-expired"
        case conditionUnknown = "saml-condition-unknown"
        case conditionRepeated = "saml-condition-repeated"
        case audienceMissing = "saml-audience-missing"
        case audienceMismatch = "saml-audience-mismatch"
        case subjectMissing = "saml-subject-missing"
        case nameIDMissing = "saml-name-id-missing"
        case nameIDRefused = "saml-name-id-refused"
        case bearerMissing = "saml-bearer-missing"
        case recipientMissing = "saml-recipient-missing"
        case recipientMismatch = "saml-recipient-mismatch"
        case confirmationHasBeginning = "saml-confirmation-has-not-before"
        case confirmationEndMissing = "saml-confirmation-end-missing"
        case confirmationExpired = "saml-confirmation-expired"
        case confirmationRequestMissing = "saml-confirmation-request-missing"
        case confirmationRequestMismatch = "saml-confirmation-request-mismatch"
        case confirmationRequestNotExpected = "saml-confirmation-request-not-expected"
        case authnStatementMissing = "saml-authn-statement-missing"
        case severalAuthnStatements = "saml-several-authn-statements"
        case authnInstantInFuture = "saml-authn-instant-in-future"
        case authnTooOld = "saml-authn-too-old"
        case sessionOver = "saml-session-over"
        case authnContextNotAccepted = "saml-authn-context-not-accepted"
        case attributeNameMissing = "saml-attribute-name-missing"

        var clause: String {
            switch self {
            case .attemptOfAnotherProvider, .attemptExpired: "SAML Profiles §4.1.4.3"
            case .tooLarge: "SAML Bindings §3.5.4"
            case .notResponse: "SAML Core §3.3.3"
            case .versionRefused: "SAML Core §4.1.3"
            case .identifierMissing: "SAML Core §1.3.4"
            case .instantMalformed: "SAML Core §1.3.3"
            case .issuedInFuture: "SAML Core §3.2.2"
            case .structureRefused: "SAML Core §3.3.3"
            case .tooMany, .tooLong: "SAML Security §6.1"
            case .issuerMissing, .issuerFormatRefused, .issuerUnknown: "SAML Profiles §4.1.4.2"
            case .destinationMissing, .destinationMismatch: "SAML Bindings §3.5.5.2"
            case .unsolicited: "SAML Profiles §4.1.5"
            case .requestMismatch, .requestNotExpected: "SAML Core §3.2.2"
            case .assertionMissing, .severalAssertions: "SAML Profiles §4.1.4.2"
            case .noSigningKey: "SAML Metadata §2.4.1.1"
            case .nothingSigned, .responseNotSigned, .assertionNotSigned: "SAML Profiles §4.1.4.5"
            case .decryptedElementRefused: "SAML Core §2.3.4"
            case .assertionVersionRefused: "SAML Core §4.1.2"
            case .assertionIssuerMissing: "SAML Core §2.3.3"
            case .assertionIssuerMismatch: "SAML Profiles §4.1.4.2"
            case .conditionsMissing, .audienceMissing: "SAML Profiles §4.1.4.2"
            case .conditionsNeverHold, .notYetValid, .expired: "SAML Core §2.5.1.2"
            case .conditionUnknown: "SAML Core §2.5.1.1"
            case .conditionRepeated: "SAML Core §2.5.1.5"
            case .audienceMismatch: "SAML Core §2.5.1.4"
            case .subjectMissing, .nameIDMissing: "SAML Profiles §4.1.4.2"
            case .nameIDRefused: "SAML Core §2.2"
            case .bearerMissing, .recipientMissing, .recipientMismatch, .confirmationHasBeginning,
                .confirmationEndMissing, .confirmationExpired, .confirmationRequestMissing,
                .confirmationRequestMismatch, .confirmationRequestNotExpected:
                "SAML Profiles §4.1.4.3"
            case .authnStatementMissing, .severalAuthnStatements: "SAML Profiles §4.1.4.2"
            case .authnInstantInFuture, .authnTooOld: "SAML Core §2.7.2"
            case .sessionOver: "SAML Profiles §4.1.4.3"
            case .authnContextNotAccepted: "SAML Core §3.3.2.2.1"
            case .attributeNameMissing: "SAML Core §2.7.3.1"
            }
        }

        var meaning: String {
            switch self {
            case .attemptOfAnotherProvider: "the sign-in was started at another provider"
            case .attemptExpired: "the sign-in was started too long ago"
            case .tooLarge: "the response is longer than is read"
            case .notResponse: "the document is not a SAML response"
            case .versionRefused: "the response is of another version than 2.0"
            case .identifierMissing: "the response or the assertion has no ID"
            case .instantMalformed: "an instant is missing or is not written in UTC"
            case .issuedInFuture: "the response or the assertion claims to have been made later than now"
            case .structureRefused: "an element is missing, stands twice, or stands where it does not belong"
            case .tooMany: "there are more of something than are read"
            case .tooLong: "a text is longer than is read"
            case .issuerMissing: "the response names no issuer where it must"
            case .issuerFormatRefused: "the issuer is named by something else than an entity ID"
            case .issuerUnknown: "the response comes from another provider than the configured one"
            case .destinationMissing: "the response is signed and does not say where it was to be sent"
            case .destinationMismatch: "the response was sent to another place"
            case .unsolicited: "the response answers no request, and such are not taken"
            case .requestMismatch: "the response answers another request than the one that was made"
            case .requestNotExpected: "the response answers a request though none was made"
            case .assertionMissing: "the response holds no assertion"
            case .severalAssertions: "the response holds several assertions"
            case .noSigningKey: "the provider's metadata has no key that can be used"
            case .nothingSigned: "neither the response nor the assertion is signed"
            case .responseNotSigned: "the response is not signed, which is demanded"
            case .assertionNotSigned: "the assertion is not signed, which is demanded"
            case .decryptedElementRefused: "what was encrypted is not what it must be"
            case .assertionVersionRefused: "the assertion is of another version than 2.0"
            case .assertionIssuerMissing: "the assertion names no issuer"
            case .assertionIssuerMismatch: "the assertion comes from another provider than the response"
            case .conditionsMissing: "the assertion has no conditions"
            case .conditionsNeverHold: "the conditions begin when they are over"
            case .notYetValid: "the assertion's time has not begun"
            case .expired: "the assertion's time is over"
            case .conditionUnknown: "the assertion has a condition that is not understood"
            case .conditionRepeated: "a condition stands twice that may stand once"
            case .audienceMissing: "the assertion does not say whom it is for"
            case .audienceMismatch: "the assertion is for another service"
            case .subjectMissing: "the assertion is about nobody"
            case .nameIDMissing: "the assertion's subject has no name"
            case .nameIDRefused: "the assertion's subject is named in a way that cannot be used"
            case .bearerMissing: "nobody may bring this assertion as its bearer"
            case .recipientMissing: "the bearer's confirmation names no recipient"
            case .recipientMismatch: "the bearer was to bring the assertion to another place"
            case .confirmationHasBeginning: "the bearer's confirmation has a beginning, which is forbidden"
            case .confirmationEndMissing: "the bearer's confirmation has no end"
            case .confirmationExpired: "the bearer came too late"
            case .confirmationRequestMissing: "the bearer's confirmation does not name the request that it answers"
            case .confirmationRequestMismatch: "the bearer's confirmation answers another request"
            case .confirmationRequestNotExpected: "the bearer's confirmation answers a request though none was made"
            case .authnStatementMissing: "the assertion does not say that anybody authenticated"
            case .severalAuthnStatements: "the assertion tells of several authentications"
            case .authnInstantInFuture: "the person authenticated later than now"
            case .authnTooOld: "the person authenticated before they were asked to do so anew"
            case .sessionOver: "the provider's session is over"
            case .authnContextNotAccepted: "the person authenticated in a way that was not asked for"
            case .attributeNameMissing: "an attribute has no name"
            }
        }
    }

    /// Where its reason comes from.
    var origin: ReasonOrigin<Code> {
        switch self {
        case .bindingRefused(let refusal): .below(refusal)
        case .xmlRefused(let refusal): .below(refusal)
        case .statusRefused(let refusal): .below(refusal)
        case .signatureRefused(_, let refusal): .below(refusal)
        case .decryptionRefused(let refusal): .below(refusal)
        case .attemptOfAnotherProvider: .own(.attemptOfAnotherProvider)
        case .attemptExpired: .own(.attemptExpired)
        case .tooLarge: .own(.tooLarge)
        case .notResponse: .own(.notResponse)
        case .versionRefused: .own(.versionRefused)
        case .identifierMissing: .own(.identifierMissing)
        case .instantMalformed: .own(.instantMalformed)
        case .issuedInFuture: .own(.issuedInFuture)
        case .structureRefused: .own(.structureRefused)
        case .tooMany: .own(.tooMany)
        case .tooLong: .own(.tooLong)
        case .issuerMissing: .own(.issuerMissing)
        case .issuerFormatRefused: .own(.issuerFormatRefused)
        case .issuerUnknown: .own(.issuerUnknown)
        case .destinationMissing: .own(.destinationMissing)
        case .destinationMismatch: .own(.destinationMismatch)
        case .unsolicited: .own(.unsolicited)
        case .requestMismatch: .own(.requestMismatch)
        case .requestNotExpected: .own(.requestNotExpected)
        case .assertionMissing: .own(.assertionMissing)
        case .severalAssertions: .own(.severalAssertions)
        case .noSigningKey: .own(.noSigningKey)
        case .nothingSigned: .own(.nothingSigned)
        case .responseNotSigned: .own(.responseNotSigned)
        case .assertionNotSigned: .own(.assertionNotSigned)
        case .decryptedElementRefused: .own(.decryptedElementRefused)
        case .assertionVersionRefused: .own(.assertionVersionRefused)
        case .assertionIssuerMissing: .own(.assertionIssuerMissing)
        case .assertionIssuerMismatch: .own(.assertionIssuerMismatch)
        case .conditionsMissing: .own(.conditionsMissing)
        case .conditionsNeverHold: .own(.conditionsNeverHold)
        case .notYetValid: .own(.notYetValid)
        case .expired: .own(.expired)
        case .conditionUnknown: .own(.conditionUnknown)
        case .conditionRepeated: .own(.conditionRepeated)
        case .audienceMissing: .own(.audienceMissing)
        case .audienceMismatch: .own(.audienceMismatch)
        case .subjectMissing: .own(.subjectMissing)
        case .nameIDMissing: .own(.nameIDMissing)
        case .nameIDRefused: .own(.nameIDRefused)
        case .bearerMissing: .own(.bearerMissing)
        case .recipientMissing: .own(.recipientMissing)
        case .recipientMismatch: .own(.recipientMismatch)
        case .confirmationHasBeginning: .own(.confirmationHasBeginning)
        case .confirmationEndMissing: .own(.confirmationEndMissing)
        case .confirmationExpired: .own(.confirmationExpired)
        case .confirmationRequestMissing: .own(.confirmationRequestMissing)
        case .confirmationRequestMismatch: .own(.confirmationRequestMismatch)
        case .confirmationRequestNotExpected: .own(.confirmationRequestNotExpected)
        case .authnStatementMissing: .own(.authnStatementMissing)
        case .severalAuthnStatements: .own(.severalAuthnStatements)
        case .authnInstantInFuture: .own(.authnInstantInFuture)
        case .authnTooOld: .own(.authnTooOld)
        case .sessionOver: .own(.sessionOver)
        case .authnContextNotAccepted: .own(.authnContextNotAccepted)
        case .attributeNameMissing: .own(.attributeNameMissing)
        }
    }
}
