import Configuration
import EmbeddedIssuer
import Essentials
import HTTP
import IAM
import SecurityTokens
import XMLDocuments

/// `/authz` and everything below it: whether a signed request for a resource behind a proxy may pass.
///
/// 200, 401 and 403 are verdicts; 503 is none. The body of a refusal is S3's error, which the proxy may hand on.
struct AuthorizationRoutes: Sendable {
    let issuer: EmbeddedIssuer
    let maps: [ResourceMap]
    let original: OriginalRequest
    let services: GatewayServices
    let journal: ResourceJournal

    init?(
        _ configuration: SallyportConfiguration, issuer: EmbeddedIssuer?, services: GatewayServices,
        journal: ResourceJournal
    ) {
        guard let issuer, !configuration.resources.isEmpty else { return nil }
        self.issuer = issuer
        self.services = services
        maps = configuration.resources
        original = OriginalRequest(proxies: configuration.proxies)
        self.journal = journal
    }

    /// True where a request is asked here; any method and any path below.
    func isAsked(_ request: HTTPRequest) -> Bool {
        request.path.isExactly(OriginalRequest.prefix)
            || request.path.startsExactly(with: OriginalRequest.prefix + "/")
    }

    /// - Parameter peer: the other end of the connection; `request.peer` is the client behind it.
    func answer(_ request: HTTPRequest, peer: String) async -> HTTPResponse {
        let id = CorrelationID(services.randomness)
        let asked: ResourceRequest
        do throws(OriginalRequest.Failure) {
            asked = try original.read(request, peer: peer, client: request.peer)
        } catch {
            let why =
                switch error {
                case .notBelieved: "`X-Original-…` came from an address that is no configured proxy"
                case .unreadable: "the fields in which the proxy passes the client's request cannot be read"
                }
            services.log.log(.warning, "a question to /authz was not understood: \(why)", ["peer": peer])
            return Self.refusal("AccessDenied", "Access Denied", .forbidden, request, id)
        }
        do throws(ResourceRefusal) {
            let verdict = try issuer.authorize(asked, among: maps)
            await journal.allowed(verdict, asked, id: id)
            guard !OriginalRequest.isRefused(request) else { return Self.busy }
            var response = HTTPResponse.text(.ok, "")
            response.headers.add("X-Sallyport-Principal", verdict.principal.description)
            response.headers.add("x-amz-request-id", id.description)
            return response
        } catch {
            await journal.refused(error, asked, id: id)
            let (code, message) = error.s3
            return Self.refusal(code, message, error.status, asked.request, id)
        }
    }

    /// No verdict: the proxy failed, and asks for words that there are none of.
    private static var busy: HTTPResponse {
        var busy = HTTPResponse.text(.serviceUnavailable, "no verdict; ask again\n")
        busy.headers.add("Retry-After", "1")
        return busy
    }

    private static func refusal(
        _ code: String, _ message: String, _ status: HTTPStatus, _ request: HTTPRequest, _ id: CorrelationID
    ) -> HTTPResponse {
        var writer = XMLWriter()
        writer.element("Error") { writer in
            writer.element("Code", text: code)
            writer.element("Message", text: message)
            writer.element("Resource", text: request.path)
            writer.element("RequestId", text: id.description)
        }
        var response = HTTPResponse.xml(status, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + writer.text)
        response.headers.add("x-amz-request-id", id.description)
        response.headers.add("Cache-Control", "no-store")
        return response
    }
}
