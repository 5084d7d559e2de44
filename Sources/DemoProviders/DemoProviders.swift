// DemoProviders: a small OpenID provider for `sallyport dev` and tests, its misbehaviours as switches.
//
// Loopback only. It is a test double that a user may run; it never ships trust to anyone.
