import Cryptography
import Essentials
import Federation

/// Certificates of which one's key must have signed a provider's metadata.
struct MetadataPins {
    let map: MapReader

    func read() -> [Certificate] {
        let key = "metadata_certificate"
        let written: [LocatedText] = map.texts(key) ?? []
        var pins: [Certificate] = []
        for found in written {
            do throws(CertificateRefusal) {
                pins += try Certificate.all(pem: found.text.bytes)
            } catch {
                map.context.error(
                    at: found.place,
                    "`\(map.path(of: key))`\(found.fromWhere) is no PEM certificate: \(error.detail)",
                    remedy: "write `\(key): file:PATH`")
            }
        }
        if !written.isEmpty, pins.isEmpty { map.error(key, "`\(map.path(of: key))` holds no PEM certificate") }
        return pins
    }
}

/// Key pairs of an operator's own: private keys, and a certificate for each.
struct OwnKeysReader {
    /// What the keys are for.
    enum Purpose: String {
        case signing
        case encryption
    }

    let map: MapReader
    let purpose: Purpose

    /// A certificate that ends sooner is warned about, so that there is time to hand out the next.
    private static let ahead: Duration = .seconds(30 * 86_400)

    private var keyName: String { "\(purpose.rawValue)_key" }
    private var certificateName: String { "\(purpose.rawValue)_certificate" }

    func read() -> [SAMLProviderSettings.OwnKey] {
        guard let keys = keys(), let certificates = certificates() else { return [] }
        guard keys.count == certificates.count else {
            map.error(
                keys.count > certificates.count ? keyName : certificateName,
                "`\(map.path)` has \(keys.count) of `\(keyName)` and \(certificates.count) of `\(certificateName)`",
                remedy: "write a certificate for each key, in the same order")
            return []
        }
        var pairs: [SAMLProviderSettings.OwnKey] = []
        for (key, (certificate, found)) in zip(keys, certificates) {
            guard key.publicKey.components == certificate.publicKey.components else {
                map.context.error(
                    at: found.place,
                    "`\(map.path(of: certificateName))`\(found.fromWhere) is not the certificate of `\(keyName)`",
                    remedy: "write the certificates in the order of their keys")
                return []
            }
            judge(certificate, found)
            pairs.append(SAMLProviderSettings.OwnKey(key: key, certificate: certificate))
        }
        return pairs
    }

    /// The keys; `nil` where one does not serve (reported).
    private func keys() -> [PrivateKey]? {
        let written: [LocatedText] = map.texts(keyName) ?? []
        var keys: [PrivateKey] = []
        for found in written {
            if case .literal = found.origin {
                map.context.warning(
                    at: found.place, "`\(map.path(of: keyName))` stands in the file as it is",
                    remedy: "write `\(keyName): file:PATH`")
            }
            do throws(CryptographyError) {
                let key = try PrivateKey(pem: Secret(found.text))
                guard serves(key.kind) else {
                    map.context.error(
                        at: found.place,
                        "`\(map.path(of: keyName))`\(found.fromWhere) is a key of \(key.kind), which SAML does not take for \(purpose.rawValue)",
                        remedy: purpose == .signing
                            ? "write an RSA key, or one on P-256, P-384 or P-521" : "write an RSA key"
                    )
                    return nil
                }
                keys.append(key)
            } catch {
                map.context.error(
                    at: found.place,
                    "`\(map.path(of: keyName))`\(found.fromWhere) is no usable private key: \(error.detail)",
                    remedy: "write a PEM private key that is not encrypted")
                return nil
            }
        }
        return keys
    }

    /// XML-DSig's algorithms in SAML's profile sign by RSA and ECDSA; XML-Enc transports keys by RSA.
    private func serves(_ kind: KeyKind) -> Bool {
        switch kind {
        case .rsa: true
        case .elliptic: purpose == .signing
        case .ed25519: false
        }
    }

    /// The certificates, the first of each file; `nil` where one does not serve (reported).
    private func certificates() -> [(Certificate, LocatedText)]? {
        let written: [LocatedText] = map.texts(certificateName) ?? []
        var certificates: [(Certificate, LocatedText)] = []
        for found in written {
            let what = "`\(map.path(of: certificateName))`\(found.fromWhere)"
            let remedy = "write `\(certificateName): file:PATH` with the certificate of `\(keyName)` in PEM form"
            do throws(CertificateRefusal) {
                guard let first = try Certificate.all(pem: found.text.bytes).first else {
                    map.context.error(at: found.place, "\(what) holds no PEM certificate", remedy: remedy)
                    return nil
                }
                certificates.append((first, found))
            } catch {
                map.context.error(
                    at: found.place, "\(what) is no PEM certificate: \(error.detail)", remedy: remedy)
                return nil
            }
        }
        return certificates
    }

    /// A provider may look at the time of a certificate, though SAML reads nothing of it but the key.
    private func judge(_ certificate: Certificate, _ found: LocatedText) {
        let now = map.context.clock.now()
        let what = "`\(map.path(of: certificateName))`\(found.fromWhere)"
        let remedy = "make a new one for the same key, and hand it to the provider"
        if now >= certificate.validTo {
            map.context.warning(
                at: found.place, "\(what) ran out at \(certificate.validTo), which some providers refuse",
                remedy: remedy)
        } else if now < certificate.validFrom {
            map.context.warning(
                at: found.place, "\(what) begins at \(certificate.validFrom) only, which some providers refuse",
                remedy: remedy)
        } else if certificate.validTo - now < Self.ahead {
            map.context.warning(
                at: found.place, "\(what) runs out at \(certificate.validTo), which some providers will refuse",
                remedy: remedy)
        }
    }
}

extension MapReader {
    /// The names of groups by their ids.
    func groupNames() -> GroupNames {
        guard let found = located("group_names") else { return .none }
        do throws(GroupNamesError) {
            return try GroupNames(csv: found.text)
        } catch {
            self.error("group_names", "`\(path(of: "group_names"))`: \(error.detail)", remedy: error.remedy)
            return .none
        }
    }
}
