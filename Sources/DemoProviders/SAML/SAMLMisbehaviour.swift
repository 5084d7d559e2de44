/// What the demo SAML provider does wrong in the response to a sign-in. Nothing, unless it is asked to.
public enum SAMLMisbehaviour: String, Sendable, CaseIterable {
    /// The assertion is for another service.
    case wrongAudience
    /// The assertion is to be brought to another service.
    case wrongRecipient
    /// The response was sent to another service.
    case wrongDestination
    /// Response and assertion are another provider's.
    case wrongIssuer
    /// It answers a request that nobody made.
    case wrongRequest
    /// It answers no request.
    case missingRequest
    /// It ran out an hour ago.
    case expired
    /// It begins to hold in an hour.
    case notYetValid
    /// There is no signature.
    case unsigned
    /// Signed by a key that is in no metadata.
    case foreignKey
    /// A group was added after it was signed.
    case altered
    /// A forged assertion stands before the signed one.
    case wrapped
    /// A comment stands in the name, which the signature does not see.
    case commentInName
    /// The response that was given last, whoever it was for.
    case replayed
    /// The assertion is encrypted for somebody else.
    case encryptedForAnother
    /// `RelayState` has another character at its end.
    case relayStateAltered
    /// There is no `RelayState`.
    case relayStateMissing
    /// The provider says that it failed, with markup and control characters in its words.
    case failedWithMarkup
}
