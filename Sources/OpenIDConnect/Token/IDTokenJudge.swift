import Cryptography
import Essentials
import JOSE

/// The checks of OpenID Connect Core §3.1.3.7 and §3.1.3.8 that stand beyond signature, issuer, audience, time
/// and nonce, which `TokenVerifier` has judged before.
struct IDTokenJudge {
    let settings: RelyingPartySettings
    let now: Instant

    /// What the checks bring out.
    struct Verdict {
        let subject: ExactString
        let authenticatedAt: Instant?
    }

    /// Judges an ID token that the token endpoint gave.
    ///
    /// - Parameter maximumAge: what was asked for as `max_age`, `nil` where nothing was.
    /// - Throws: `SignInRefusal`.
    func judge(
        _ token: VerifiedToken, accessToken: Secret, maximumAge: Duration?
    ) throws(SignInRefusal) -> Verdict {
        try judgeKind(of: token, further: [])
        guard let subject = token.subject, !subject.isEmpty else { throw .subjectMissing }
        guard subject.text.utf8.count <= 255 else { throw .subjectTooLong }
        guard token.issuedAt != nil else { throw .issuedAtMissing }
        try judgeParties(
            of: token, accepted: [settings.clientID], trusted: settings.acceptedAudiences, needsAuthorizedParty: true)
        try judgeAccessTokenHash(of: token, accessToken)
        let authenticatedAt = try judgeAuthenticationTime(of: token, maximumAge)
        try judgeAuthenticationContext(of: token)
        return Verdict(subject: subject, authenticatedAt: authenticatedAt)
    }

    /// Judges whether the token is made for another purpose: a provider signs logout tokens, proofs and requests
    /// with the keys, issuer and audience of its ID tokens (RFC 8725 §3.11, §3.12).
    ///
    /// - Parameter further: explicit types, lower case, that are taken beside the plain `JWT` and none.
    func judgeKind(of token: VerifiedToken, further: [String]) throws(SignInRefusal) {
        // Every security event token has it, a logout token too (RFC 8417 §2.2, Back-Channel Logout §2.4).
        guard token.claims["events"] == nil else { throw .tokenOfAnotherKind("security event") }
        guard let type = token.header["typ"]?.string else { return }
        let name = Answers.bounded(type).lowercased()
        let short = name.startsExactly(with: "application/") ? String(name.dropFirst(12)) : name
        guard !short.endsExactly(with: "+jwt") || further.contains(short) else { throw .tokenOfAnotherKind(short) }
    }

    /// Judges to whom a token was issued: steps 3 to 5. `azp`, where it stands, is one of the accepted; every
    /// audience is one of the trusted, for whoever else it is made out to may bring it here.
    func judgeParties(
        of token: VerifiedToken, accepted: [ExactString], trusted: [ExactString], needsAuthorizedParty: Bool
    ) throws(SignInRefusal) {
        switch token.claims["azp"] {
        case .string(let party)?:
            guard accepted.contains(ExactString(party)) else {
                throw .authorizedPartyMismatch(found: Answers.bounded(party))
            }
        case nil: if needsAuthorizedParty, token.audience.count > 1 { throw .authorizedPartyMissing }
        default: throw .claimMalformed("azp")
        }
        if let stranger = token.audience.first(where: { !trusted.contains($0) }) {
            throw .audienceNotTrusted(Answers.bounded(stranger.text))
        }
    }

    /// The left half of the access token's hash, by the hash of the token's own algorithm (§3.1.3.8).
    private func judgeAccessTokenHash(of token: VerifiedToken, _ accessToken: Secret) throws(SignInRefusal) {
        guard let claim = token.claims["at_hash"] else { return }
        guard let found = claim.string else { throw .claimMalformed("at_hash") }
        guard let hash = try? Digest.hash(accessToken.reveal(), IDTokenJudge.hash(of: token.algorithm)) else {
            throw .accessTokenHashMismatch
        }
        guard ConstantTime.equal(found, Base64.encodeURL(hash.prefix(hash.count / 2))) else {
            throw .accessTokenHashMismatch
        }
    }

    /// Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1), so that is what OpenID providers take for `EdDSA`.
    static func hash(of algorithm: JWSAlgorithm) -> HashAlgorithm {
        switch algorithm {
        case .rs256, .ps256, .es256, .hs256: .sha256
        case .rs384, .ps384, .es384, .hs384: .sha384
        case .rs512, .ps512, .es512, .hs512, .edDSA: .sha512
        }
    }

    private func judgeAuthenticationTime(
        of token: VerifiedToken, _ maximumAge: Duration?
    ) throws(SignInRefusal) -> Instant? {
        guard let claim = token.claims["auth_time"] else {
            if maximumAge != nil { throw .authenticationTimeMissing }
            return nil
        }
        guard let time = claim.number?.numericDate else { throw .claimMalformed("auth_time") }
        guard time <= now + settings.clockSkew else { throw .authenticationTimeInFuture }
        if let maximumAge, now - settings.clockSkew > time + maximumAge { throw .authenticationTooOld }
        return time
    }

    private func judgeAuthenticationContext(of token: VerifiedToken) throws(SignInRefusal) {
        guard !settings.acceptedACR.isEmpty else { return }
        guard let claim = token.claims["acr"] else { throw .authenticationContextNotAccepted(found: nil) }
        guard let found = claim.string else { throw .claimMalformed("acr") }
        guard settings.acceptedACR.contains(where: { $0.isExactly(found) }) else {
            throw .authenticationContextNotAccepted(found: Answers.bounded(found))
        }
    }
}
