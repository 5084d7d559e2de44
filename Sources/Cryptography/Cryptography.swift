// Cryptography: OpenSSL behind Swift types. Digests, MACs, AEAD, key derivation, keys and signatures.
//
// It owns every OpenSSL handle (final classes with `deinit`), checks every return value and fails closed.
// It does not know JSON, tokens or XML: JOSE and XMLSecurity are built on it.
