import Cryptography
import Essentials
import HTTP
import SAML
import Storage
import Synchronization
import Vault

/// The gateway's own keys for SAML, each with a certificate it made for itself: metadata shows keys in certificates,
/// and nobody reads anything else from them.
struct SAMLKeyRing: Sendable {
    /// Signs requests and logouts, as service provider.
    let signing: SigningCredential
    /// Decrypts what providers encrypt to us.
    let decryption: DecryptionCredential
    /// Signs assertions for issuers, as identity provider.
    let issuing: SigningCredential
}

/// Makes the keys when they are first needed, and keeps them sealed in the store, where every node finds the same.
final class SAMLKeys: Sendable {
    static let collection = "saml-keys"
    private static let bits = 2048
    /// Providers keep a certificate that was given to them by hand until somebody gives them another: it must not run
    /// out by itself. A rollover is the operator's (`signing_key` in the configuration).
    private static let lifetime: Duration = .seconds(20 * 366 * 86_400)

    private let services: GatewayServices
    private let commonName: String
    private let ring = Mutex<SAMLKeyRing?>(nil)

    init(services: GatewayServices, url: HTTPURL) {
        self.services = services
        commonName = String(url.host.unicodeScalars.prefix(64).map(Character.init))
    }

    /// The keys, read or made.
    func current() async throws -> SAMLKeyRing {
        if let kept = ring.withLock({ $0 }) { return kept }
        let signing = try await pair("signing")
        let decryption = try await pair("decryption")
        let issuing = try await pair("issuing")
        let read = SAMLKeyRing(
            signing: SigningCredential(key: signing.key, certificate: signing.certificate),
            decryption: DecryptionCredential(key: decryption.key, certificate: decryption.certificate),
            issuing: SigningCredential(key: issuing.key, certificate: issuing.certificate))
        return ring.withLock { kept in
            kept = kept ?? read
            return kept ?? read
        }
    }

    private func pair(_ name: String) async throws -> (key: PrivateKey, certificate: Certificate) {
        if let found = try await stored(name) { return found }
        let now = services.clock.now()
        let key = try await services.aside { try PrivateKey.generate(.rsa(bits: Self.bits)) }
        let begin = Instant(seconds: now.seconds)
        // A positive number of 127 bits (RFC 5280 §4.1.2.2).
        var serial = services.randomness.bytes(16)
        serial[0] = serial[0] & 0x7F | 0x40
        let certificate = try Certificate.selfSigned(
            key, name: commonName, serial: serial, validFrom: begin - .seconds(3600), validTo: begin + Self.lifetime)
        let json: JSONObject = [
            "key": .string(try key.pem().revealText() ?? ""), "certificate": .string(Base64.encode(certificate.der)),
        ]
        let sealed = try services.vault.seal(json.serializedBytes, for: .samlKey, context: Array(name.utf8))
        let record = StoredRecord(key: name, value: sealed, expires: nil)
        guard try await isFirst(record) else {
            // Another node, or another request, was first: its key is the one.
            guard let found = try await stored(name) else { throw VaultError.malformed }
            return found
        }
        return (key, certificate)
    }

    private func isFirst(_ record: StoredRecord) async throws(StorageError) -> Bool {
        do throws(StorageError) {
            try await services.store.insert(record, into: Self.collection)
            return true
        } catch {
            guard case .alreadyExists = error else { throw error }
            return false
        }
    }

    private func stored(_ name: String) async throws -> (key: PrivateKey, certificate: Certificate)? {
        let now = services.clock.now()
        guard let record = try await services.store.get(name, from: Self.collection, at: now) else { return nil }
        let opened = try services.vault.open(record.value, for: .samlKey, context: Array(name.utf8))
        let json = try JSONObject(parsing: opened, limits: .small)
        guard let pem = json["key"]?.string, let text = json["certificate"]?.string,
            let der = Base64.decode(text)
        else { throw VaultError.malformed }
        return (try PrivateKey(pem: Secret(pem)), try Certificate(der: der))
    }
}
