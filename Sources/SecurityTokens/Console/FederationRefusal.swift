public import Essentials

/// Why a federation endpoint does not do what it is asked.
public enum FederationRefusal: Reportable, Equatable {
    /// No `Action`, or none that there is.
    case actionUnknown(String)
    /// A parameter that must be there is not, or stands twice.
    case parameterMissing(String)
    /// `Session` is not the JSON of temporary keys.
    case sessionMalformed
    /// `SessionDuration` is not a number within its bounds.
    case durationOutOfRange
    /// `SessionDuration` goes with other keys than these.
    case durationNotTaken(String)
    /// The keys are none of this issuer's, or do not belong together.
    case keysRefused
    /// The keys are of a kind that begins no sign-in.
    case keysOfAnotherKind(String)
    /// The keys are over, or who held them is gone.
    case keysOver
    /// The sign-in token is none, was used, or is over.
    case tokenRefused
    /// The place to go on to is not registered.
    case placeNotRegistered(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .actionUnknown: "console-action-unknown"
        case .parameterMissing: "console-parameter-missing"
        case .sessionMalformed: "console-session-malformed"
        case .durationOutOfRange: "console-duration-out-of-range"
        case .durationNotTaken: "console-duration-not-taken"
        case .keysRefused: "console-keys-refused"
        case .keysOfAnotherKind: "console-keys-of-another-kind"
        case .keysOver: "console-keys-over"
        case .tokenRefused: "console-token-refused"
        case .placeNotRegistered: "console-place-not-registered"
        }
    }

    /// What was wrong; never a key or a token.
    public var detail: String {
        switch self {
        case .actionUnknown(let name): "the action `\(name)` is none of getSigninToken, login and logout"
        case .parameterMissing(let name): "the parameter `\(name)` does not stand exactly once"
        case .sessionMalformed: "`Session` is not a JSON object of sessionId, sessionKey and sessionToken"
        case .durationOutOfRange: "`SessionDuration` is not a number from 900 to 43200"
        case .durationNotTaken(let why): "`SessionDuration` does not go with these keys: \(why)"
        case .keysRefused: "the keys are none of this issuer"
        case .keysOfAnotherKind(let kind): "\(kind) begins no sign-in"
        case .keysOver: "the keys are over"
        case .tokenRefused: "the sign-in token is none of this issuer, was used, or is older than a minute"
        case .placeNotRegistered(let place): "`\(place)` is not registered as a place to go on to"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .durationNotTaken: "leave `SessionDuration` out, and the sign-in lasts as long as the keys"
        case .keysOfAnotherKind: "use the keys of an assumed role or of a federated user"
        case .keysOver, .keysRefused: "get fresh keys of this issuer"
        case .tokenRefused: "get another token and use it within a minute"
        case .placeNotRegistered: "put it under `console.destinations` of the embedded issuer"
        case .actionUnknown, .parameterMissing, .sessionMalformed, .durationOutOfRange: nil
        }
    }
}
