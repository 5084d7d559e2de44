import Essentials

/// What the gateway itself refuses, before or after the floors below have had their say.
enum GatewayRefusal: Reportable, Equatable {
    /// No cookie of this browser knows the answer's `state`, or it is too old.
    case attemptNotFound
    /// The answer has come before.
    case attemptUsed
    /// The assertion has come before.
    case assertionUsed
    /// The provider asks that the assertion be used once, and it was to be passed on to an issuer as well.
    case assertionNotKept
    /// The request to end sessions has come before.
    case logoutRequestUsed
    /// The provider began the sign-in and named a page that is not registered.
    case landingPageUnknown(String)
    /// The form did not carry the session's token.
    case forgedForm
    /// The request came from another origin.
    case foreignOrigin(String)
    /// The request names a host that is not ours.
    case foreignHost(String)
    /// The person may not take this role.
    case roleNotGranted(account: String, role: String)
    /// The page is for operators.
    case notOperator
    /// The path is not one of ours.
    case noSuchPage
    /// Something broke that nobody foresaw; named by its type only.
    case unforeseen(String)
    /// The browser is not signed in at the console, or no longer.
    case consoleSessionMissing
    /// The role's issuer has no console.
    case consoleMissing(String)
    /// The session's provider is no longer configured.
    case providerGone(String)

    var reason: String {
        switch self {
        case .attemptNotFound: "state-lost"
        case .attemptUsed: "answer-used-before"
        case .assertionUsed: "assertion-used-before"
        case .assertionNotKept: "assertion-one-time-use"
        case .logoutRequestUsed: "logout-request-used-before"
        case .landingPageUnknown: "landing-page-not-registered"
        case .forgedForm: "form-not-ours"
        case .foreignOrigin: "origin-not-ours"
        case .foreignHost: "host-not-ours"
        case .roleNotGranted: "role-not-granted"
        case .notOperator: "not-an-operator"
        case .noSuchPage: "no-such-page"
        case .unforeseen: "internal-error"
        case .providerGone: "provider-not-configured"
        case .consoleSessionMissing: "console-session-missing"
        case .consoleMissing: "console-missing"
        }
    }

    var detail: String {
        switch self {
        case .attemptNotFound: "the answer belongs to no sign-in that this browser began within ten minutes"
        case .attemptUsed: "the answer to this sign-in was taken before"
        case .assertionUsed: "the assertion was taken before"
        case .assertionNotKept:
            "the assertion says `OneTimeUse`, and the provider's `trust` is pass-through, which would use it again"
        case .logoutRequestUsed: "the request to end sessions was taken before"
        case .landingPageUnknown(let text):
            "the provider began the sign-in and names the page `\(text)`, which is not registered"
        case .forgedForm: "the form carries no token of this session"
        case .foreignOrigin(let origin): "the request came from the origin `\(origin)`"
        case .foreignHost(let host): "the request names the host `\(host)`"
        case .roleNotGranted(let account, let role): "no rule grants `\(account)/\(role)` to this person"
        case .notOperator: "nothing under `operators` fits this person"
        case .noSuchPage: "the gateway has no such page"
        case .unforeseen(let type): "an error of type `\(type)` was not foreseen"
        case .providerGone(let id): "the session began at the provider `\(id)`, which is no longer configured"
        case .consoleSessionMissing: "the browser is not signed in at the console, or that is over"
        case .consoleMissing(let role): "the issuer of `\(role)` has no console"
        }
    }

    var remedy: String? {
        switch self {
        case .landingPageUnknown: "put it under `landing_pages`, or leave RelayState empty at the provider"
        case .attemptNotFound, .attemptUsed, .assertionUsed: "start the sign-in again from its first page"
        case .forgedForm, .foreignOrigin: "use the buttons of the page itself"
        case .foreignHost: "use the configured `url`, or let the proxy pass the `Host` on unchanged"
        case .assertionNotKept: "write `trust: broker` for the provider, or have it leave out `OneTimeUse`"
        case .logoutRequestUsed: "have the provider make a new request where sessions go on"
        case .notOperator: "name them under `operators`, as in `operators: {when: {group: platform-admins}}`"
        case .noSuchPage, .consoleSessionMissing: nil
        case .consoleMissing: "name `console.sign_in` and `console.page` under the issuer, where it has one"
        case .unforeseen: "report it with the log's line of this reference"
        case .providerGone: "sign in again, at a provider that is configured"
        case .roleNotGranted: "`sallyport explain` shows which rule would have to match"
        }
    }

    var clause: String? {
        switch self {
        case .assertionUsed: "SAML Profiles §4.1.4.5"
        case .assertionNotKept: "SAML Core §2.5.1.5"
        case .logoutRequestUsed: "SAML Core §1.3.4"
        case .landingPageUnknown: "SAML Profiles §4.1.5"
        case .attemptNotFound, .attemptUsed: "RFC 6749 §10.12"
        case .foreignHost: "RFC 9110 §7.4"
        default: nil
        }
    }
}
