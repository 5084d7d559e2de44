public import HTTP

/// Somebody else's paths within the gateway: the demo provider of development mode.
public protocol RouteMounting: Sendable {
    /// Answers a request below its own paths; `nil` where the path is not one of them.
    func answer(_ request: HTTPRequest) async -> HTTPResponse?
}
