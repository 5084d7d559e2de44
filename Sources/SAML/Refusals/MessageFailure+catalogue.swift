import Essentials

extension MessageFailure {
    /// Every reason of its own with clause and meaning; those that it hands on stand in the catalogues of their own.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { failure, meaning in
        (failure.reason, failure.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(MessageFailure, String)] = [
        (.schemeHasNoName, "the signing key is of a kind that XML signatures have no name for"),
        (.noSigningKey, "there is no key to sign a message of ours with"),
        (.noEncryptionKey, "there is no key of the receiver to encrypt to"),
    ]
}
