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
                map.error(
                    key, "`\(map.path(of: key))` is no PEM certificate: \(error.detail)",
                    remedy: "write `\(key): file:PATH`")
            }
        }
        if !written.isEmpty, pins.isEmpty { map.error(key, "`\(map.path(of: key))` holds no PEM certificate") }
        return pins
    }
}

/// Key pairs of an operator's own: private keys, and a certificate for each.
struct OwnKeysReader {
    let map: MapReader

    func read(_ keyName: String, _ certificateName: String) -> [SAMLProviderSettings.OwnKey] {
        guard let keys = keys(keyName), let certificates = certificates(certificateName) else { return [] }
        guard keys.count == certificates.count else {
            map.error(
                keys.count > certificates.count ? keyName : certificateName,
                "`\(map.path)` has \(keys.count) of `\(keyName)` and \(certificates.count) of `\(certificateName)`",
                remedy: "write a certificate for each key, in the same order")
            return []
        }
        var pairs: [SAMLProviderSettings.OwnKey] = []
        for (key, certificate) in zip(keys, certificates) {
            guard key.publicKey.components == certificate.publicKey.components else {
                map.error(certificateName, "`\(map.path(of: certificateName))` is not the certificate of `\(keyName)`")
                return []
            }
            pairs.append(SAMLProviderSettings.OwnKey(key: key, certificate: certificate))
        }
        return pairs
    }

    /// The keys; `nil` where one does not serve (reported).
    private func keys(_ name: String) -> [PrivateKey]? {
        let written: [LocatedText] = map.texts(name) ?? []
        var keys: [PrivateKey] = []
        for found in written {
            if case .literal = found.origin {
                map.context.warning(
                    at: found.place, "`\(map.path(of: name))` stands in the file as it is",
                    remedy: "write `\(name): file:PATH`")
            }
            do throws(CryptographyError) {
                keys.append(try PrivateKey(pem: Secret(found.text)))
            } catch {
                map.error(name, "`\(map.path(of: name))` is no usable private key: \(error.detail)")
                return nil
            }
        }
        return keys
    }

    /// The certificates, the first of each file; `nil` where one does not serve (reported).
    private func certificates(_ name: String) -> [Certificate]? {
        let written: [LocatedText] = map.texts(name) ?? []
        var certificates: [Certificate] = []
        for found in written {
            do throws(CertificateRefusal) {
                guard let first = try Certificate.all(pem: found.text.bytes).first else {
                    map.error(name, "`\(map.path(of: name))` holds no PEM certificate")
                    return nil
                }
                certificates.append(first)
            } catch {
                map.error(name, "`\(map.path(of: name))` is no PEM certificate: \(error.detail)")
                return nil
            }
        }
        return certificates
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
