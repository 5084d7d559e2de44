internal import Cryptography
internal import Essentials
internal import XMLSecurity

extension MetadataKey {
    /// The key as a signature is held against it, under the fingerprint of its certificate.
    var verificationKey: VerificationKey {
        // A digest that cannot be made costs the key its name, not its use.
        let fingerprint = certificate.flatMap { try? $0.fingerprint() }.map { Hexadecimal.encode($0) }
        return VerificationKey(publicKey, label: fingerprint ?? "key without a certificate")
    }
}

extension SignatureRules {
    /// What is taken of a provider's signatures.
    init(_ metadata: IdentityProviderMetadata, _ options: ServiceProviderOptions, log: any LogSink) {
        self.init(
            keys: metadata.signingKeys.map(\.verificationKey), allowsSHA1: options.allowsSHA1,
            allowsInclusiveCanonicalisation: options.allowsInclusiveCanonicalisation, log: log)
    }
}
