import Essentials
import HTTP

/// For which hosts, and to whose pages, the gateway speaks.
///
/// Every URL of ours comes from the configured `url`; a request that names another host is somebody's mistake
/// or somebody's trick (a rebound name), and is answered 421 (RFC 9110 §15.5.20).
struct HostRule: Sendable {
    /// `Host` values that are ours, lower case.
    let authorities: Set<ExactString>
    /// Origins whose pages may post here without our forms' token.
    let origins: Set<ExactString>
    /// True in development mode, where a page of another origin must not drive the gateway at all.
    let refusesForeignOrigins: Bool

    /// Hosts of the public URL, and further ones.
    init(url: HTTPURL, further: [String] = [], refusesForeignOrigins: Bool = false) {
        let all = ([url.authority] + further).map(\.asciiLowercased)
        authorities = Set(all.map { ExactString($0) })
        origins = Set(all.map { ExactString("\(url.scheme.rawValue)://\($0)") })
        self.refusesForeignOrigins = refusesForeignOrigins
    }

    /// Development mode's hosts: the three names of loopback, on this port.
    static func loopback(port: UInt16) -> HostRule? {
        HTTPURL("http://127.0.0.1:\(port)").map {
            HostRule(url: $0, further: ["localhost:\(port)", "[::1]:\(port)"], refusesForeignOrigins: true)
        }
    }

    /// - Throws: `GatewayRefusal.foreignHost`, `.foreignOrigin`.
    func check(_ request: HTTPRequest) throws(GatewayRefusal) {
        let host = request.headers["Host"] ?? ""
        guard authorities.contains(ExactString(host.asciiLowercased)) else {
            throw .foreignHost(Self.bounded(host))
        }
        guard refusesForeignOrigins, request.method != .get, request.method != .head,
            request.headers.contains("Origin")
        else { return }
        // Two of them are none of ours.
        let origin = request.headers["Origin"] ?? ""
        // Our own pages say `no-referrer`, for which browsers send `null`; then the browser's own word on
        // where the request comes from decides, and a provider's form is what it may come from besides.
        if origin.isExactly("null") {
            let site = request.headers["Sec-Fetch-Site"] ?? "none"
            let isOurs = site.isExactly("same-origin") || site.isExactly("none")
            guard isOurs || Self.isAnswer(request.path) else { throw .foreignOrigin(origin) }
            return
        }
        guard origins.contains(ExactString(origin.asciiLowercased)) else {
            throw .foreignOrigin(Self.bounded(origin))
        }
    }

    /// True for the paths that providers' forms post to.
    private static func isAnswer(_ path: String) -> Bool {
        path.startsExactly(with: "/callback/")
            || (path.startsExactly(with: "/saml/")
                && (path.endsExactly(with: "/acs") || path.endsExactly(with: "/slo")))
    }

    /// What a stranger wrote, as far as a log line holds it.
    private static func bounded(_ text: String) -> String {
        String(text.unicodeScalars.prefix(256).map(Character.init))
    }
}
