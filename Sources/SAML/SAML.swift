// SAML: the service provider's half of SAML 2.0 Web Browser SSO and Single Logout, and the identity provider's half
// that a broker needs.
//
//   ServiceProvider.begin ─▶ AuthnStart ─▶ browser ─▶ provider
//   provider ─▶ browser ─▶ PostBinding · ServiceProvider.resolve ─▶ bytes ─▶ ResponseVerifier ─▶ VerifiedAssertion
//   SingleLogout: begin, finish, verify, answer, by redirect, POST and SOAP, for either side
//
// It keeps nothing: attempts are handed out to be sealed into a cookie, and that an assertion is taken once is for
// whoever has a store. SAML Core, Bindings, Profiles and Metadata are those of 2.0 with errata.
