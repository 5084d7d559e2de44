/// The algorithms of a signature, by the names they have in a request.
public enum SigningAlgorithm: String, Sendable, CaseIterable {
    /// Signature Version 4: a key for one day, region and service.
    case hmac = "AWS4-HMAC-SHA256"
    /// Signature Version 4A: a key pair that follows from the secret, for the regions that `X-Amz-Region-Set` names.
    case ecdsa = "AWS4-ECDSA-P256-SHA256"
}
