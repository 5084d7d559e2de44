// JOSE: JSON Web Signature, Key and Token (RFC 7515, 7517, 7518, 7519, 7638, 8037), small and strict.
//
//   text → UnverifiedToken → TokenVerifier(keys, expectations) → VerifiedToken
//
//   Algorithms/  the names of RFC 7518 §3.1, and which key each works with
//   Families/    one file a key type (RSA, EC, OKP, oct), all of one shape
//   Keys/        JSON Web Keys and sets of them; a bad key is left out by name, its siblings stay
//   Signatures/  the compact form, below the claims
//   Tokens/      the claims: expectations, their checks, the verifier and the signer
//   Refusals/    every reason for which something is refused, with clause and meaning
//
// The algorithm comes from the verifier's allow-list joined with the key's type, never from the token.
// Only the verifier makes a VerifiedToken. Where keys come from is OpenIDConnect's business.
