internal import Essentials

extension TokenExpectations {
    /// `iss` (RFC 7519 §4.1.1): the one that was expected; also that of the key, where its owner named one.
    func checkIssuer(_ claims: ClaimReader, key: JSONWebKey) throws(TokenRefusal) -> ExactString {
        let found = try claims.text("iss")
        let expected = try expectedIssuer(claims)
        guard expected.isExactly(found) else { throw .issuerMismatch(expected: expected, found: found) }
        if let owner = key.issuer {
            guard try keyOwner(owner, fits: found, claims) else {
                throw .keyIssuerMismatch(key: owner, token: found)
            }
        }
        return ExactString(found)
    }

    private func expectedIssuer(_ claims: ClaimReader) throws(TokenRefusal) -> String {
        switch issuer {
        case .exactly(let issuer): return issuer.text
        case .template(let text, let claim):
            let value = try claims.text(claim)
            guard let template = IssuerTemplate(text), let filled = template.filled(with: value) else {
                throw .claimMalformed(claim, wanted: "1 to 64 letters, digits and hyphens", found: "other text")
            }
            return filled
        }
    }

    /// The placeholder of a key's issuer is filled as that of the token's; where that has none, by anything
    /// that may fill one, since the token's issuer is fixed already.
    private func keyOwner(_ owner: String, fits issuer: String, _ claims: ClaimReader) throws(TokenRefusal) -> Bool {
        guard let template = IssuerTemplate(owner) else { return false }
        switch self.issuer {
        case .exactly: return template.fits(issuer)
        case .template(_, let claim):
            return template.filled(with: try claims.text(claim)).map { $0.isExactly(issuer) } ?? false
        }
    }

    /// `aud` (RFC 7519 §4.1.3).
    func checkAudience(_ claims: ClaimReader) throws(TokenRefusal) -> [ExactString] {
        let found = try claims.audience()
        guard case .anyOf(let expected) = audience, expected.contains(where: found.contains) else {
            throw .audienceMismatch(expected: expectedAudience, found: found.map(\.text))
        }
        return found
    }

    private var expectedAudience: [String] {
        switch audience {
        case .anyOf(let names): names.map(\.text)
        }
    }

    /// `exp`, `nbf` and `iat` (RFC 7519 §4.1.4 to §4.1.6).
    func checkTimes(_ claims: ClaimReader) throws(TokenRefusal) -> (expires: Instant, issuedAt: Instant?) {
        guard let expires = try claims.optionalDate("exp") else { throw .claimMissing("exp") }
        guard instant < expires + skew else { throw .expired(at: expires, judgedAt: instant, skew: skew) }
        if let start = try claims.optionalDate("nbf"), instant < start - skew {
            throw .notYetValid(from: start, judgedAt: instant, skew: skew)
        }
        let issuedAt = try claims.optionalDate("iat")
        if let issuedAt, instant < issuedAt - skew {
            throw .issuedInFuture(at: issuedAt, judgedAt: instant, skew: skew)
        }
        return (expires, issuedAt)
    }

    /// `nonce` (OpenID Connect Core §3.1.3.7, step 11).
    func checkNonce(_ claims: ClaimReader) throws(TokenRefusal) {
        guard case .exactly(let expected) = nonce else { return }
        guard ConstantTime.equal(try claims.text("nonce"), expected.text) else { throw .nonceMismatch }
    }
}
