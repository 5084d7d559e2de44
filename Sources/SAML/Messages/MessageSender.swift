internal import Cryptography
internal import Essentials
internal import HTTP
internal import XMLSecurity

/// Puts a message of ours onto its way, signed as its binding has it: in the query, or in the XML.
struct MessageSender {
    let credential: SigningCredential?

    /// A sender whose messages must be signed.
    static func signing(_ credential: SigningCredential?) throws(MessageFailure) -> MessageSender {
        guard let credential else { throw .noSigningKey }
        return MessageSender(credential: credential)
    }

    func send(
        _ xml: [UInt8], id: ExactString, as parameter: MessageParameter, to location: HTTPURL,
        by binding: SAMLBinding, relayState: RelayState?
    ) throws(MessageFailure) -> OutgoingMessage {
        switch binding {
        case .redirect:
            return .redirect(
                try RedirectBinding.encode(
                    xml, as: parameter, to: location, relayState: relayState, signedBy: credential))
        case .post:
            return .post(
                PostBinding.encode(
                    try signed(xml, id: id), as: parameter, to: location, relayState: relayState))
        case .artifact, .soap: throw .binding(.endpointMissing("place by redirect or POST"))
        }
    }

    /// The message signed in the XML, where there is a key.
    func signed(_ xml: [UInt8], id: ExactString) throws(MessageFailure) -> [UInt8] {
        guard let credential else { return xml }
        do {
            let signer = XMLSigner(
                key: credential.key, certificate: credential.certificate, scheme: credential.scheme)
            return try signer.sign(xml, id: id)
        } catch {
            throw .signing(error)
        }
    }

    /// The endpoint that a message goes to by a binding of the browser's.
    static func endpoint(
        _ endpoints: [MetadataEndpoint], preferring binding: SAMLBinding?, for what: String
    ) throws(MessageFailure) -> MetadataEndpoint {
        let found: MetadataEndpoint? =
            if let binding { endpoints.first(binding) } else { endpoints.first(.redirect) ?? endpoints.first(.post) }
        guard let found, found.binding == .redirect || found.binding == .post else {
            throw .binding(.endpointMissing(what))
        }
        return found
    }
}
