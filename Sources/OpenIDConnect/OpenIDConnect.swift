// OpenIDConnect: the relying party (OpenID Connect Core, Discovery, RP-Initiated Logout, RFC 6749, 7636, 9207).
//
// begin → (browser, provider) → callback → code exchange → ID token verified → sign-in
//
// Settings/   what a deployment says about its provider      SignIn/    request, attempt, callback, sign-in
// Discovery/  the provider's documents                        Token/     token endpoint, ID token, UserInfo
// Freshness/  how long documents serve, as a state machine    Refusals/  every reason, in words
//
// It proves who a person is and ends there: no session, no role, no page. RelyingParty is the way in.
