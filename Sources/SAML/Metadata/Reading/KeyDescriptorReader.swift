internal import Cryptography
internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// Reads the keys of a role (SAML Metadata §2.4.1.1). One that may not be used is left out, with a warning.
struct KeyDescriptorReader {
    let now: Instant
    /// For signing, each once.
    private(set) var signing: [MetadataKey] = []
    /// For encryption, each once.
    private(set) var encryption: [MetadataKey] = []
    private(set) var warnings: [MetadataWarning] = []

    /// Keys of a use: as many as a verifier tries.
    static let maximumKeys = SignatureRules.maximumKeys

    init(now: Instant) { self.now = now }

    mutating func read(_ role: XMLNode) {
        for (index, node) in role.all(.md("KeyDescriptor")).prefix(EntityReader.maximumOfAKind).enumerated() {
            let number = index + 1
            guard let use = KeyDescriptorReader.use(of: node) else {
                warnings.append(.keyLeftOut(number: number, .both, why: "its `use` is neither signing nor encryption"))
                continue
            }
            do throws(Defect) {
                guard let info = try? node.only(.ds("KeyInfo")) else {
                    throw Defect("it holds no `KeyInfo`, or several")
                }
                add(try key(info, number), use)
            } catch {
                warnings.append(.keyLeftOut(number: number, use, why: error.why))
            }
        }
    }

    private mutating func add(_ key: MetadataKey, _ use: MetadataWarning.KeyUse) {
        var isNew = false
        if use != .encryption { isNew = KeyDescriptorReader.add(key, to: &signing, .signing, &warnings) }
        if use != .signing {
            isNew = KeyDescriptorReader.add(key, to: &encryption, .encryption, &warnings) || isNew
        }
        guard isNew, let certificate = key.certificate, now < certificate.validFrom || now >= certificate.validTo else {
            return
        }
        let warning = MetadataWarning.certificateNotValidNow(
            subject: certificate.subject, from: certificate.validFrom, to: certificate.validTo)
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    private static func add(
        _ key: MetadataKey, to keys: inout [MetadataKey], _ use: MetadataWarning.KeyUse,
        _ warnings: inout [MetadataWarning]
    ) -> Bool {
        guard !keys.contains(where: { $0.publicKey.components == key.publicKey.components }) else { return false }
        guard keys.count < maximumKeys else {
            let warning = MetadataWarning.furtherKeysLeftOut(use, limit: maximumKeys)
            if !warnings.contains(warning) { warnings.append(warning) }
            return false
        }
        keys.append(key)
        return true
    }

    private static func use(of node: XMLNode) -> MetadataWarning.KeyUse? {
        switch node.attribute("use").map({ ExactString($0) }) {
        case nil: .both
        case "signing": .signing
        case "encryption": .encryption
        default: nil
        }
    }

    /// The first certificate; where there is none, the bare key. Those behind the first are its authorities where a
    /// provider writes its chain; their keys are not the provider's.
    private mutating func key(_ info: XMLNode, _ number: Int) throws(Defect) -> MetadataKey {
        let certificates = info.all(.ds("X509Data"))
            .flatMap { $0.all(.ds("X509Certificate")) }
        if let first = certificates.first {
            let key = MetadataKey(try KeyDescriptorReader.certificate(first))
            if certificates.count > 1 { warnings.append(.furtherCertificatesLeftOut(number: number)) }
            return key
        }
        guard let value = info.all(.ds("KeyValue")).first else {
            throw Defect("it holds neither an `X509Certificate` nor a `KeyValue`")
        }
        return MetadataKey(try KeyValueReader.key(value))
    }

    private static func certificate(_ node: XMLNode) throws(Defect) -> Certificate {
        let text: String
        do throws(XMLError) { text = try node.text() } catch { throw Defect(error.detail) }
        guard text.utf8.count <= 4 * Certificate.maximumBytes else { throw Defect("its `X509Certificate` is too long") }
        guard let der = SAMLBase64.decode(text) else { throw Defect("its `X509Certificate` is not base64") }
        do throws(CertificateRefusal) {
            return try Certificate(keyHolder: der)
        } catch {
            throw Defect(error.detail)
        }
    }

    /// Why a key is not used.
    struct Defect: Error {
        let why: String
        init(_ why: String) { self.why = why }
    }
}
