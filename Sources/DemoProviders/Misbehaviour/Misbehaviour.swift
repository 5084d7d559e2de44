/// What the demo provider does wrong, endpoint by endpoint. Nothing, unless it is asked to.
public struct Misbehaviour: Sendable, Equatable {
    /// In the way an endpoint answers at all.
    public var transport: [DemoEndpoint: TransportMisbehaviour] = [:]
    /// In the discovery document.
    public var discovery: DiscoveryMisbehaviour?
    /// In the key set.
    public var keys: KeysMisbehaviour?
    /// In what the browser is sent back with.
    public var authorization: AuthorizationMisbehaviour?
    /// In the token endpoint's answer to a code.
    public var token: TokenMisbehaviour?
    /// In the token endpoint's answer to a refresh token.
    public var refresh: RefreshMisbehaviour?
    /// In the ID token.
    public var idToken: IDTokenMisbehaviour?
    /// In the UserInfo answer.
    public var userInfo: UserInfoMisbehaviour?

    /// Nothing wrong.
    public init() {}

    /// Nothing wrong.
    public static let none = Misbehaviour()
}

/// The endpoints, by name.
public enum DemoEndpoint: String, Sendable, Hashable, CaseIterable {
    case discovery
    case keys
    case authorization
    case token
    case userInfo
    case endSession
}

/// What an endpoint does instead of answering as it should.
public enum TransportMisbehaviour: Sendable, Equatable {
    /// 503, as from a proxy whose backend is gone.
    case down
    /// 200 with an HTML page, as from a captive portal.
    case html
    /// The right answer, this much later.
    case slow(Duration)
    /// 200 and a body of this many bytes.
    case huge(bytes: Int)
    /// This status with an empty body.
    case bare(status: Int)
}
