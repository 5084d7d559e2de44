public import Essentials
public import HTTP

/// What the service provider must remember between the request and its answer. It goes, sealed, into a cookie of the
/// browser that started the attempt; the provider sees its handle only.
public struct SAMLSignInAttempt: Sendable, Hashable {
    /// The provider it was started at.
    public let providerID: String
    /// That provider's entity ID.
    public let issuer: ExactString
    /// The request that the answer must name.
    public let requestID: ExactString
    /// The handle that comes back beside the answer.
    public let relayState: RelayState
    /// Where the answer was to go.
    public let acsURL: HTTPURL
    /// How the person was sent.
    public let manner: AuthnManner
    /// When.
    public let begun: Instant

    /// How long an attempt stays open.
    public static let lifetime: Duration = .seconds(600)

    init(
        providerID: String, issuer: ExactString, requestID: ExactString, relayState: RelayState, acsURL: HTTPURL,
        manner: AuthnManner, begun: Instant
    ) {
        self.providerID = providerID
        self.issuer = issuer
        self.requestID = requestID
        self.relayState = relayState
        self.acsURL = acsURL
        self.manner = manner
        self.begun = begun
    }

    /// The attempt as JSON: to be sealed, never to be shown.
    public func json() -> JSONObject {
        [
            "provider": .string(providerID), "issuer": .string(issuer.text), "request": .string(requestID.text),
            "relay_state": .string(relayState.text.text), "acs_url": .string(acsURL.text.text),
            "manner": .string(manner.rawValue), "begun": .integer(begun.seconds),
        ]
    }

    /// Takes an attempt back; `nil` where a member is missing or of another form.
    public init?(json: JSONObject) {
        guard let providerID = json["provider"]?.string, let issuer = json["issuer"]?.string,
            let requestID = json["request"]?.string, !requestID.isEmpty,
            let relayState = json["relay_state"]?.string.flatMap({ try? RelayState($0) }),
            let acsURL = json["acs_url"]?.string.flatMap(HTTPURL.init),
            let manner = json["manner"]?.string.flatMap(AuthnManner.init),
            let begun = json["begun"]?.number?.integer
        else { return nil }
        self.init(
            providerID: providerID, issuer: ExactString(issuer), requestID: ExactString(requestID),
            relayState: relayState, acsURL: acsURL, manner: manner, begun: Instant(seconds: begun))
    }
}
