internal import Cryptography
internal import Essentials

extension HashAlgorithm {
    /// The identifier in `ds:DigestMethod` (RFC 9231 §2.1; XML-Enc 1.1 §5.7).
    var digestURI: String {
        switch self {
        case .sha1: "http://www.w3.org/2000/09/xmldsig#sha1"
        case .sha256: "http://www.w3.org/2001/04/xmlenc#sha256"
        case .sha384: "http://www.w3.org/2001/04/xmldsig-more#sha384"
        case .sha512: "http://www.w3.org/2001/04/xmlenc#sha512"
        }
    }

    /// The hash function of an identifier; byte-wise.
    init?(digestURI uri: String) {
        guard let found = HashAlgorithm.allCases.first(where: { $0.digestURI.isExactly(uri) }) else { return nil }
        self = found
    }
}
