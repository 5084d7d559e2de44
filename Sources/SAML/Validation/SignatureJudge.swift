internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// Verifies what is signed. Whatever is signed must be signed well, also where nobody demanded it.
struct SignatureJudge {
    let metadata: IdentityProviderMetadata
    let options: ServiceProviderOptions
    private let rules: SignatureRules

    init(metadata: IdentityProviderMetadata, options: ServiceProviderOptions, log: any LogSink) {
        self.metadata = metadata
        self.options = options
        rules = SignatureRules(metadata, options, log: log)
    }

    /// The response as it was verified; `nil` where it is not signed and need not be.
    func response(_ node: XMLNode) throws(ResponseRefusal) -> (element: XMLNode, signature: AssertionSignature)? {
        let isDemanded = options.signatures == .response || options.signatures == .both
        guard let found = try verify(node, .response) else {
            if isDemanded { throw .responseNotSigned }
            return nil
        }
        return found
    }

    /// The assertion as it was verified; `nil` where it is not signed and need not be.
    func assertion(_ node: XMLNode) throws(ResponseRefusal) -> (element: XMLNode, signature: AssertionSignature)? {
        let isDemanded = options.signatures == .assertion || options.signatures == .both
        guard let found = try verify(node, .assertion) else {
            if isDemanded { throw .assertionNotSigned }
            return nil
        }
        return found
    }

    private func verify(_ node: XMLNode, _ part: ResponseRefusal.Part) throws(ResponseRefusal) -> (
        element: XMLNode, signature: AssertionSignature
    )? {
        do {
            guard try SignatureVerifier.isSigned(node) else { return nil }
            guard !rules.keys.isEmpty else { throw ResponseRefusal.noSigningKey }
            let verified = try SignatureVerifier.verify(node, rules: rules)
            let signature = AssertionSignature(
                cover: part == .response ? .response : .assertion, algorithm: verified.signature.algorithm.uri,
                keyFingerprint: verified.signature.keyLabel, coveredID: verified.signature.identifier)
            return (verified.element, signature)
        } catch let refusal as SignatureRefusal {
            throw .signatureRefused(part, refusal)
        } catch let refusal as ResponseRefusal {
            throw refusal
        } catch {
            throw .structureRefused("the signature over the \(part.rawValue) cannot be judged")
        }
    }
}
