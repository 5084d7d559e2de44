import EmbeddedIssuer
import Essentials
import Federation
import JOSE
import OpenIDConnect
import SecurityTokens

/// Verifies the tokens that come to the embedded issuer, each by the configured provider whose issuer it
/// names. The name only chooses who verifies; what is believed is what the verification gives back.
struct WebIdentityDirectory: WebIdentityVerifying {
    let providers: ProviderDirectory

    func verify(_ token: UnverifiedToken) async throws(IssuerRefusal) -> (provider: String, token: VerifiedToken) {
        guard let issuer = token.claimedIssuer else {
            throw .invalidIdentityToken("the token names no issuer")
        }
        // Several clients of one issuer are several providers here; each judges by its own audience.
        let candidates = providers.entries.filter { $0.relyingParty.settings.mayIssue(issuer) }
        var refusal = IssuerRefusal.invalidIdentityToken("no OpenID provider is registered for the token's issuer")
        for entry in candidates {
            do throws(SignInRefusal) {
                let verified = try await entry.relyingParty.verifyIdentityToken(token)
                return (entry.definition.id, verified)
            } catch {
                refusal = Self.refusal(error)
            }
        }
        throw refusal
    }

    private static func refusal(_ error: SignInRefusal) -> IssuerRefusal {
        switch error {
        case .tokenRefused(.expired): .expiredToken(error.detail)
        case .providerUnreachable: .idpCommunicationError(error.detail)
        default: .invalidIdentityToken(error.detail)
        }
    }
}

extension RelyingPartySettings {
    /// True where tokens of this issuer are this provider's to judge.
    fileprivate func mayIssue(_ issuer: ExactString) -> Bool {
        guard issuerTemplateClaim != nil else { return self.issuer == issuer }
        // The template's fixed parts; the verifier compares the whole with the claim filled in.
        let parts = self.issuer.text.split(separator: "{", maxSplits: 1)
        guard parts.count == 2, let close = parts[1].firstIndex(of: "}") else { return false }
        let tail = String(parts[1][parts[1].index(after: close)...])
        return issuer.text.startsExactly(with: String(parts[0])) && issuer.text.endsExactly(with: tail)
    }
}
