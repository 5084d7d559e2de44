import Essentials

extension MetadataWarning {
    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = rows.map { warning, meaning in
        (warning.reason, warning.clause ?? "a bound of this program's", meaning)
    }

    private static let rows: [(MetadataWarning, String)] = [
        (.keyLeftOut(number: 0, .signing, why: ""), "a key in the metadata may not be used and is left out"),
        (
            .furtherCertificatesLeftOut(number: 0),
            "a key descriptor holds several certificates, of which the first is used"
        ),
        (
            .certificateNotValidNow(subject: "", from: .epoch, to: .epoch),
            "a certificate's time is over or has not begun; its key is used all the same"
        ),
        (.furtherKeysLeftOut(.signing, limit: 0), "the metadata has more keys than are used"),
        (
            .endpointLeftOut(element: "", location: "", why: ""),
            "an endpoint in the metadata cannot be used and is left out"
        ),
        (.noEnd, "the metadata is signed and says no end"),
    ]
}
