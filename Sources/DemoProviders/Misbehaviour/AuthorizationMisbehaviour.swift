/// What is wrong with what the browser is sent back with.
public enum AuthorizationMisbehaviour: String, Sendable, CaseIterable {
    /// `state` has another character at its end.
    case stateAltered
    /// There is no `state`.
    case stateMissing
    /// `state` stands twice.
    case stateTwice
    /// `iss` is of another provider (RFC 9207: the mix-up attack).
    case issuerAltered
    /// There is no `iss`, though discovery promises it.
    case issuerMissing
    /// There is no `code`.
    case codeMissing
    /// `code` is one the provider never made.
    case codeForged
    /// The error `access_denied`.
    case accessDenied
    /// The error `server_error` with markup and control characters in its description.
    case errorWithMarkup
    /// An error code that no specification names.
    case errorUnknown
    /// Both a code and an error.
    case codeAndError
}
