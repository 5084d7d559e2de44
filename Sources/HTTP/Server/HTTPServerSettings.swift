public import Essentials

#if canImport(Glibc)
    import Glibc
#endif

/// Answers a request; runs first on the thread that read it.
public typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// Where a server listens and what it takes from strangers.
public struct HTTPServerSettings: Sendable {
    /// A numeric IPv4 or IPv6 address; `::` takes both families.
    public var host: String
    /// The port; 0 finds a free one.
    public var port: UInt16
    /// HTTP threads; one a core unless told.
    public var threads: Int
    /// Bytes of request line and header fields together; at most 24 KiB, as the connection's pool has 32 KiB.
    public var maximumHeaderBytes: Int
    /// Bytes of a body.
    public var maximumBodyBytes: Int
    /// Bytes of all bodies together, the first 64 KiB of each left out; a body over it is answered with 503.
    public var maximumLargeBodyBytes: Int
    /// Time from the start of a connection, or from the first byte after an answer, to the whole request; and
    /// again for the client to take the answer.
    public var requestDeadline: Duration
    /// Time for a handler that waits; then the request is answered with 503 and its task cancelled.
    public var answerDeadline: Duration
    /// How long a connection may stay without a request after an answer.
    public var idleTimeout: Duration
    /// Connections at once; fewer where the system gives the process too few descriptors, which is logged.
    public var maximumConnections: Int
    /// Connections at once from one IPv4 address or IPv6 /64.
    public var maximumConnectionsPerAddress: Int
    /// Addresses of proxies: exempt from the limit per address.
    public var trustedProxies: [AddressRange]
    /// TLS; `nil` for plain HTTP.
    public var tls: TLSSettings?

    /// Settings with the defaults of the house.
    public init(
        host: String = "127.0.0.1", port: UInt16 = 0, threads: Int? = nil, maximumHeaderBytes: Int = 16 * 1024,
        maximumBodyBytes: Int = 1_048_576, maximumLargeBodyBytes: Int = 128 * 1_048_576,
        requestDeadline: Duration = .seconds(15),
        answerDeadline: Duration = .seconds(60), idleTimeout: Duration = .seconds(60),
        maximumConnections: Int = 4096, maximumConnectionsPerAddress: Int = 256, trustedProxies: [AddressRange] = [],
        tls: TLSSettings? = nil
    ) {
        self.host = host
        self.port = port
        self.threads = threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumLargeBodyBytes = maximumLargeBodyBytes
        self.requestDeadline = requestDeadline
        self.answerDeadline = answerDeadline
        self.idleTimeout = idleTimeout
        self.maximumConnections = maximumConnections
        self.maximumConnectionsPerAddress = maximumConnectionsPerAddress
        self.trustedProxies = trustedProxies
        self.tls = tls
    }
}

/// Why a server did not start.
public enum HTTPServerError: Reportable, Equatable {
    case notAnAddress(host: String)
    case notListening(host: String, port: UInt16, why: String)
    case notStarted(why: String)
    case settingOutOfRange(name: String, value: String, range: String)
    case certificateUnusable(TLSPairError)

    /// A stable code.
    public var reason: String {
        switch self {
        case .notAnAddress: "listen-host-not-numeric"
        case .notListening: "listen-refused"
        case .notStarted: "http-server-not-started"
        case .settingOutOfRange: "http-setting-out-of-range"
        case .certificateUnusable(let error): error.reason
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notAnAddress(let host): "`\(host)` is no numeric address to listen on"
        case .notListening(let host, let port, let why): "cannot listen on `\(host)` port \(port): \(why)"
        case .notStarted(let why): "the HTTP server did not start: \(why)"
        case .settingOutOfRange(let name, let value, let range): "`\(name)` is `\(value)`, which is not in \(range)"
        case .certificateUnusable(let error): error.detail
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .notAnAddress: "write an address such as `127.0.0.1`, `0.0.0.0` or `::`"
        case .notListening: "choose another port, or end the process that holds this one"
        case .certificateUnusable(let error): error.remedy
        default: nil
        }
    }
}

extension HTTPServerSettings {
    /// Refuses numbers that would close the server to everybody or open it without bound.
    func judge() throws(HTTPServerError) {
        func hold(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(HTTPServerError) {
            guard range.contains(value) else {
                throw .settingOutOfRange(
                    name: name, value: String(value), range: "\(range.lowerBound) to \(range.upperBound)")
            }
        }
        try hold("threads", threads, 1...256)
        try hold("maximumHeaderBytes", maximumHeaderBytes, 1024...24 * 1024)
        try hold("maximumBodyBytes", maximumBodyBytes, 0...64 * 1_048_576)
        try hold("maximumLargeBodyBytes", maximumLargeBodyBytes, 0...64 * 1024 * 1_048_576)
        try hold("maximumConnections", maximumConnections, 1...1_000_000)
        try hold("maximumConnectionsPerAddress", maximumConnectionsPerAddress, 1...1_000_000)
        for (name, value) in [
            ("requestDeadline", requestDeadline), ("answerDeadline", answerDeadline), ("idleTimeout", idleTimeout),
            ("tls.checkInterval", tls?.checkInterval ?? .seconds(1)),
        ] {
            guard value > .zero, value <= .seconds(86_400) else {
                throw .settingOutOfRange(
                    name: name, value: "\(value.wholeMilliseconds) ms", range: "1 ms to one day")
            }
        }
    }
}
