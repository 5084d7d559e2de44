/// A status code (RFC 9110 §15).
public struct HTTPStatus: RawRepresentable, Sendable, Hashable, ExpressibleByIntegerLiteral {
    /// The three digits.
    public let rawValue: Int
    /// A code by its digits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// A code by its digits.
    public init(integerLiteral value: Int) { rawValue = value }

    /// 200.
    public static let ok: HTTPStatus = 200
    /// 204.
    public static let noContent: HTTPStatus = 204
    /// 302.
    public static let found: HTTPStatus = 302
    /// 303.
    public static let seeOther: HTTPStatus = 303
    /// 304.
    public static let notModified: HTTPStatus = 304
    /// 400.
    public static let badRequest: HTTPStatus = 400
    /// 401.
    public static let unauthorized: HTTPStatus = 401
    /// 403.
    public static let forbidden: HTTPStatus = 403
    /// 404.
    public static let notFound: HTTPStatus = 404
    /// 405.
    public static let methodNotAllowed: HTTPStatus = 405
    /// 408.
    public static let requestTimeout: HTTPStatus = 408
    /// 409.
    public static let conflict: HTTPStatus = 409
    /// 413.
    public static let contentTooLarge: HTTPStatus = 413
    /// 414.
    public static let uriTooLong: HTTPStatus = 414
    /// 417.
    public static let expectationFailed: HTTPStatus = 417
    /// 421.
    public static let misdirectedRequest: HTTPStatus = 421
    /// 429.
    public static let tooManyRequests: HTTPStatus = 429
    /// 431.
    public static let headersTooLarge: HTTPStatus = 431
    /// 500.
    public static let internalServerError: HTTPStatus = 500
    /// 501.
    public static let notImplemented: HTTPStatus = 501
    /// 502.
    public static let badGateway: HTTPStatus = 502
    /// 503.
    public static let serviceUnavailable: HTTPStatus = 503
    /// 505.
    public static let versionNotSupported: HTTPStatus = 505
}
