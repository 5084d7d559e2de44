import Cryptography
import Essentials
import Foundation
import XMLDocuments
import XMLSecurity

/// Verifies the same files again and again, from bytes to the verified element, and does the parts of that one by one.
struct Bench {
    let keys: Keys

    /// Prints `NAME MICROSECONDS` for a whole verification and for each of its parts. The parts are what no verifier
    /// can leave out: reading the document, one canonical form of the signed element and one of `ds:SignedInfo`,
    /// one digest, one signature check.
    func run(files: [String], seconds: Double) throws {
        let documents = try files.map { try Files.read($0) }
        let rules = SignatureRules(keys: keys.verification, allowsSHA1: false, allowsInclusiveCanonicalisation: false)
        let parsed = try documents.map { try XMLDocument(parsing: $0, limits: .message, identifiers: .saml) }
        let exclusive = CanonicalForm.exclusive(withComments: false, inclusivePrefixes: [])
        let parts = try parsed.map { document in try Parts(document, exclusive) }

        // Each is measured in turns with the others, so that a change of the processor's pace meets all of them.
        var names: [String] = []
        var totals: [String: (seconds: Double, count: Int)] = [:]
        func measure(_ name: String, _ work: (Int) throws -> Void) rethrows {
            let start = Bench.processorSeconds()
            for index in documents.indices { try work(index) }
            let spent = Bench.processorSeconds() - start
            if totals[name] == nil { names.append(name) }
            let (seconds, count) = totals[name] ?? (0, 0)
            totals[name] = (seconds + spent, count + documents.count)
        }
        let end = Bench.processorSeconds() + seconds
        while Bench.processorSeconds() < end {
            try measure("verify") { index in
                let document = try XMLDocument(parsing: documents[index], limits: .message, identifiers: .saml)
                _ = try SignatureVerifier.verify(document.root, rules: rules)
            }
            try measure("parse") { index in
                _ = try XMLDocument(parsing: documents[index], limits: .message, identifiers: .saml)
            }
            try measure("canonical") { index in
                _ = try parsed[index].root.canonical(exclusive, omitting: parts[index].signature)
                _ = try parts[index].signedInfo.canonical(exclusive, omitting: nil)
            }
            try measure("digest") { index in _ = try Digest.hash(parts[index].content, .sha256) }
            try measure("signature") { index in
                let part = parts[index]
                guard try keys.rsa.publicKey.isValid(part.value, over: part.signed, .rsaPKCS1(.sha256)) else {
                    throw CryptographyError.authenticationFailed
                }
            }
        }
        for name in names {
            guard let total = totals[name] else { continue }
            print(name, String(format: "%.3f", total.seconds / Double(total.count) * 1_000_000))
        }
    }

    /// What this thread has spent, so that a busy machine does not count.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private struct Parts {
        let signature: XMLNode
        let signedInfo: XMLNode
        let content: [UInt8]
        let signed: [UInt8]
        let value: [UInt8]

        init(_ document: XMLDocument, _ form: CanonicalForm) throws {
            guard let signature = document.root.children.first(where: { $0.name == "Signature" }),
                let signedInfo = signature.children.first,
                let value = signature.children.first(where: { $0.name == "SignatureValue" })
            else { throw SignatureRefusal.unsigned(element: document.root.name.text) }
            self.signature = signature
            self.signedInfo = signedInfo
            content = try document.root.canonical(form, omitting: signature)
            signed = try signedInfo.canonical(form, omitting: nil)
            self.value = Base64.decode(try value.text().filter { !$0.isWhitespace }) ?? []
        }
    }
}
