public import Essentials
public import HTTP
import JOSE

extension RelyingParty {
    /// Where the browser ends the person's session at the provider (RP-Initiated Logout §2).
    ///
    /// - Parameters:
    ///   - idToken: the ID token of the session, which tells the provider who and which client.
    ///   - state: comes back to the post-logout redirect URI; sent only where one is configured.
    /// - Returns: `nil` where the provider has no such endpoint, or its document is not at hand.
    public func logoutURL(idToken: Secret?, state: String) async -> HTTPURL? {
        guard let metadata = try? await documents.metadata.get().value, let endpoint = metadata.endSession.url else {
            return nil
        }
        var fields = [("client_id", settings.clientID.text)]
        if let back = settings.postLogoutRedirectURI {
            fields += [("post_logout_redirect_uri", back.text.text), ("state", state)]
        }
        if let hint = idToken?.revealText() {
            let whole = endpoint.adding(query: [("id_token_hint", hint)] + fields)
            if whole != endpoint { return whole }
        }
        // Too long for a URL with the hint: without it the provider asks the person.
        return endpoint.adding(query: fields)
    }

    func tokenEndpoint(_ metadata: ProviderMetadata) throws(SignInRefusal) -> TokenEndpoint {
        let url = try metadata.token.required()
        let credentials = ClientCredentials(
            settings: settings, clock: clock, randomness: randomness, basicForm: basicForm, work: work)
        return TokenEndpoint(url: url, settings: settings, credentials: credentials, http: http)
    }

    /// The sign-in that a token answer proves; `nil` where it holds no ID token.
    func signIn(
        from answer: TokenAnswer, metadata: ProviderMetadata, nonce: ExpectedNonce, maximumAge: Duration?,
        oldRefreshToken: Secret? = nil
    ) async throws(SignInRefusal) -> OpenIDSignIn? {
        guard let compact = answer.idToken else { return nil }
        let unverified: UnverifiedToken
        do throws(TokenRefusal) {
            unverified = try UnverifiedToken(compact)
        } catch {
            throw .tokenRefused(error)
        }
        let token = try await verify(unverified, audience: [settings.clientID], nonce: nonce)
        let verdict = try IDTokenJudge(settings: settings, now: clock.now())
            .judge(token, accessToken: answer.accessToken, maximumAge: maximumAge)
        var claims = token.claims
        if settings.usesUserInfo {
            let further = try await UserInfo(url: try metadata.userinfo.required(), settings: settings, http: http)
                .claims(of: verdict.subject, accessToken: answer.accessToken)
            claims = UserInfo.merge(further, into: claims)
        }
        return OpenIDSignIn(
            idToken: token, subject: verdict.subject, claims: claims,
            refreshToken: answer.refreshToken ?? oldRefreshToken, authenticatedAt: verdict.authenticatedAt)
    }

    /// Verifies with the keys at hand, and once more with newer ones where those at hand do not fit: the
    /// provider may have changed them, under a new id or under the old.
    func verify(
        _ token: UnverifiedToken, audience: [ExactString], nonce: ExpectedNonce
    ) async throws(SignInRefusal) -> VerifiedToken {
        let expectations = TokenExpectations(
            issuer: settings.expectedIssuer, audience: .anyOf(audience), nonce: nonce, algorithms: settings.algorithms,
            at: clock.now(), skew: settings.clockSkew)
        let keys = try await documents.keys.get()
        let refusal: TokenRefusal
        do throws(TokenRefusal) {
            return try TokenVerifier.verify(token, keys: keys.value, expecting: expectations)
        } catch {
            refusal = error
        }
        guard RelyingParty.mayBeCuredByNewerKeys(refusal) else { throw .tokenRefused(refusal) }
        let newer = try await documents.keys.get(.newer(than: keys.generation))
        guard newer.generation > keys.generation else {
            // Without an answer from the provider nobody can say that the key does not exist.
            if let failure = documents.keys.lastFailure { throw failure.why }
            throw .tokenRefused(refusal)
        }
        do throws(TokenRefusal) {
            return try TokenVerifier.verify(token, keys: newer.value, expecting: expectations)
        } catch {
            throw .tokenRefused(error)
        }
    }

    /// An invalid signature counts too: a provider with one key may give its successor the same id.
    private static func mayBeCuredByNewerKeys(_ refusal: TokenRefusal) -> Bool {
        if case .signatureInvalid = refusal { true } else { refusal.mayBeStaleKeys }
    }
}
