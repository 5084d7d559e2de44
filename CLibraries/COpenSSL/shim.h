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
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
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

// Stacks and their functions are made of macros.
static inline STACK_OF(X509) *copenssl_chain_new(void) { return sk_X509_new_null(); }
static inline int copenssl_chain_add(STACK_OF(X509) *chain, X509 *certificate) {
    if (!X509_up_ref(certificate)) return 0;
    if (sk_X509_push(chain, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}
static inline int copenssl_chain_count(const STACK_OF(X509) *chain) { return sk_X509_num(chain); }
static inline X509 *copenssl_chain_at(const STACK_OF(X509) *chain, int index) { return sk_X509_value(chain, index); }
static inline void copenssl_chain_free(STACK_OF(X509) *chain) { sk_X509_pop_free(chain, X509_free); }

// The subject's alternative names; `found` is -1 where there are none, -2 where the extension stands twice.
static inline GENERAL_NAMES *copenssl_alternative_names(const X509 *certificate, int *found) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, found, NULL);
}
static inline int copenssl_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline void copenssl_names_free(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }

// The bytes of a DNS name, URI or mail address and 1, 2 or 3 for which it is; 0 for any other kind.
static inline int copenssl_name_at(const GENERAL_NAMES *names, int index, const unsigned char **bytes, int *length) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    int kind = name->type == GEN_DNS ? 1 : name->type == GEN_URI ? 2 : name->type == GEN_EMAIL ? 3 : 0;
    if (kind != 0) {
        *bytes = ASN1_STRING_get0_data(name->d.ia5);
        *length = ASN1_STRING_length(name->d.ia5);
    }
    return kind;
}

// XN_FLAG_RFC2253 is an expression of macros.
static inline int copenssl_print_name(BIO *out, const X509_NAME *name) {
    return X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253);
}

static inline int copenssl_is_malformed(X509 *certificate) {
    return (X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0;
}

// What a chain must fulfil: for a TLS client, at an instant, 112 bits of security (which leaves SHA-1 and short keys
// out), so deep at most.
static inline int copenssl_require_client(X509_VERIFY_PARAM *rules, int64_t seconds, int depth) {
    X509_VERIFY_PARAM_set_time(rules, (time_t)seconds);
    X509_VERIFY_PARAM_set_depth(rules, depth);
    X509_VERIFY_PARAM_set_auth_level(rules, 2);
    return X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_CLIENT);
}
