public import Essentials

/// An answer: status, fields, whole body.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: HTTPStatus
    /// The header fields; `Content-Length` is the server's own business.
    public var headers: HTTPHeaders
    /// The body.
    public var body: [UInt8]

    /// An answer of these parts.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An HTML page.
    public static func html(_ status: HTTPStatus = .ok, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/html; charset=utf-8"], body: body)
    }

    /// A plain text.
    public static func text(_ status: HTTPStatus = .ok, _ body: String) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(body.utf8))
    }

    /// A JSON document.
    public static func json(_ status: HTTPStatus = .ok, _ value: JSONValue) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "application/json"], body: value.serializedBytes)
    }

    /// An XML document.
    public static func xml(_ status: HTTPStatus = .ok, _ body: String) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/xml"], body: Array(body.utf8))
    }

    /// A redirect that is followed with GET, also after a POST (RFC 9110 §15.4.4).
    public static func seeOther(_ location: String) -> HTTPResponse {
        HTTPResponse(.seeOther, headers: ["Location": location])
    }
}
