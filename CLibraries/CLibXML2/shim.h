// CLibXML2: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic functions). No logic.
#pragma once
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
