/// What is wrong with the discovery document.
public enum DiscoveryMisbehaviour: String, Sendable, CaseIterable {
    /// It is of another issuer.
    case wrongIssuer
    /// It differs from the issuer by a slash at the end.
    case issuerWithSlash
    /// It names none.
    case missingIssuer
    /// It names no authorization endpoint.
    case missingAuthorizationEndpoint
    /// It names no token endpoint, as Facebook's does.
    case missingTokenEndpoint
    /// It names no key set.
    case missingKeys
    /// An endpoint is no URL of http or https.
    case scriptURL
    /// A member stands twice.
    case duplicateMember
}

/// What is wrong with the key set.
public enum KeysMisbehaviour: String, Sendable, CaseIterable {
    /// It still is the one from before the last rotation.
    case stale
    /// It holds no key.
    case empty
    /// It holds a symmetric key.
    case symmetricKey
    /// A member stands twice.
    case duplicateMember
}
