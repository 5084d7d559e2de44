import Essentials
internal import HTTP
internal import XMLDocuments
internal import XMLSecurity

extension MetadataRefusal {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { refusal, meaning in
        (refusal.reason, refusal.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(MetadataRefusal, String)] = [
        (.malformed(.notUTF8), "the metadata is not XML of the kind that is read"),
        (.notMetadata(root: ""), "the document is not SAML 2.0 metadata"),
        (.tooManyEntities(limit: 0), "the metadata holds more entities than are read"),
        (.nestedTooDeep(limit: 0), "groups of entities nest deeper than is read"),
        (.unsigned, "the metadata is not signed, though a certificate is pinned for it"),
        (.signatureRefused(.noKey), "the metadata's signature is not taken"),
        (.noPinnedCertificate, "the metadata is to be signed, and no certificate is pinned for it"),
        (.tooManyPinnedCertificates(limit: 0), "more certificates are pinned than are tried"),
        (.entityIDMalformed(""), "an entity ID is empty or too long"),
        (.entityRepeated(""), "the metadata describes the entity more than once"),
        (.entityUnknown(""), "the metadata does not describe the entity that is meant"),
        (.entityMismatch(found: "", expected: ""), "the metadata is of another entity than the one that is meant"),
        (.entityNotNamed(count: 0), "the metadata describes several identity providers, and none is named"),
        (.noIdentityProvider(entityID: ""), "the entity is no identity provider of SAML 2.0"),
        (.roleRepeated(entityID: ""), "the entity has several descriptions as identity provider"),
        (.expired(.epoch, at: .epoch), "the metadata is past its time"),
        (.timeMalformed(attribute: "", ""), "a time in the metadata is none"),
        (.valueMalformed(element: "", ""), "a value in the metadata cannot be read"),
        (.noSigningKey(entityID: "", []), "the entity names no key for signing that can be used"),
        (.noSingleSignOn(entityID: "", []), "the entity names no place for sign-in that can be used"),
        (.unreachable(.stopped), "the metadata could not be fetched"),
        (.answerRefused(place: "", status: 0), "the metadata's address did not answer with it"),
        (.fileUnreadable(path: "", ""), "the metadata file cannot be read"),
        (.placeMalformed(""), "no URL can be made for the metadata query"),
        (.tooBusy, "too much metadata is being read at once"),
    ]
}
