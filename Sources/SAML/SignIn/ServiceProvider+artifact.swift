internal import Essentials
public import HTTP
internal import XMLDocuments
internal import XMLSecurity

/// The artifact binding (SAML Bindings §3.6): the browser brings a handle, and the response is fetched.
extension ServiceProvider {
    /// Fetches the response that an artifact stands for. Nothing of it is verified but who handed it over; it goes
    /// through `complete` like any other.
    ///
    /// - Parameter text: the parameter `SAMLart`.
    /// - Throws: `ExchangeFailure`.
    public func resolve(
        artifact text: String, at metadata: IdentityProviderMetadata, through client: any HTTPSending,
        peer: OutgoingPeer
    ) async throws(ExchangeFailure) -> [UInt8] {
        let location: HTTPURL
        do {
            location = try ServiceProvider.resolver(of: try Artifact(text), metadata)
        } catch {
            throw .refused(.bindingRefused(error))
        }
        let resolve = ArtifactResolve(
            id: SAMLMessage.identifier(randomness), issueInstant: clock.now(), destination: location.text,
            issuer: settings.entityID, artifact: text)
        let signed: [UInt8]
        do {
            signed = try MessageSender.signing(settings.signingCredentials.first).signed(resolve.xml, id: resolve.id)
        } catch {
            throw .notSent(error)
        }
        do {
            let answer = try await BackChannel.send(signed, to: location, through: client, peer: peer)
            return try response(in: answer, to: resolve.id, metadata)
        } catch {
            throw .refused(error)
        }
    }

    private static func resolver(of artifact: Artifact, _ metadata: IdentityProviderMetadata)
        throws(BindingRefusal) -> HTTPURL
    {
        guard artifact.isMade(by: metadata.entityID) else { throw .artifactSourceMismatch }
        guard let endpoint = metadata.artifactResolution.endpoint(at: artifact.endpointIndex),
            endpoint.binding == .soap
        else { throw .endpointMissing("place to resolve artifacts of this index") }
        return endpoint.location
    }

    /// The response inside of an `ArtifactResponse`, as a document of its own.
    private func response(in answer: [UInt8], to requestID: ExactString, _ metadata: IdentityProviderMetadata)
        throws(MessageRefusal) -> [UInt8]
    {
        let expected = SenderExpectations(
            entityID: metadata.entityID, rules: SignatureRules(metadata, settings.options, log: log),
            destination: nil, at: clock.now(), skew: settings.options.skew, mayOmitIssuer: true)
        // The response inside must carry the signature that is demanded of every response.
        let proved = try ProvedMessage(.soap(answer), named: "ArtifactResponse", expected, mustBeSigned: false)
        let found = proved.node.attribute("InResponseTo")
        guard found?.isExactly(requestID.text) == true else { throw .requestMismatch(found: found) }
        let status = try StatusReader.readMessage(proved.node)
        guard status.codes.first?.isExactly(StatusCode.success.text) == true else { throw .statusRefused(status) }
        let response = try MessageRefusal.reading { () throws(XMLError) in
            try proved.node.only(.samlp("Response"))
        }
        guard let response else { throw .contentMalformed("the artifact stands for no response") }
        return try MessageRefusal.reading { () throws(XMLError) in try response.alone(bringing: .all) }
    }
}

/// A request for the message that an artifact stands for (SAML Core §3.5.1).
struct ArtifactResolve {
    let id: ExactString
    let issueInstant: Instant
    let destination: ExactString
    let issuer: ExactString
    let artifact: String

    var xml: [UInt8] {
        var writer = MessageWriter()
        writer.element(
            "samlp:ArtifactResolve",
            [
                "xmlns:samlp": SAMLNamespace.protocolMessages.text, "xmlns:saml": SAMLNamespace.assertion.text,
                "ID": id.text, "Version": SAMLMessage.version, "IssueInstant": SAMLInstant.write(issueInstant),
                "Destination": destination.text,
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            writer.element("samlp:Artifact", text: artifact)
        }
        return writer.bytes
    }
}
