import Cryptography
import Essentials
import XMLDocuments
import XMLSecurity

/// Answers one task a line.
struct Tasks {
    let keys: Keys
    let switches: Set<String>

    func answer(_ fields: [String]) -> String {
        do {
            switch (fields.first ?? "", fields.count) {
            case ("verify", 3): return try verify(file: fields[1], id: fields[2])
            case ("sign", 6): return try sign(fields)
            case ("decrypt", 3): return try decrypt(file: fields[1], output: fields[2])
            case ("encrypt", 6): return try encrypt(fields)
            case ("cost", 3): return try cost(file: fields[1], rounds: Int(fields[2]) ?? 1)
            default: return "unknown-task"
            }
        } catch let refusal as any Reportable {
            return refusal.reason
        } catch {
            return "failed: \(error)"
        }
    }

    private func verify(file: String, id: String) throws -> String {
        let document = try XMLDocument(parsing: try Files.read(file), limits: .message, identifiers: .saml)
        guard let element = document.element(withID: ExactString(id)) else { return "no-such-id" }
        let rules = SignatureRules(
            keys: keys.verification, allowsSHA1: switches.contains("sha1"),
            allowsInclusiveCanonicalisation: switches.contains("inclusive"))
        let verified = try SignatureVerifier.verify(element, rules: rules)
        return verified.element == element ? "verified" : "another-element"
    }

    private func sign(_ fields: [String]) throws -> String {
        let key = fields[3].hasPrefix("ecdsa") ? keys.ec : keys.rsa
        let schemes: [String: SignatureScheme] = [
            "rsa-sha256": .rsaPKCS1(.sha256), "rsa-sha384": .rsaPKCS1(.sha384), "rsa-sha512": .rsaPKCS1(.sha512),
            "pss-sha256": .rsaPSS(.sha256), "pss-sha384": .rsaPSS(.sha384), "pss-sha512": .rsaPSS(.sha512),
            "ecdsa-sha256": .ecdsa(.p256, .sha256), "ecdsa-sha384": .ecdsa(.p256, .sha384),
            "ecdsa-sha512": .ecdsa(.p256, .sha512),
        ]
        guard let scheme = schemes[fields[3]] else { return "unknown-scheme" }
        let signer = XMLSigner(key: key, certificate: nil, scheme: scheme)
        let signed = try signer.sign(
            try Files.read(fields[1]), id: ExactString(fields[2]),
            inclusivePrefixes: fields[4].split(separator: " ").map(String.init))
        try Files.write(signed, to: fields[5])
        return "signed"
    }

    private func decrypt(file: String, output: String) throws -> String {
        let document = try XMLDocument(parsing: try Files.read(file), limits: .message, identifiers: .saml)
        guard let node = encrypted(in: document.root) else { return "nothing-encrypted" }
        let text = try XMLDecryptor.decrypt(node, keys: [keys.rsa], allowsCBC: switches.contains("cbc"))
        try Files.write(text, to: output)
        return "decrypted"
    }

    /// Parse, an exclusive form with a full `PrefixList`, and an inclusive one: what a stranger can have done.
    private func cost(file: String, rounds: Int) throws -> String {
        let bytes = try Files.read(file)
        let prefixes = (0..<CanonicalForm.maximumPrefixes).map { "q\($0)" }
        var least = Double.infinity
        for _ in 0..<rounds {
            let start = Bench.processorSeconds()
            if let document = try? XMLDocument(parsing: bytes, limits: .message, identifiers: .saml) {
                _ = try? document.root.canonical(.exclusive(withComments: true, inclusivePrefixes: prefixes))
                _ = try? document.root.canonical(.inclusive(withComments: true))
            }
            least = min(least, Bench.processorSeconds() - start)
        }
        return String(Int(least * 1_000_000))
    }

    private func encrypted(in node: XMLNode) -> XMLNode? {
        if node.name == "EncryptedData" || node.children.contains(where: { $0.name == "EncryptedData" }) { return node }
        for child in node.children {
            if let found = encrypted(in: child) { return found }
        }
        return nil
    }

    private func encrypt(_ fields: [String]) throws -> String {
        let contents: [String: ContentEncryption] = [
            "aes128-gcm": .aes128GCM, "aes256-gcm": .aes256GCM, "aes128-cbc": .aes128CBC, "aes256-cbc": .aes256CBC,
        ]
        let transports: [String: KeyTransport] = [
            "mgf1p-sha1": .oaepMGF1P(digest: .sha1), "mgf1p-sha256": .oaepMGF1P(digest: .sha256),
            "oaep-sha256": .oaep(digest: .sha256, mask: .sha256), "oaep-sha512": .oaep(digest: .sha512, mask: .sha1),
        ]
        guard let content = contents[fields[2]], let transport = transports[fields[3]] else {
            return "unknown-algorithm"
        }
        let encryptor = XMLEncryptor(recipient: keys.rsa.publicKey, content: content, transport: transport)
        let data = try encryptor.encrypt(
            try Files.read(fields[1]), keyPlace: fields[4] == "inside" ? .inside : .beside(id: "_key"))
        let name = "saml:EncryptedAssertion"
        try Files.write(
            Array("<\(name) xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">".utf8) + data
                + Array("</\(name)>".utf8), to: fields[5])
        return "encrypted"
    }
}
