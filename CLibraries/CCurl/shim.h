// CCurl: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic functions,
// enums that import as closed ones). No logic.
// Manual: https://curl.se/libcurl/c/
#pragma once
#include <curl/curl.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

/// An option of an easy handle with a fixed type; the result is a CURLcode.
static inline int sp_curl_long(CURL *easy, int option, long value) {
  return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}
static inline int sp_curl_size(CURL *easy, int option, int64_t value) {
  return (int)curl_easy_setopt(easy, (CURLoption)option, (curl_off_t)value);
}
static inline int sp_curl_text(CURL *easy, int option, const char *value) {
  return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}
static inline int sp_curl_pointer(CURL *easy, int option, void *value) {
  return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

/// A socket of this kind that is not handed on to child processes.
static inline int sp_curl_socket(int family, int kind, int protocol) {
  return socket(family, kind | SOCK_CLOEXEC, protocol);
}

/// The callbacks of one transfer; `context` is given to each.
struct sp_curl_callbacks {
  size_t (*header)(char *data, size_t size, size_t count, void *context);
  size_t (*body)(char *data, size_t size, size_t count, void *context);
  int (*open)(void *context, int family, int kind, int protocol, const struct sockaddr *address);
  int (*request)(void *context, const char *address);
  int (*lookup)(void *context);
};

#define SP_CURL_SET(option, value)                                  \
  do {                                                              \
    CURLcode code = curl_easy_setopt(easy, option, value);          \
    if (code != CURLE_OK) return (int)code;                         \
  } while (0)

struct sp_curl_context {
  struct sp_curl_callbacks callbacks;
  void *context;
};

static curl_socket_t sp_curl_on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
  struct sp_curl_context *all = (struct sp_curl_context *)context;
  (void)purpose;
  int opened = all->callbacks.open(all->context, address->family, address->socktype, address->protocol,
                                   &address->addr);
  return opened < 0 ? CURL_SOCKET_BAD : opened;
}

static int sp_curl_on_request(void *context, char *primary, char *local, int primary_port, int local_port) {
  struct sp_curl_context *all = (struct sp_curl_context *)context;
  (void)local;
  (void)primary_port;
  (void)local_port;
  return all->callbacks.request(all->context, primary) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static int sp_curl_on_lookup(void *resolver, void *reserved, void *context) {
  struct sp_curl_context *all = (struct sp_curl_context *)context;
  (void)resolver;
  (void)reserved;
  return all->callbacks.lookup(all->context) ? 0 : 1;
}

/// Sets the callbacks. `all` must outlive the transfer.
static inline int sp_curl_callbacks(CURL *easy, struct sp_curl_context *all) {
  SP_CURL_SET(CURLOPT_HEADERFUNCTION, all->callbacks.header);
  SP_CURL_SET(CURLOPT_HEADERDATA, all->context);
  SP_CURL_SET(CURLOPT_WRITEFUNCTION, all->callbacks.body);
  SP_CURL_SET(CURLOPT_WRITEDATA, all->context);
  SP_CURL_SET(CURLOPT_OPENSOCKETFUNCTION, &sp_curl_on_open);
  SP_CURL_SET(CURLOPT_OPENSOCKETDATA, all);
  SP_CURL_SET(CURLOPT_PREREQFUNCTION, &sp_curl_on_request);
  SP_CURL_SET(CURLOPT_PREREQDATA, all);
  SP_CURL_SET(CURLOPT_RESOLVER_START_FUNCTION, &sp_curl_on_lookup);
  SP_CURL_SET(CURLOPT_RESOLVER_START_DATA, all);
  SP_CURL_SET(CURLOPT_PRIVATE, all->context);
  return 0;
}

static inline void *sp_curl_private(CURL *easy) {
  char *found = NULL;
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &found) == CURLE_OK ? found : NULL;
}

static inline long sp_curl_status(CURL *easy) {
  long status = 0;
  return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

static inline int sp_curl_multi_long(CURLM *multi, int option, long value) {
  return (int)curl_multi_setopt(multi, (CURLMoption)option, value);
}

/// The next transfer that has ended, and its CURLcode; NULL where there is none.
static inline CURL *sp_curl_multi_ended(CURLM *multi, int *code) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *code = (int)message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}

