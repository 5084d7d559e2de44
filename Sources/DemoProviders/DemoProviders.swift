// DemoProviders: a small OpenID provider and a small SAML identity provider for `sallyport dev` and tests, with the
// same people, their misbehaviours as switches.
//
// OpenID: authorize → sign-in page → code → token · userinfo · end session, beside discovery and keys
// SAML:   sso or start → sign-in page → response by POST; slo and sign-out; metadata
//
// Loopback only. They are test doubles that a user may run; they never ship trust to anyone. Their people have no
// passwords: whoever reaches the page is whoever they say they are.
