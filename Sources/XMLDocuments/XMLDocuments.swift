// XMLDocuments: libxml2 behind Swift types. One hardened way to parse: no DTD, no entities, no network.
//
// It owns the parsed tree's memory and gives out values. It knows no vocabulary: SAML and STS read above it.
