public import Essentials

/// A request to somebody else.
public struct OutgoingRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// Where to.
    public var url: HTTPURL
    /// The header fields.
    public var headers: HTTPHeaders
    /// The body.
    public var body: [UInt8]
    /// The peer's settings: who may be reached, by which certificates, how long and how much.
    public var peer: OutgoingPeer

    /// A request of these parts.
    public init(
        _ method: HTTPMethod, _ url: HTTPURL, headers: HTTPHeaders = [:], body: [UInt8] = [], peer: OutgoingPeer
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// A POST of form fields.
    public static func form(
        _ url: HTTPURL, _ fields: [(String, String)], headers: HTTPHeaders = [:], peer: OutgoingPeer
    ) -> OutgoingRequest {
        var headers = headers
        headers.set("Content-Type", "application/x-www-form-urlencoded")
        return OutgoingRequest(
            .post, url, headers: headers, body: Array(PercentEncoding.form(fields).utf8), peer: peer)
    }
}

/// How one peer is spoken to.
public struct OutgoingPeer: Sendable, Hashable {
    /// Where requests are really sent, where that is another place than the URL names (`connect:`): scheme,
    /// host and port of this URL are used, the `Host` field and the path stay the outer URL's. Naming a
    /// private address here allows it.
    public var connect: HTTPURL?
    /// A PEM file of further certificate authorities (`ca:`).
    public var certificateAuthorities: String?
    /// Plain `http` is taken, and addresses of private networks and loopback are.
    public var isPrivateNetworkAllowed: Bool
    /// Time for the whole request.
    public var timeout: Duration
    /// Bytes of the answer's body that are read at most.
    public var maximumResponseBytes: Int
    /// How many redirects are followed; none unless asked.
    public var redirects: Int

    /// A peer on the public internet: https, public addresses, ten seconds, 1 MiB, no redirect.
    public static let `public` = OutgoingPeer()

    /// A peer of these settings.
    public init(
        connect: HTTPURL? = nil, certificateAuthorities: String? = nil, isPrivateNetworkAllowed: Bool = false,
        timeout: Duration = .seconds(10), maximumResponseBytes: Int = 1_048_576, redirects: Int = 0
    ) {
        self.connect = connect
        self.certificateAuthorities = certificateAuthorities
        self.isPrivateNetworkAllowed = isPrivateNetworkAllowed
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.redirects = redirects
    }
}

/// Whoever can send a request: the client, or a test's stand-in.
public protocol HTTPSending: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Throws: `HTTPSendError` where no whole answer came within the limits.
    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse
}

/// Why no whole answer came.
public enum HTTPSendError: Reportable, Equatable {
    case schemeRefused(url: String)
    case addressRefused(host: String)
    case nameNotResolved(host: String)
    case notReached(host: String, String)
    case certificateRefused(host: String, String)
    case timedOut(host: String, Duration)
    case responseTooLarge(host: String, limit: Int)
    case redirectRefused(host: String)
    case malformedResponse(host: String, String)
    case tooManyWaiting(host: String)
    case requestMalformed(host: String, String)
    case cancelled
    case stopped

    /// A stable code.
    public var reason: String {
        switch self {
        case .schemeRefused: "peer-scheme-refused"
        case .addressRefused: "peer-address-refused"
        case .nameNotResolved: "peer-name-not-resolved"
        case .notReached: "peer-not-reached"
        case .certificateRefused: "peer-certificate-refused"
        case .timedOut: "peer-timed-out"
        case .responseTooLarge: "peer-response-too-large"
        case .redirectRefused: "peer-redirect-refused"
        case .malformedResponse: "peer-response-malformed"
        case .tooManyWaiting: "peer-too-many-waiting"
        case .requestMalformed: "peer-request-malformed"
        case .cancelled: "request-cancelled"
        case .stopped: "client-stopped"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .schemeRefused(let url): "`\(url)` is plain http, which is taken only where it is configured"
        case .addressRefused(let host): "`\(host)` resolves to an address of a private network"
        case .nameNotResolved(let host): "the name `\(host)` is not known to the resolver"
        case .notReached(let host, let why): "`\(host)` could not be reached: \(why)"
        case .certificateRefused(let host, let why): "the certificate of `\(host)` was not accepted: \(why)"
        case .timedOut(let host, let limit): "`\(host)` did not answer within \(limit.wholeMilliseconds) ms"
        case .responseTooLarge(let host, let limit): "`\(host)` answered with more than \(limit) bytes"
        case .redirectRefused(let host): "`\(host)` answered with a redirect, which is not followed"
        case .malformedResponse(let host, let why): "`\(host)` answered something that is not HTTP: \(why)"
        case .tooManyWaiting(let host): "too many requests are waiting for `\(host)`"
        case .requestMalformed(let host, let why): "the request to `\(host)` cannot be sent: \(why)"
        case .cancelled: "the request was given up by its caller"
        case .stopped: "the client has been stopped"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .schemeRefused: "use https, or name the inner address as `connect:`"
        case .addressRefused: "name the inner address as `connect:` under this peer, which allows it"
        case .certificateRefused: "name the certificate authority's PEM file as `ca:` under this peer"
        case .nameNotResolved, .notReached, .timedOut: "check the address, the network and the peer"
        default: nil
        }
    }
}
