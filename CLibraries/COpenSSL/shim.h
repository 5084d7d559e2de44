// COpenSSL: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic functions). No logic.
#pragma once
#include <openssl/evp.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/crypto.h>

// EVP_PKEY_PUBLIC_KEY is an expression of macros, which Swift does not import.
static inline int copenssl_public_key_selection(void) { return EVP_PKEY_PUBLIC_KEY; }

// BIO_get_mem_data is a macro over BIO_ctrl.
static inline long copenssl_memory(BIO *bio, const unsigned char **bytes) {
    char *data = NULL;
    long count = BIO_get_mem_data(bio, &data);
    *bytes = (const unsigned char *)data;
    return count;
}
