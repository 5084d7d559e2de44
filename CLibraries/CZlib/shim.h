// CZlib: the system's header, and static inline wrappers for what Swift cannot reach (macros). No logic.
#pragma once
#include <zlib.h>

// The macros pass the library's version and the structure's size for its check.
static inline int sallyport_inflate_init(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }
static inline int sallyport_deflate_init(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
}
