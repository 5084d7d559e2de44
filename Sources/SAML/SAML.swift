// SAML: the service provider's half of SAML 2.0 Web Browser SSO and Single Logout, and the identity provider's half
// that a broker needs.
