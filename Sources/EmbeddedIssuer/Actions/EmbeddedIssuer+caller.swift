import Essentials
public import HTTP
public import SecurityTokens

extension EmbeddedIssuer {
    /// Whose session signed a request to STS.
    ///
    /// - Throws: `STSError` as STS answers it.
    public func caller(of request: HTTPRequest) throws(STSError) -> IssuedSession {
        let signature: RequestSignature
        do { signature = try RequestSignature(of: request, services: .only("sts")) } catch { throw STSError(error) }
        guard let host = request.headers["Host"], publicHosts.contains(host) else {
            throw .accessDenied("The request was not signed for a host of this service.")
        }
        return try roleSession(of: request, signature).session
    }

    /// The session of a role that signed, and the role.
    func roleSession(
        of request: HTTPRequest, _ signature: RequestSignature
    ) throws(STSError) -> (session: IssuedSession, role: EmbeddedRole) {
        do throws(SignerDenial) {
            return try signer(of: request, signature, payload: .seen(request.body), at: clock.now())
        } catch {
            switch error {
            // A temporary key without its token is as unknown as a token that does not open.
            case .unknownKey, .invalidToken, .roleGone: throw .invalidClientTokenID
            case .signature(let refusal): throw STSError(refusal)
            case .expired: throw .expiredToken
            case .vault: throw .internalFailure
            }
        }
    }
}
