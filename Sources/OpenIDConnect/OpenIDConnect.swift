// OpenIDConnect: the relying party (OpenID Connect Core, Discovery, RP-Initiated Logout, RFC 6749, 7636, 9207).
//
// begin → (browser, provider) → callback → code exchange → ID token verified → sign-in
//
// It proves who a person is and ends there: no session, no role, no page.
