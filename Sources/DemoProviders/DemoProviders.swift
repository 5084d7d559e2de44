// DemoProviders: a small OpenID provider for `sallyport dev` and tests, its misbehaviours as switches.
//
// authorize → sign-in page → code → token · userinfo · end session, beside discovery and keys
//
// Loopback only. It is a test double that a user may run; it never ships trust to anyone. Its people have no
// passwords: whoever reaches the page is whoever they say they are.
