// Storage: one protocol over opaque bytes, and the embedded SQLite store.
//
// It keeps records with an expiry and second indexes, handles that may be used once, and the append-only
// audit log. It does not know what the bytes mean; what must be secret is sealed before it comes here.