static inline int sp_curl_global_init(void) { return (int)curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline int sp_curl_multi_perform(CURLM *multi) {
  int running = 0;
  return (int)curl_multi_perform(multi, &running);
}
static inline int sp_curl_multi_wait(CURLM *multi, int milliseconds) {
  return (int)curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
static inline int sp_curl_multi_wakeup(CURLM *multi) { return (int)curl_multi_wakeup(multi); }
static inline int sp_curl_multi_add(CURLM *multi, CURL *easy) { return (int)curl_multi_add_handle(multi, easy); }
static inline int sp_curl_multi_remove(CURLM *multi, CURL *easy) {
  return (int)curl_multi_remove_handle(multi, easy);
}

/// Options that Swift names; the library's enum imports as a closed one.
enum sp_curl_option {
  SP_CURL_URL = CURLOPT_URL,
  SP_CURL_PROTOCOLS = CURLOPT_PROTOCOLS_STR,
  SP_CURL_NOSIGNAL = CURLOPT_NOSIGNAL,
  SP_CURL_QUICK_EXIT = CURLOPT_QUICK_EXIT,
  SP_CURL_PROXY = CURLOPT_PROXY,
  SP_CURL_NOPROXY = CURLOPT_NOPROXY,
  SP_CURL_FOLLOW = CURLOPT_FOLLOWLOCATION,
  SP_CURL_PATH_AS_IS = CURLOPT_PATH_AS_IS,
  SP_CURL_HTTP_VERSION = CURLOPT_HTTP_VERSION,
  SP_CURL_SSL_VERSION = CURLOPT_SSLVERSION,
  SP_CURL_VERIFY_PEER = CURLOPT_SSL_VERIFYPEER,
  SP_CURL_VERIFY_HOST = CURLOPT_SSL_VERIFYHOST,
  SP_CURL_CAINFO = CURLOPT_CAINFO,
  SP_CURL_CAPATH = CURLOPT_CAPATH,
  SP_CURL_CONNECT_TIMEOUT = CURLOPT_CONNECTTIMEOUT_MS,
  SP_CURL_TIMEOUT = CURLOPT_TIMEOUT_MS,
  SP_CURL_MAXIMUM_SIZE = CURLOPT_MAXFILESIZE_LARGE,
  SP_CURL_HEADERS = CURLOPT_HTTPHEADER,
  SP_CURL_GET = CURLOPT_HTTPGET,
  SP_CURL_NO_BODY = CURLOPT_NOBODY,
  SP_CURL_METHOD = CURLOPT_CUSTOMREQUEST,
  SP_CURL_BODY_SIZE = CURLOPT_POSTFIELDSIZE_LARGE,
  SP_CURL_COPY_BODY = CURLOPT_COPYPOSTFIELDS,
  SP_CURL_NETRC = CURLOPT_NETRC,
  SP_CURL_HTTP09 = CURLOPT_HTTP09_ALLOWED,
  SP_CURLM_HOST_CONNECTIONS = CURLMOPT_MAX_HOST_CONNECTIONS,
  SP_CURLM_TOTAL_CONNECTIONS = CURLMOPT_MAX_TOTAL_CONNECTIONS,
  SP_CURL_HTTP2_TLS = CURL_HTTP_VERSION_2TLS,
  SP_CURL_TLS12 = CURL_SSLVERSION_TLSv1_2,
  SP_CURL_NETRC_IGNORED = CURL_NETRC_IGNORED,
};

/// Results that Swift names.
enum sp_curl_result {
  SP_CURLE_OK = CURLE_OK,
  SP_CURLE_UNRESOLVED = CURLE_COULDNT_RESOLVE_HOST,
  SP_CURLE_TIMED_OUT = CURLE_OPERATION_TIMEDOUT,
  SP_CURLE_TOO_LARGE = CURLE_FILESIZE_EXCEEDED,
  SP_CURLE_CERTIFICATE = CURLE_PEER_FAILED_VERIFICATION,
  SP_CURLE_BAD_AUTHORITIES = CURLE_SSL_CACERT_BADFILE,
  SP_CURLE_UNSUPPORTED_PROTOCOL = CURLE_UNSUPPORTED_PROTOCOL,
  SP_CURLE_WEIRD_REPLY = CURLE_WEIRD_SERVER_REPLY,
  SP_CURLE_HTTP2 = CURLE_HTTP2,
  SP_CURLE_HTTP2_STREAM = CURLE_HTTP2_STREAM,
  SP_CURLE_PARTIAL = CURLE_PARTIAL_FILE,
  SP_CURLE_NOTHING = CURLE_GOT_NOTHING,
  SP_CURLE_WRITE = CURLE_WRITE_ERROR,
};
#undef SP_CURL_SET
