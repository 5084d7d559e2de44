// Cryptography: OpenSSL behind Swift types. Digests, MACs, AEAD, key derivation, keys and signatures.
//
// It owns every OpenSSL handle (final classes with `deinit`), checks every return value and fails closed.
// It does not know JSON, tokens or XML: JOSE and XMLSecurity are built on it.
//
// Library/     error queue, fetched algorithms, parameter lists, handles: the only files that own C memory
// Digests/     digests and what is made of them: HMAC, HKDF
// Encryption/  AES-256-GCM
// Keys/        public and private keys, checked when they are made
// Signatures/  schemes, and prepared contexts that make a verification cost little more than its arithmetic
