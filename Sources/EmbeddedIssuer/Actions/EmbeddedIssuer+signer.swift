import Essentials
import HTTP
import SecurityTokens

/// Why a request is not taken as signed by a session of ours.
enum SignerDenial: Error {
    /// The access key id is of no form that we hand out, or came with the wrong company: `ASIA…` without a token.
    case unknownKey
    /// The token does not open, or is of another key.
    case invalidToken
    /// The signature is not taken.
    case signature(SigV4Refusal)
    /// The session is over.
    case expired
    /// The session was ended before its time.
    case ended(SessionEnd)
    /// The vault failed.
    case vault(String)
}

extension EmbeddedIssuer {
    /// Whose session of a role signed a request, and the role.
    ///
    /// The signature is verified with the secret that follows from the access key id; `SessionGate` judges the rest.
    func roleSession(
        of request: HTTPRequest, _ signature: RequestSignature, payload: SignedPayload, at now: Instant
    ) throws(SignerDenial) -> (session: Judged<IssuedSession>, role: EmbeddedRole) {
        guard
            let (session, role) = try session(of: request, signature, as: IssuedSession.self, payload: payload, at: now)
        else { throw .invalidToken }
        return (session, role)
    }

    /// The session of one kind that signed a request; `nil` where its token is none of that kind.
    func session<Session: SealedSession>(
        of request: HTTPRequest, _ signature: RequestSignature, as kind: Session.Type, payload: SignedPayload,
        at now: Instant
    ) throws(SignerDenial) -> (session: Judged<Session>, principal: Session.Principal)? {
        // A temporary key without its token is as unknown as one of nobody's.
        guard let token = signature.sessionToken, AccessKeys.isTemporary(signature.accessKeyID) else {
            throw .unknownKey
        }
        return try gate.pass(token, of: signature.accessKeyID, as: kind, in: directory, at: now) {
            secret throws(SignerDenial) in
            do throws(SigV4Refusal) {
                try signature.verify(request, payload: payload, secret: secret, at: now)
            } catch { throw .signature(error) }
        }
    }
}

extension RefusedCall {
    /// What STS and IAM answer to keys or a token that are not taken.
    init(_ denial: SignerDenial) {
        switch denial {
        case .unknownKey, .invalidToken: self.init(.invalidClientTokenID)
        case .signature(let refusal): self.init(STSError(refusal))
        case .expired: self.init(.expiredToken)
        case .vault(let why): self.init(.internalFailure, why: why)
        case .ended(let end):
            // Clients that can fetch new keys know by `ExpiredToken` that they should.
            self.init(end.mayRenew ? .expiredToken : .invalidClientTokenID, reason: end.reason, why: end.detail)
        }
    }
}
