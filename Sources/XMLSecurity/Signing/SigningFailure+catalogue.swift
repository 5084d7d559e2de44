import Essentials

extension SigningFailure {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { failure, meaning in
        (failure.reason, "SAML core §5.4", meaning)
    }

    private static let rows: [(SigningFailure, String)] = [
        (.notXML(""), "what was to be signed is not XML of the kind that is read"),
        (.elementNotFound(""), "no element has the ID that was to be signed"),
        (.identifierNotPlain(""), "the ID that was to be signed is not a plain name"),
        (.alreadySigned(""), "the element has a signature already"),
        (.certificateOfAnotherKey, "the certificate is for another key than the one that signs"),
        (.schemeNotMade(""), "no signature of this scheme is made with this key"),
        (.libraryFailure(""), "the cryptographic library could not make the signature"),
        (.doesNotVerify(""), "the signature that was made does not verify"),
    ]
}
