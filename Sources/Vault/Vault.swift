// Vault: the keys this installation makes for itself, and sealing with them.
//
// Every sealed thing has a purpose, a version and a key id bound to it, so that a cookie never opens as a
// session token. It does not know what is sealed.
