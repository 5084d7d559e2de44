// CGnuTLS: the system's headers, and static inline wrappers for what Swift cannot reach (enum constants, callbacks).
// No logic.
// Manual: https://gnutls.org/manual/gnutls.html
#pragma once
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stddef.h>
#include <stdint.h>

/// A certificate with its chain, and its private key.
struct sp_tls_pair {
  gnutls_pcert_st *certificates;
  unsigned int count;
  gnutls_privkey_t key;
};

/// Reads certificates in PEM form; `count` is the room at first, then how many there are. A chain out of order fails.
static inline int sp_tls_read_chain(gnutls_pcert_st *certificates, unsigned int *count, const void *bytes,
                                    unsigned int size) {
  const gnutls_datum_t text = {(unsigned char *)bytes, size};
  return gnutls_pcert_list_import_x509_raw(certificates, count, &text, GNUTLS_X509_FMT_PEM,
                                           GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
}

/// Reads an unencrypted private key in PEM form.
static inline int sp_tls_read_key(gnutls_privkey_t key, const void *bytes, unsigned int size) {
  const gnutls_datum_t text = {(unsigned char *)bytes, size};
  return gnutls_privkey_import_x509_raw(key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
}

/// The SHA-256 digest of a public key; `id` has room for 32 bytes.
static inline int sp_tls_key_id(gnutls_pubkey_t key, unsigned char *id) {
  size_t size = 32;
  return gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, id, &size);
}

static inline int sp_tls_public_half(gnutls_pubkey_t half, gnutls_privkey_t key) {
  return gnutls_pubkey_import_privkey(half, key, 0, 0);
}

/// From when to when a certificate is valid, in seconds since the epoch.
static inline int sp_tls_validity(gnutls_pcert_st *certificate, int64_t *from, int64_t *to) {
  gnutls_x509_crt_t read;
  int code = gnutls_pcert_export_x509(certificate, &read);
  if (code != GNUTLS_E_SUCCESS) return code;
  *from = gnutls_x509_crt_get_activation_time(read);
  *to = gnutls_x509_crt_get_expiration_time(read);
  gnutls_x509_crt_deinit(read);
  return *from == -1 || *to == -1 ? GNUTLS_E_ASN1_DER_ERROR : GNUTLS_E_SUCCESS;
}

static int sp_tls_on_certificate(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                                 const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                                 gnutls_pcert_st **certificates, unsigned int *count, gnutls_privkey_t *key) {
  const struct sp_tls_pair *pair = (const struct sp_tls_pair *)gnutls_session_get_ptr(session);
  (void)authorities;
  (void)authority_count;
  (void)algorithms;
  (void)algorithm_count;
  if (pair == NULL) return -1;
  *certificates = pair->certificates;
  *count = pair->count;
  *key = pair->key;
  return 0;
}

/// The gnutls_certificate_retrieve_function2 that answers with the pair the session was prepared with.
static inline void *sp_tls_certificate_callback(void) { return (void *)&sp_tls_on_certificate; }

/// Prepares a session before its handshake: its pair, whether a client certificate is asked for (0 no, 1 asked,
/// 2 required), and HTTP/1.1 as the one protocol. `pair` must outlive the session.
static inline int sp_tls_prepare(void *session, const struct sp_tls_pair *pair, int client_certificates) {
  const gnutls_datum_t protocol = {(unsigned char *)"http/1.1", 8};
  gnutls_session_set_ptr((gnutls_session_t)session, (void *)pair);
  gnutls_certificate_server_set_request((gnutls_session_t)session, client_certificates == 0   ? GNUTLS_CERT_IGNORE
                                                                   : client_certificates == 1 ? GNUTLS_CERT_REQUEST
                                                                                              : GNUTLS_CERT_REQUIRE);
  return gnutls_alpn_set_protocols((gnutls_session_t)session, &protocol, 1, GNUTLS_ALPN_MANDATORY);
}

/// The certificates that the other end proved to own the first of, in DER; NULL where it sent none.
static inline const gnutls_datum_t *sp_tls_peer_chain(void *session, unsigned int *count) {
  return gnutls_certificate_get_peers((gnutls_session_t)session, count);
}
