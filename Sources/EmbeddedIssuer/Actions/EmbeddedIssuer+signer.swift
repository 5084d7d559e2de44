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
    /// The role is gone, or another of its name stands in its place.
    case roleGone
    /// The vault failed.
    case vault(String)
}

extension EmbeddedIssuer {
    /// Whose session signed a request.
    ///
    /// The token is opened, the signature verified with the secret that follows from the access key id, then the
    /// session's end and its role judged, so that only the holder of the secret learns more than yes and no.
    func signer(
        of request: HTTPRequest, _ signature: RequestSignature, payload: SignedPayload, at now: Instant
    ) throws(SignerDenial) -> (session: IssuedSession, role: EmbeddedRole) {
        guard let token = signature.sessionToken, AccessKeys.isTemporary(signature.accessKeyID) else {
            throw .unknownKey
        }
        guard let session = sessions.session(of: token, accessKeyID: signature.accessKeyID) else {
            throw .invalidToken
        }
        let secret: Secret
        do { secret = try sessions.secret(of: session.accessKeyID) } catch { throw .vault("\(error)") }
        do { try signature.verify(request, payload: payload, secret: secret, at: now) } catch {
            throw .signature(error)
        }
        guard now < session.expires else { throw .expired }
        guard let (_, role) = role(session.roleARN), role.roleID.isExactly(session.roleID) else { throw .roleGone }
        return (session, role)
    }
}
