// JOSE: JSON Web Signature, Key and Token (RFC 7515, 7517, 7518, 7519, 7638, 8037), small and strict.
//
// request → UnverifiedToken → TokenVerifier(keys, expectations) → VerifiedToken
//
// The algorithm comes from the verifier's allow-list joined with the key's type, never from the token.
// Only the verifier makes a VerifiedToken. Where keys come from is OpenIDConnect's business.
