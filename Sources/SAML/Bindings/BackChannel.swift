internal import Essentials
internal import HTTP

/// Messages between the parties themselves (SAML Bindings §3.2.3).
enum BackChannel {
    /// Sends a message in an envelope.
    ///
    /// - Returns: the envelope that came back, unread and at most as long as a message with its envelope may be.
    static func send(_ message: [UInt8], to location: HTTPURL, through client: any HTTPSending, peer: OutgoingPeer)
        async throws(MessageRefusal) -> [UInt8]
    {
        var peer = peer
        peer.maximumResponseBytes = min(peer.maximumResponseBytes, SAMLMessage.maximumBytes)
        peer.redirects = 0
        let request = OutgoingRequest(
            .post, location,
            headers: ["Content-Type": SOAPEnvelope.contentType, "SOAPAction": SOAPEnvelope.action],
            body: SOAPEnvelope.wrap(message), peer: peer)
        let answer: HTTPResponse
        do {
            answer = try await client.send(request)
        } catch {
            throw .unreachable(error)
        }
        guard answer.status == .ok else { throw .answerRefused(status: answer.status.rawValue) }
        return answer.body
    }

    /// A message that answers one that came in an envelope.
    static func answer(_ message: [UInt8]) -> HTTPResponse {
        HTTPResponse(.ok, headers: ["Content-Type": SOAPEnvelope.contentType], body: SOAPEnvelope.wrap(message))
    }
}
