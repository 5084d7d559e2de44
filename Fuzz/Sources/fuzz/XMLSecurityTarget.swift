import Cryptography
import Essentials
import Foundation
import XMLDocuments
import XMLSecurity

/// A message of a stranger's making, to signatures and encryption. The seeds are those of Tests/Fixtures/xmlsecurity,
/// with what their keys have signed and encrypted: nobody who lacks the keys gets anything else past.
enum XMLSecurityTarget {
    /// What is known beforehand.
    private struct Known {
        let rules: SignatureRules
        let strict: SignatureRules
        let decryption: [PrivateKey]
        let own: PrivateKey
        /// Plain exclusive forms of what the seeds' key has signed, without the signature.
        var signed: Set<[UInt8]> = []
        /// What the seeds hold encrypted.
        var opened: Set<[UInt8]> = []

        init() throws {
            let folder = "Tests/Fixtures/xmlsecurity"
            func key(_ name: String) throws -> PrivateKey {
                try PrivateKey(
                    pem: Secret([UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/keys/\(name).key.pem")))))
            }
            let keys = try ["idp", "idp-ec"].map { VerificationKey(try key($0).publicKey, label: $0) }
            rules = SignatureRules(keys: keys, allowsSHA1: true, allowsInclusiveCanonicalisation: true)
            strict = SignatureRules(keys: keys, allowsSHA1: false, allowsInclusiveCanonicalisation: false)
            decryption = [try key("sp")]
            own = try key("idp-ec")
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/signatures").sorted() {
                let file = URL(fileURLWithPath: "\(folder)/signatures/\(name)")
                for element in XMLSecurityTarget.candidates([UInt8](try Data(contentsOf: file))) {
                    guard (try? SignatureVerifier.verify(element, rules: rules)) != nil,
                        let form = XMLSecurityTarget.form(of: element)
                    else { continue }
                    signed.insert(form)
                }
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/encryption").sorted() {
                let file = URL(fileURLWithPath: "\(folder)/encryption/\(name)")
                for element in XMLSecurityTarget.encrypted([UInt8](try Data(contentsOf: file))) {
                    guard let text = try? XMLDecryptor.decrypt(element, keys: decryption, allowsCBC: false) else {
                        continue
                    }
                    opened.insert(text)
                }
            }
        }
    }

    private static let known: Known? = try? Known()

    static func run(_ bytes: [UInt8]) {
        guard let known, known.signed.count > 2, known.opened.count > 2 else {
            return promise(false, "the seeds are not where they should be, or hold too little")
        }
        verify(bytes, known)
        open(bytes, known)
        sign(bytes, known)
    }

    private static func verify(_ bytes: [UInt8], _ known: Known) {
        for element in candidates(bytes) {
            let isStrict = (try? SignatureVerifier.verify(element, rules: known.strict)) != nil
            guard let verified = try? SignatureVerifier.verify(element, rules: known.rules) else {
                promise(!isStrict, "what the strict rules take, the loose ones do not")
                continue
            }
            promise(verified.element == element, "another element was verified")
            let isKnown = form(of: element).map { known.signed.contains($0) } ?? false
            promise(isKnown, "what nobody signed was verified")
        }
    }

    private static func open(_ bytes: [UInt8], _ known: Known) {
        for element in encrypted(bytes) {
            // AES-CBC opens to whatever its sender likes; that it ends is all there is to hold.
            _ = try? XMLDecryptor.decrypt(element, keys: known.decryption, allowsCBC: true)
            guard let text = try? XMLDecryptor.decrypt(element, keys: known.decryption, allowsCBC: false) else {
                continue
            }
            // The public key is public: the sender may encrypt what it likes, but this one has no library for it.
            promise(known.opened.contains(text), "what nobody encrypted was opened")
            let whole = try? XMLDecryptor.open(
                element, in: element.document, keys: known.decryption, allowsCBC: false, limits: .message,
                identifiers: .saml)
            promise(whole.map { $0.root.name == element.document.root.name } ?? true, "what was opened took its place")
        }
    }

    /// What the parser takes and has not signed yet can be signed, at the place that the parser means.
    private static func sign(_ bytes: [UInt8], _ known: Known) {
        let signer = XMLSigner(key: known.own, certificate: nil)
        for element in candidates(bytes).prefix(2) {
            guard let identifier = element.identifier else { continue }
            do {
                let signed = try signer.sign(bytes, id: identifier)
                promise(signed.count > bytes.count, "signing took something away")
            } catch SigningFailure.doesNotVerify(let why) {
                promise(false, "what was signed does not verify: \(why)")
            } catch SigningFailure.elementNotFound {
                promise(false, "an element that is there was not found")
            } catch {}
        }
    }

    /// Elements with an ID.
    private static func candidates(_ bytes: [UInt8]) -> [XMLNode] { elements(bytes) { $0.identifier != nil } }

    /// Elements around encrypted content, and that itself.
    private static func encrypted(_ bytes: [UInt8]) -> [XMLNode] {
        elements(bytes) { node in
            node.name == "EncryptedData" || node.children.contains { $0.name == "EncryptedData" }
        }
    }

    private static func elements(_ bytes: [UInt8], _ isMeant: (XMLNode) -> Bool) -> [XMLNode] {
        guard let document = try? XMLDocument(parsing: bytes, limits: .message, identifiers: .saml) else { return [] }
        var found: [XMLNode] = []
        var waiting = [document.root]
        while let node = waiting.popLast(), found.count < 8 {
            if isMeant(node) { found.append(node) }
            waiting += node.children
        }
        return found
    }

    private static func form(of element: XMLNode) -> [UInt8]? {
        let signature = QualifiedName("http://www.w3.org/2000/09/xmldsig#", "Signature")
        return try? element.canonical(
            .exclusive(withComments: false, inclusivePrefixes: []), omitting: element.all(signature).first)
    }
}
