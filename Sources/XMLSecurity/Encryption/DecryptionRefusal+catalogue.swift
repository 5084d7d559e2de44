import Essentials

extension DecryptionRefusal {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { refusal, meaning in
        (refusal.reason, refusal.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(DecryptionRefusal, String)] = [
        (.malformed(""), "the encrypted element is not built as SAML has it"),
        (.elementRefused(""), "the encrypted element holds an element that SAML does not have there"),
        (.algorithmRefused(""), "the content is encrypted by an algorithm that is not taken"),
        (.keyTransportRefused(""), "the content's key is encrypted by an algorithm that is not taken"),
        (.cbcRefused(""), "the content is encrypted by AES-CBC, and no verified signature covers it"),
        (.withoutKey, "no encrypted key comes with the encrypted element"),
        (.tooManyKeys(0), "more encrypted keys come with the encrypted element than are tried"),
        (.noDecryptionKey, "an element is encrypted, and no key that decrypts is configured"),
        (.failed, "the encrypted element does not open with the configured keys"),
    ]
}
