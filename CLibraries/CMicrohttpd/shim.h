// CMicrohttpd: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic
// functions, enums that import as closed ones). No logic.
// Manual: https://www.gnu.org/software/libmicrohttpd/manual/libmicrohttpd.html
#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

/// The five callbacks with plain types; `context` comes back as the first argument of each. Results: 1 yes, 0 no.
struct sp_mhd_callbacks {
  void *context;
  int (*accept)(void *context, const struct sockaddr *address, socklen_t length);
  void *(*opened)(void *context, const struct sockaddr *address, int descriptor, void *tls_session);
  void (*closed)(void *context, void *connection_context);
  void (*target)(void *context, void *connection_context, const char *target);
  int (*handle)(void *context, void *connection_context, struct MHD_Connection *connection, const char *method,
                const char *version, const char *data, size_t *size);
  void (*completed)(void *context, void *connection_context);
};

static inline void *sp_mhd_connection_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == NULL ? NULL : info->socket_context;
}

/// The GnuTLS session of a connection; NULL where it speaks plain HTTP.
static inline void *sp_mhd_tls_session(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  return info == NULL ? NULL : info->tls_session;
}

static enum MHD_Result sp_mhd_on_accept(void *cls, const struct sockaddr *address, socklen_t length) {
  const struct sp_mhd_callbacks *callbacks = (const struct sp_mhd_callbacks *)cls;
  return callbacks->accept(callbacks->context, address, length) ? MHD_YES : MHD_NO;
}

static void sp_mhd_on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                                 enum MHD_ConnectionNotificationCode code) {
  const struct sp_mhd_callbacks *callbacks = (const struct sp_mhd_callbacks *)cls;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const union MHD_ConnectionInfo *descriptor =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context = callbacks->opened(callbacks->context, address == NULL ? NULL : address->client_addr,
                                        descriptor == NULL ? -1 : descriptor->connect_fd,
                                        sp_mhd_tls_session(connection));
  } else if (code == MHD_CONNECTION_NOTIFY_CLOSED && *socket_context != NULL) {
    callbacks->closed(callbacks->context, *socket_context);
    *socket_context = NULL;
  }
}

static void *sp_mhd_on_target(void *cls, const char *target, struct MHD_Connection *connection) {
  const struct sp_mhd_callbacks *callbacks = (const struct sp_mhd_callbacks *)cls;
  void *context = sp_mhd_connection_context(connection);
  if (context != NULL) callbacks->target(callbacks->context, context, target);
  return NULL;
}

static enum MHD_Result sp_mhd_on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                         const char *method, const char *version, const char *data, size_t *size,
                                         void **request_context) {
  const struct sp_mhd_callbacks *callbacks = (const struct sp_mhd_callbacks *)cls;
  void *context = sp_mhd_connection_context(connection);
  (void)url;
  (void)request_context;
  if (context == NULL) return MHD_NO;
  return callbacks->handle(callbacks->context, context, connection, method, version, data, size) ? MHD_YES : MHD_NO;
}

static void sp_mhd_on_completed(void *cls, struct MHD_Connection *connection, void **request_context,
                                enum MHD_RequestTerminationCode code) {
  const struct sp_mhd_callbacks *callbacks = (const struct sp_mhd_callbacks *)cls;
  void *context = sp_mhd_connection_context(connection);
  (void)request_context;
  (void)code;
  if (context != NULL) callbacks->completed(callbacks->context, context);
}

/// Starts epoll threads on a listening socket. `callbacks` must outlive the daemon. With a priority string and a
/// gnutls_certificate_retrieve_function2 it speaks TLS, with NULL for both plain HTTP.
static inline struct MHD_Daemon *sp_mhd_start(const struct sp_mhd_callbacks *callbacks, int listening,
                                              unsigned int threads, unsigned int connections, size_t pool,
                                              const char *priorities, void *certificate) {
  void *cls = (void *)callbacks;
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
  if (certificate != NULL) flags |= MHD_USE_TLS;
  struct MHD_OptionItem secured[] = {{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)priorities},
                                     {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, certificate},
                                     {MHD_OPTION_END, 0, NULL}};
  // A pool of one is no pool to the library: one thread is asked for by leaving the option out.
  struct MHD_OptionItem pooled[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL},
                                    {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(flags, 0, &sp_mhd_on_accept, cls, &sp_mhd_on_request, cls,
                          MHD_OPTION_LISTEN_SOCKET, listening,
                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, pool,
                          MHD_OPTION_CONNECTION_LIMIT, connections,
                          MHD_OPTION_NOTIFY_CONNECTION, &sp_mhd_on_connection, cls,
                          MHD_OPTION_NOTIFY_COMPLETED, &sp_mhd_on_completed, cls,
                          MHD_OPTION_URI_LOG_CALLBACK, &sp_mhd_on_target, cls,
                          MHD_OPTION_STRICT_FOR_CLIENT, 1,
                          MHD_OPTION_ARRAY, threads > 1 ? pooled : pooled + 1,
                          MHD_OPTION_ARRAY, certificate != NULL ? secured : secured + 2,
                          MHD_OPTION_END);
}

