import Cryptography
import Essentials
import SAML
import Storage
import Vault

/// Where the gateway's own keys for SAML lie: one sealed record a key, under the name of its purpose and, from the
/// second on, its number.
struct SAMLKeyStore: Sendable {
    static let collection = "saml-keys"
    private static let bits = 2048
    /// Providers keep a certificate that was given to them by hand until somebody gives them another: it must not run
    /// out by itself. When a key's turn is over, the configuration says, and not its certificate.
    private static let lifetime: Duration = .seconds(20 * 366 * 86_400)
    /// Clocks of whoever reads a new certificate may be behind.
    private static let backdating: Duration = .seconds(3600)

    let services: GatewayServices
    /// What the certificates are called; nobody reads it.
    let commonName: String

    init(services: GatewayServices, commonName: String) {
        self.services = services
        self.commonName = String(commonName.unicodeScalars.prefix(64).map(Character.init))
    }

    /// The keys of a purpose.
    ///
    /// - Parameter known: those that were read before; a key never changes.
    func generations(of purpose: SAMLKeyPurpose, known: [KeyGeneration]) async throws -> [KeyGeneration] {
        let now = services.clock.now()
        var records = try await services.store.find(index: purpose.rawValue, in: Self.collection, at: now)
        // The first was kept without an index once.
        if !records.contains(where: { $0.key.isExactly(purpose.rawValue) }),
            let first = try await services.store.get(purpose.rawValue, from: Self.collection, at: now)
        {
            records.append(first)
        }
        return try records.map { record in
            guard let number = Self.number(of: record.key, purpose) else { throw VaultError.malformed }
            return try known.first { $0.number == number } ?? open(record, number)
        }
    }

    /// Makes a key. Where another node, or another request, was first, its key is the one.
    ///
    /// - Returns: the key of this number, and whether it was made here.
    func make(
        _ number: Int, for purpose: SAMLKeyPurpose, beginning begins: Instant
    ) async throws -> (generation: KeyGeneration, isOurs: Bool) {
        let now = Instant(seconds: services.clock.now().seconds)
        let key = try await services.aside { try PrivateKey.generate(.rsa(bits: Self.bits)) }
        // A positive number of 127 bits (RFC 5280 §4.1.2.2).
        var serial = services.randomness.bytes(16)
        serial[0] = serial[0] & 0x7F | 0x40
        let certificate = try Certificate.selfSigned(
            key, name: commonName, serial: serial, validFrom: now - Self.backdating, validTo: now + Self.lifetime)
        let json: JSONObject = [
            "key": .string(try key.pem().revealText() ?? ""), "certificate": .string(Base64.encode(certificate.der)),
            "begins": .string(begins.rfc3339),
        ]
        let name = Self.name(number, purpose)
        let record = StoredRecord(
            key: name,
            value: try services.vault.seal(json.serializedBytes, for: .samlKey, context: Array(name.utf8)),
            expires: nil, indexes: [purpose.rawValue])
        if try await isFirst(record) {
            return (KeyGeneration(number: number, key: key, certificate: certificate, begins: begins), true)
        }
        guard let found = try await services.store.get(name, from: Self.collection, at: now) else {
            throw VaultError.malformed
        }
        return (try open(found, number), false)
    }

    /// Removes a key for good.
    func remove(_ generation: KeyGeneration, of purpose: SAMLKeyPurpose) async throws(StorageError) {
        _ = try await services.store.delete(Self.name(generation.number, purpose), from: Self.collection)
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

    private func open(_ record: StoredRecord, _ number: Int) throws -> KeyGeneration {
        let opened = try services.vault.open(record.value, for: .samlKey, context: Array(record.key.utf8))
        let json = try JSONObject(parsing: opened, limits: .small)
        guard let pem = json["key"]?.string, let der = json["certificate"]?.string.flatMap({ Base64.decode($0) }) else {
            throw VaultError.malformed
        }
        let certificate = try Certificate(der: der)
        // One that was kept without its beginning was in use when it was made.
        let begins = json["begins"]?.string.flatMap { Instant(rfc3339: $0) } ?? certificate.validFrom + Self.backdating
        return KeyGeneration(
            number: number, key: try PrivateKey(pem: Secret(pem)), certificate: certificate, begins: begins)
    }

    private static func name(_ number: Int, _ purpose: SAMLKeyPurpose) -> String {
        number == 1 ? purpose.rawValue : "\(purpose.rawValue)-\(number)"
    }

    /// The number in the one spelling that it has.
    private static func number(of name: String, _ purpose: SAMLKeyPurpose) -> Int? {
        if name.isExactly(purpose.rawValue) { return 1 }
        guard name.startsExactly(with: purpose.rawValue + "-"),
            let number = Int(String(decoding: name.utf8.dropFirst(purpose.rawValue.utf8.count + 1), as: UTF8.self)),
            self.name(number, purpose).isExactly(name)
        else { return nil }
        return number
    }
}
