/// A request as the server took it in: its head judged, its body whole.
public struct HTTPRequest: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The target exactly as it stood in the request line: path and query, undecoded.
    public let rawTarget: [UInt8]
    /// The path, percent-decoded. Paths that do not decode to UTF-8 never reach a handler.
    public let path: String
    /// What stood behind `?`, undecoded; empty where nothing did.
    public let rawQuery: [UInt8]
    /// The header fields.
    public let headers: HTTPHeaders
    /// The whole body.
    public let body: [UInt8]
    /// The numeric address of the other end of the connection.
    public let peer: String

    /// A request of these parts.
    public init(
        method: HTTPMethod, rawTarget: [UInt8], path: String, rawQuery: [UInt8], headers: HTTPHeaders, body: [UInt8],
        peer: String
    ) {
        self.method = method
        self.rawTarget = rawTarget
        self.path = path
        self.rawQuery = rawQuery
        self.headers = headers
        self.body = body
        self.peer = peer
    }
}