struct sp_mhd_fields {
  void *context;
  void (*field)(void *context, const char *name, size_t name_size, const char *value, size_t value_size);
};

static enum MHD_Result sp_mhd_on_field(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                       const char *value, size_t value_size) {
  const struct sp_mhd_fields *fields = (const struct sp_mhd_fields *)cls;
  (void)kind;
  fields->field(fields->context, name, name_size, value == NULL ? "" : value, value == NULL ? 0 : value_size);
  return MHD_YES;
}

/// Calls back for every header field of the request, in order.
static inline void sp_mhd_each_field(struct MHD_Connection *connection, void *context,
                                     void (*field)(void *, const char *, size_t, const char *, size_t)) {
  struct sp_mhd_fields fields = {context, field};
  (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &sp_mhd_on_field, &fields);
}

/// Whether the library was built to ask for certificates.
static inline int sp_mhd_speaks_tls(void) {
  return MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES &&
         MHD_is_feature_supported(MHD_FEATURE_HTTPS_CERT_CALLBACK) == MHD_YES;
}

/// Bytes of the request's head as received; 0 where the library does not say.
static inline size_t sp_mhd_head_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info == NULL ? 0 : info->header_size;
}

/// A response that holds its own copy of the body.
static inline struct MHD_Response *sp_mhd_response(const void *body, size_t size) {
  return MHD_create_response_from_buffer(size, (void *)body, MHD_RESPMEM_MUST_COPY);
}

static inline int sp_mhd_add_field(struct MHD_Response *response, const char *name, const char *value) {
  return MHD_add_response_header(response, name, value) == MHD_YES;
}

static inline int sp_mhd_queue(struct MHD_Connection *connection, unsigned int status,
                               struct MHD_Response *response) {
  return MHD_queue_response(connection, status, response) == MHD_YES;
}

/// A TCP socket that does not block and is not handed on to child processes; -1 and errno where there is none.
/// (The kinds of socket are an enum that reaches Swift only by way of whichever module is built first.)
static inline int sp_stream_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/// Ends both directions of a connection, or listening; the descriptor stays open.
static inline int sp_shutdown(int descriptor) { return shutdown(descriptor, SHUT_RDWR); }

/// What the kernel knows of a thread: processor time so far in microseconds, how often it gave the processor up to
/// wait, and how often it was taken from it.
struct sp_thread_usage {
  int64_t microseconds;
  int64_t waits;
  int64_t preemptions;
};

/// The calling thread's; zeros where the kernel does not say. RUSAGE_THREAD (1) stands behind a feature macro of the
/// C library.
static inline struct sp_thread_usage sp_thread_usage_now(void) {
  struct rusage usage;
  struct sp_thread_usage found = {0, 0, 0};
  memset(&usage, 0, sizeof usage);
  if (getrusage((__rusage_who_t)1, &usage) != 0) return found;
  found.microseconds = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * (int64_t)1000000 + usage.ru_utime.tv_usec +
                       usage.ru_stime.tv_usec;
  found.waits = usage.ru_nvcsw;
  found.preemptions = usage.ru_nivcsw;
  return found;
}

/// What was last read of the calling thread, and when on the reader's clock; zeros at first. Swift has no variable for
/// each thread.
struct sp_thread_reading {
  int64_t at;
  struct sp_thread_usage usage;
};

static inline struct sp_thread_reading *sp_thread_last_reading(void) {
  static __thread struct sp_thread_reading reading;
  return &reading;
}

/// Bytes of a text before its NUL.
static inline size_t sp_length(const char *text) { return strlen(text); }

/// Milliseconds since data last came in on a TCP socket; -1 where the kernel does not say.
static inline int64_t sp_tcp_quiet_milliseconds(int descriptor) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  memset(&info, 0, sizeof info);
  if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
  return info.tcpi_last_data_recv;
}

/// Bytes that ever came in on a TCP socket; -1 where the kernel does not say. The field stands behind the part
/// of tcp_info that the C library's header knows (linux/tcp.h: tcpi_bytes_received).
static inline int64_t sp_tcp_bytes_received(int descriptor) {
  unsigned char info[136];
  socklen_t size = sizeof info;
  uint64_t received = 0;
  if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info, &size) != 0 || size < sizeof info) return -1;
  memcpy(&received, info + 128, sizeof received);
  return (int64_t)received;
}

/// The soft and the hard limit of the process's open descriptors; 0 on success.
static inline int sp_descriptor_limits(uint64_t *soft, uint64_t *hard) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  *soft = limit.rlim_cur;
  *hard = limit.rlim_max;
  return 0;
}

/// Sets both; 0 on success.
static inline int sp_set_descriptor_limit(uint64_t soft, uint64_t hard) {
  struct rlimit limit = {soft, hard};
  return setrlimit(RLIMIT_NOFILE, &limit);
}
