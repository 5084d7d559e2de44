public import Essentials
public import HTTP
public import SAML
import Synchronization

/// A SAML identity provider with a handful of people and no passwords (SAML 2.0 Web Browser SSO and Single Logout, by
/// redirect and POST), for development and tests.
///
/// It answers requests below its base URL, whoever brings them: a server on loopback, or a test in process.
public final class DemoSAMLProvider: Sendable {
    /// The URL below which everything stands.
    public let base: HTTPURL
    /// Who can be signed in.
    public let people: [DemoPerson]
    let clock: any WallClock
    let randomness: any Randomness
    let state: Mutex<DemoSAMLState>

    /// A provider below this URL.
    ///
    /// - Parameter credential: what it signs with; `DemoSAMLProvider.credential(for:at:randomness:)` makes one.
    /// - Throws: `DemoProviderError.notLoopback` for a URL that others than this machine could reach.
    public init(
        base: HTTPURL, clients: [DemoSAMLClient], people: [DemoPerson] = DemoPerson.everyone,
        credential: SigningCredential, clock: any WallClock, randomness: any Randomness
    ) throws(DemoProviderError) {
        guard base.isLoopback, base.query == nil, !base.path.hasSuffix("/"), DemoSAMLEndpoints(base: base) != nil
        else { throw .notLoopback(base.description) }
        self.base = base
        self.people = people
        self.clock = clock
        self.randomness = randomness
        state = Mutex(DemoSAMLState(clients: clients, credential: credential))
    }

    /// What it calls itself: the URL of its metadata.
    public var entityID: ExactString { ExactString(url(.metadata)) }

    /// The service providers that it knows.
    public var clients: [DemoSAMLClient] {
        get { state.withLock { $0.clients } }
        set { state.withLock { $0.clients = newValue } }
    }

    /// What it signs and encrypts; may be changed while it runs.
    public var protection: DemoSAMLProtection {
        get { state.withLock { $0.protection } }
        set { state.withLock { $0.protection = newValue } }
    }

    /// What it does wrong; may be changed while it runs.
    public var misbehaviour: SAMLMisbehaviour? {
        get { state.withLock { $0.misbehaviour } }
        set { state.withLock { $0.misbehaviour = newValue } }
    }

    /// Signs with another key from now on.
    ///
    /// - Parameter keepingOld: the key from before stays in the metadata.
    public func rotate(to credential: SigningCredential, keepingOld: Bool) {
        state.withLock { state in
            let before = keepingOld ? [state.credential.certificate] + state.furtherCertificates : []
            state.furtherCertificates = Array(before.prefix(4))
            state.credential = credential
        }
    }

    /// Shows a key in the metadata that does not sign yet.
    public func announce(_ credential: SigningCredential) {
        state.withLock { $0.furtherCertificates = [credential.certificate] }
    }

    /// Answers a request; 404 for what is not below the base URL.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        // A name that was bound anew to this address must not drive it.
        if request.headers.contains("Host"), request.headers["Host"]?.lowercased() != base.authority.lowercased() {
            return .text(.misdirectedRequest, "another host\n")
        }
        guard let route = DemoSAMLRoute(request.path, below: base.path) else {
            return .text(.notFound, "not found\n")
        }
        guard route.methods.contains(request.method) else {
            let allowed = route.methods.map(\.rawValue).joined(separator: ", ")
            return HTTPResponse(.methodNotAllowed, headers: ["Allow": allowed])
        }
        return switch route {
        case .metadata: metadataDocument()
        case .signOn: signOn(request)
        case .start: start(request)
        case .signIn: signIn(request)
        case .logout: logout(request)
        case .signOut: signOut(request)
        case .style: DemoPage.style
        case .script: DemoPage.formPostScript
        }
    }

    /// A URL below the base.
    func url(_ route: DemoSAMLRoute) -> String { base.text.text + route.rawValue }

    /// The page of a request that leads nowhere.
    func trouble(_ words: String) -> HTTPResponse { DemoPage.trouble(words, base: base.text.text) }

    func client(_ entityID: ExactString) -> DemoSAMLClient? {
        clients.first { $0.serviceProvider.entityID == entityID }
    }
}

/// The paths below the base URL.
enum DemoSAMLRoute: String, CaseIterable {
    case metadata = "/metadata"
    case signOn = "/sso"
    /// Begins a sign-in here, without a request (SAML Profiles §4.1.5).
    case start = "/start"
    case signIn = "/sign-in"
    case logout = "/slo"
    /// Begins a logout here (SAML Profiles §4.4).
    case signOut = "/sign-out"
    case style = "/style.css"
    case script = "/form-post.js"

    init?(_ path: String, below base: String) {
        guard path.startsExactly(with: base) else { return nil }
        self.init(rawValue: String(decoding: path.utf8.dropFirst(base.utf8.count), as: UTF8.self))
    }

    var methods: [HTTPMethod] {
        switch self {
        case .metadata, .style, .script: [.get, .head]
        case .start, .signOut: [.get]
        case .signOn, .logout: [.get, .post]
        case .signIn: [.post]
        }
    }
}

/// The two endpoints that metadata names.
struct DemoSAMLEndpoints {
    let signOn: HTTPURL
    let logout: HTTPURL

    init?(base: HTTPURL) {
        guard let signOn = HTTPURL(base.text.text + DemoSAMLRoute.signOn.rawValue),
            let logout = HTTPURL(base.text.text + DemoSAMLRoute.logout.rawValue)
        else { return nil }
        self.signOn = signOn
        self.logout = logout
    }
}
