// CCurl: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic functions). No logic.
#pragma once
#include <curl/curl.h>
