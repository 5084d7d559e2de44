import Essentials

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
    /// The certificate that the client showed, not judged yet.
    public let clientCertificate: ClientCertificate?

    /// A request of these parts.
    public init(
        method: HTTPMethod, rawTarget: [UInt8], path: String, rawQuery: [UInt8], headers: HTTPHeaders, body: [UInt8],
        peer: String, clientCertificate: ClientCertificate? = nil
    ) {
        self.method = method
        self.rawTarget = rawTarget
        self.path = path
        self.rawQuery = rawQuery
        self.headers = headers
        self.body = body
        self.peer = peer
        self.clientCertificate = clientCertificate
    }

    /// The same request as it came from this address: a trusted proxy's word on whom it speaks for.
    public func from(_ address: String) -> HTTPRequest {
        HTTPRequest(
            method: method, rawTarget: rawTarget, path: path, rawQuery: rawQuery, headers: headers, body: body,
            peer: address, clientCertificate: clientCertificate)
    }

    /// The same request with this client certificate, and without the header fields by which a proxy passes one
    /// on: whoever reads the request further finds a certificate in one place only.
    public func showing(_ certificate: ClientCertificate?) -> HTTPRequest {
        var headers = headers
        headers.remove("Client-Cert")
        headers.remove("Client-Cert-Chain")
        return HTTPRequest(
            method: method, rawTarget: rawTarget, path: path, rawQuery: rawQuery, headers: headers, body: body,
            peer: peer, clientCertificate: certificate)
    }

    /// A request whose path and query are read from the target in origin-form (RFC 9112 §3.2.1); `nil` where
    /// the target does not start with `/`, holds other than visible ASCII or a `#`, or a path that does not decode to
    /// UTF-8 without control characters.
    public init?(
        _ method: HTTPMethod, _ rawTarget: [UInt8], headers: HTTPHeaders = [:], body: [UInt8] = [],
        peer: String = "127.0.0.1", clientCertificate: ClientCertificate? = nil
    ) {
        guard HTTPRequest.isOriginForm(rawTarget) else { return nil }
        let rawPath = rawTarget.prefix { $0 != UInt8(ascii: "?") }
        guard let decoded = PercentEncoding.decode(rawPath, form: false),
            decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), let path = String(strictUTF8: decoded)
        else { return nil }
        self.init(
            method: method, rawTarget: rawTarget, path: path,
            rawQuery: Array(rawTarget.dropFirst(rawPath.count + 1)), headers: headers, body: body, peer: peer,
            clientCertificate: clientCertificate)
    }

    /// True for a target that begins with a slash and holds visible ASCII only. A `#` is none of a request's: one
    /// server takes it for a part of the path, another for its end.
    static func isOriginForm(_ rawTarget: [UInt8]) -> Bool {
        rawTarget.first == UInt8(ascii: "/")
            && rawTarget.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }

    /// A request whose target is written as text.
    public init?(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        peer: String = "127.0.0.1"
    ) {
        self.init(method, Array(target.utf8), headers: headers, body: body, peer: peer)
    }
}
