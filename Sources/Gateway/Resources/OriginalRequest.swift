import Configuration
import EmbeddedIssuer
import Essentials
import HTTP

/// Reads, from what a proxy asks `/authz`, the request that its client made.
///
/// nginx's `auth_request` always asks by GET, and passes the client's method, target and host in `X-Original-…`, which
/// are believed from configured proxies only. Envoy's `ext_authz` over HTTP asks with the method itself and the path
/// below `/authz`.
struct OriginalRequest: Sendable {
    let proxies: ProxySettings

    /// Where it is asked.
    static let prefix = "/authz"

    private static let fields = ["X-Original-Method", "X-Original-URI", "X-Original-Host", refusedField]
    /// Says that the proxy has its no already and asks for the words.
    private static let refusedField = "X-Original-Refused"

    /// True where only the words of a refusal are wanted: a yes now must not reach the client as one.
    static func isRefused(_ request: HTTPRequest) -> Bool { request.headers.contains(refusedField) }

    /// Why it cannot be read.
    enum Failure: Error {
        /// The fields came from an address that is no configured proxy, or not all of them did.
        case notBelieved
        /// What they say is no request.
        case unreadable
    }

    /// - Parameter peer: the other end of the connection itself.
    func read(_ request: HTTPRequest, peer: String, client: String) throws(Failure) -> ResourceRequest {
        let isProxy = IPAddress(peer).map { ClientAddress(proxies: proxies).isProxy($0) } ?? false
        let isPassed = Self.fields.contains { request.headers.contains($0) }
        guard isPassed else {
            // Envoy's form. Whoever asks for itself learns only what its own signature may do.
            var target = Array(request.rawTarget.dropFirst(Self.prefix.utf8.count))
            if target.first != UInt8(ascii: "/") { target.insert(UInt8(ascii: "/"), at: 0) }
            guard let original = HTTPRequest(request.method, target, headers: request.headers, peer: peer),
                let host = request.headers["Host"]
            else { throw .unreadable }
            return ResourceRequest(original, host: host, client: client, isSecure: isSecure(request, isProxy))
        }
        guard isProxy else { throw .notBelieved }
        func field(_ name: String) throws(Failure) -> String {
            let values = request.headers.all(name)
            guard values.count == 1, let value = values.first, !value.isEmpty else { throw .unreadable }
            return value
        }
        guard let method = HTTPMethod(rawValue: try field("X-Original-Method")) else { throw .unreadable }
        let target = try field("X-Original-URI").bytes
        let host = try field("X-Original-Host")
        var headers = request.headers
        for name in Self.fields { headers.remove(name) }
        guard let original = HTTPRequest(method, target, headers: headers, peer: peer) else { throw .unreadable }
        return ResourceRequest(original, host: host, client: client, isSecure: isSecure(request, isProxy))
    }

    private func isSecure(_ request: HTTPRequest, _ isProxy: Bool) -> Bool? {
        guard isProxy, let scheme = request.headers["X-Forwarded-Proto"] else { return nil }
        return scheme.isExactly("https")
    }
}
