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
    let log: any LogSink

    func verify(_ token: UnverifiedToken) async throws(IssuerRefusal) -> (provider: String, token: VerifiedToken) {
        guard let issuer = token.claimedIssuer else {
            throw .invalidIdentityToken("The ID Token provided is not a valid JWT.")
        }
        // Several clients of one issuer are several providers here; each judges by its own audience.
        var refusal = IssuerRefusal.invalidIdentityToken(
            "No OpenIDConnect provider found in your account for the issuer.")
        var isOfAudience = false
        for entry in providers.entries {
            guard let relyingParty = entry.relyingParty, relyingParty.settings.mayIssue(issuer) else { continue }
            do throws(SignInRefusal) {
                let verified = try await relyingParty.verifyIdentityToken(token)
                return (entry.definition.id, verified)
            } catch {
                log.log(
                    .info, "a token brought to the embedded issuer was refused",
                    ["provider": entry.definition.id, "reason": error.reason, "detail": error.detail])
                // The client the token is made out to says what is wrong with it; the others only that it is not theirs.
                if !isOfAudience { refusal = Self.refusal(error) }
                isOfAudience = isOfAudience || !error.isAboutAudience
            }
        }
        throw refusal
    }

    /// AWS's own words where it has some. The caller is a stranger: what exactly was expected stays in the log.
    private static func refusal(_ error: SignInRefusal) -> IssuerRefusal {
        switch error {
        case .tokenRefused(.expired):
            .expiredToken("Token expired: current date/time must be before the expiration date/time.")
        case .tokenRefused(.audienceMismatch), .authorizedPartyMissing, .authorizedPartyMismatch, .audienceNotTrusted:
            .invalidIdentityToken("Incorrect token audience.")
        case .tokenRefused(.issuerMismatch):
            .invalidIdentityToken("No OpenIDConnect provider found in your account for the issuer.")
        case .tokenRefused(.notYetValid), .tokenRefused(.issuedInFuture):
            .invalidIdentityToken("The ID Token provided is not valid yet.")
        case .providerUnreachable:
            .idpCommunicationError("Couldn't retrieve verification key from your identity provider.")
        case .documentRefused, .discoveryIssuerMismatch, .endpointMissing:
            .invalidIdentityToken("Couldn't retrieve verification key from your identity provider.")
        default: .invalidIdentityToken("The ID Token provided could not be validated.")
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

extension SignInRefusal {
    /// The token may be right, and is for another client.
    fileprivate var isAboutAudience: Bool {
        switch self {
        case .tokenRefused(.audienceMismatch), .authorizedPartyMissing, .authorizedPartyMismatch, .audienceNotTrusted:
            true
        default: false
        }
    }
}
