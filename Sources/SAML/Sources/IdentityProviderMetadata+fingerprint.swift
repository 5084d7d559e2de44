internal import Cryptography
internal import Essentials

extension IdentityProviderMetadata {
    /// Tells whether another reading brought a key or a place that was not there before.
    var fingerprint: [UInt8] {
        var parts: [String] = []
        for key in signingKeys + encryptionKeys { parts.append(MetadataKey.text(of: key.publicKey.components)) }
        for endpoint in singleSignOn + singleLogout + artifactResolution.map(\.endpoint) {
            parts.append("\(endpoint.binding.uri) \(endpoint.location) \(endpoint.responsesTo)")
        }
        return parts.sorted { ExactString($0) < ExactString($1) }.joined(separator: "\n").bytes
    }
}

extension MetadataKey {
    fileprivate static func text(of components: PublicKeyComponents) -> String {
        switch components {
        case .rsa(let modulus, let exponent): Hexadecimal.encode(modulus) + "." + Hexadecimal.encode(exponent)
        case .elliptic(let curve, let x, let y): "\(curve.name) " + Hexadecimal.encode(x + y)
        case .ed25519(let point): Hexadecimal.encode(point)
        }
    }
}
