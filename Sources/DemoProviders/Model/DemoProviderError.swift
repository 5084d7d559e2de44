public import Essentials

/// Why the demo provider does not do something for its own process.
public enum DemoProviderError: Reportable, Equatable {
    case notLoopback(String)
    case keyFailed(String)
    case unknownPerson(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .notLoopback: "demo-provider-not-loopback"
        case .keyFailed: "demo-provider-key-failed"
        case .unknownPerson: "demo-provider-unknown-person"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notLoopback(let url): "the demo provider signs in anybody and may not listen at `\(url)`"
        case .keyFailed(let why): "a signing key of the demo provider could not be used: \(why)"
        case .unknownPerson(let id): "the demo provider knows nobody called `\(id)`"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .notLoopback: "use an address of 127.0.0.0/8, `[::1]` or `localhost`"
        case .keyFailed, .unknownPerson: nil
        }
    }
}
