public import Essentials
public import HTTP
import Synchronization

/// An OpenID provider with a handful of people and no passwords (OpenID Connect Core, code flow with PKCE;
/// Discovery; RP-Initiated Logout; RFC 9207), for development and tests.
///
/// It answers requests below its base URL, whoever brings them: a server on loopback, or a test in process.
public final class DemoOpenIDProvider: Sendable {
    /// The base URL, which is the issuer.
    public let issuer: HTTPURL
    /// Who can be signed in.
    public let people: [DemoPerson]
    /// The clients it knows.
    public let clients: [DemoClient]
    let clock: any WallClock
    let randomness: any Randomness
    let pause: @Sendable (Duration) async -> Void
    let state: Mutex<DemoState>

    /// A provider below this URL.
    ///
    /// - Parameter pause: how time passes where it is told to be slow.
    /// - Throws: `DemoProviderError.notLoopback` for a URL that others than this machine could reach.
    public init(
        issuer: HTTPURL, clients: [DemoClient], people: [DemoPerson] = DemoPerson.everyone, keys: DemoKeys,
        clock: any WallClock, randomness: any Randomness, misbehaviour: Misbehaviour = .none,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) throws(DemoProviderError) {
        guard issuer.isLoopback, issuer.query == nil, !issuer.path.hasSuffix("/") else {
            throw .notLoopback(issuer.description)
        }
        self.issuer = issuer
        self.clients = clients
        self.people = people
        self.clock = clock
        self.randomness = randomness
        self.pause = pause
        state = Mutex(DemoState(keys: DemoKeyRing(keys), misbehaviour: misbehaviour))
    }

    /// What it does wrong; may be changed while it runs.
    public var misbehaviour: Misbehaviour {
        get { state.withLock { $0.misbehaviour } }
        set { state.withLock { $0.misbehaviour = newValue } }
    }

    /// Signs with these keys from now on.
    ///
    /// - Parameter keepingOld: the keys from before stay published, so that tokens signed with them still verify.
    public func rotate(to keys: DemoKeys, keepingOld: Bool) {
        state.withLock { $0.keys.rotate(to: keys, keepingOld: keepingOld) }
    }

    /// Answers a request; 404 for what is not below the base URL.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        // A name that was bound anew to this address must not drive it.
        if request.headers.contains("Host"), request.headers["Host"]?.lowercased() != issuer.authority.lowercased() {
            return .text(.misdirectedRequest, "another host\n")
        }
        guard let route = DemoRoute(request.path, below: issuer.path) else { return .text(.notFound, "not found\n") }
        guard let endpoint = route.endpoint, let wrong = misbehaviour.transport[endpoint] else {
            return answer(request, route)
        }
        switch wrong {
        case .down: return .html(.serviceUnavailable, Array("<html><h1>503 Service Unavailable</h1></html>".utf8))
        case .html: return .html(.ok, Array("<!doctype html><title>Welcome to the network</title>".utf8))
        case .bare(let status): return HTTPResponse(HTTPStatus(rawValue: status))
        case .huge(let bytes):
            return HTTPResponse(
                .ok, headers: ["Content-Type": "application/json"],
                body: [UInt8](repeating: UInt8(ascii: " "), count: bytes))
        case .slow(let duration):
            await pause(duration)
            return answer(request, route)
        }
    }

    private func answer(_ request: HTTPRequest, _ route: DemoRoute) -> HTTPResponse {
        guard route.methods.contains(request.method) else {
            let allowed = route.methods.map(\.rawValue).joined(separator: ", ")
            return HTTPResponse(.methodNotAllowed, headers: ["Allow": allowed])
        }
        return switch route {
        case .discovery: discovery()
        case .keys: keys()
        case .authorize: authorize(request)
        case .signIn: signIn(request)
        case .token: token(request)
        case .userInfo: userInfo(request)
        case .endSession: endSession(request)
        case .style: DemoPage.style
        case .script: DemoPage.formPostScript
        }
    }

    /// A URL below the base.
    func url(_ route: DemoRoute) -> String { issuer.text.text + route.rawValue }

    func client(_ id: String) -> DemoClient? { clients.first { $0.id.isExactly(id) } }
}

/// The paths below the base URL.
enum DemoRoute: String, CaseIterable {
    case discovery = "/.well-known/openid-configuration"
    case keys = "/jwks"
    case authorize = "/authorize"
    case signIn = "/sign-in"
    case token = "/token"
    case userInfo = "/userinfo"
    case endSession = "/end-session"
    case style = "/style.css"
    case script = "/form-post.js"

    init?(_ path: String, below base: String) {
        guard path.startsExactly(with: base) else { return nil }
        self.init(rawValue: String(decoding: path.utf8.dropFirst(base.utf8.count), as: UTF8.self))
    }

    var endpoint: DemoEndpoint? {
        switch self {
        case .discovery: .discovery
        case .keys: .keys
        case .authorize: .authorization
        case .token: .token
        case .userInfo: .userInfo
        case .endSession: .endSession
        case .signIn, .style, .script: nil
        }
    }

    var methods: [HTTPMethod] {
        switch self {
        case .discovery, .keys, .style, .script: [.get, .head]
        case .authorize, .userInfo, .endSession: [.get, .post]
        case .signIn, .token: [.post]
        }
    }
}
