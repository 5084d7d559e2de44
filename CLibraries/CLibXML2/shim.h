// CLibXML2: the system's header, and static inline wrappers for what Swift cannot reach (macros, variadic functions). No logic.
#pragma once
#include <libxml/SAX2.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

// The options every parse goes with: no network, no messages on standard error, short texts kept inside their
// nodes, the encoding not the document's to choose. What is left out matters as much: no entity is replaced, no DTD
// loaded, no default attribute taken, no limit lifted, no XInclude.
static const int sallyport_xml_options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC;
