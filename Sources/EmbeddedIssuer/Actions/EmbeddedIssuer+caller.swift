import Essentials
public import HTTP
import IAM
public import SecurityTokens

extension EmbeddedIssuer {
    /// Whose session signed a request to STS.
    ///
    /// The token is opened, the signature verified with the secret that follows from the access key id, then the
    /// session's end and its role judged, so that only the holder of the secret learns more than yes and no.
    ///
    /// - Throws: `STSError` as STS answers it.
    public func caller(of request: HTTPRequest) throws(STSError) -> IssuedSession {
        let signature: RequestSignature
        do { signature = try RequestSignature(of: request, services: .only("sts")) } catch { throw STSError(error) }
        guard let host = request.headers["Host"], publicHosts.contains(host) else {
            throw .accessDenied("The request was not signed for a host of this service.")
        }
        // A temporary key without its token is as unknown as a token that does not open.
        guard let token = signature.sessionToken,
            let session = sessions.session(of: token, accessKeyID: signature.accessKeyID)
        else { throw .invalidClientTokenID }
        let secret: Secret
        do { secret = try sessions.secret(of: session.accessKeyID) } catch { throw .internalFailure }
        let now = clock.now()
        do { try signature.verify(request, payload: .seen(request.body), secret: secret, at: now) } catch {
            throw STSError(error)
        }
        guard now < session.expires else { throw .expiredToken }
        guard let (_, role) = role(session.roleARN), role.roleID.isExactly(session.roleID) else {
            throw .invalidClientTokenID
        }
        return session
    }
}
