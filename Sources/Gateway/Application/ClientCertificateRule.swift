import Configuration
import Cryptography
import Essentials
import HTTP

/// Which client's certificate a request stands under, and whether it may go on with it.
///
/// Where the request comes from a proxy that passes certificates on, its client's is meant and the proxy's own is
/// not; from anybody else the header fields of RFC 9440 are a stranger's words, and are taken out unread.
struct ClientCertificateRule: Sendable {
    private let client: ClientAddress
    private let verifier: CertificateVerifier?
    private let isRequired: Bool
    private let clock: any WallClock

    /// - Throws: `CertificateRefusal` where the authorities do not serve.
    init(_ configuration: SallyportConfiguration, clock: any WallClock) throws(CertificateRefusal) {
        client = ClientAddress(proxies: configuration.proxies)
        let clients = configuration.tls.clients
        verifier = try clients.map { clients throws(CertificateRefusal) in
            try CertificateVerifier(roots: clients.authorities)
        }
        isRequired = clients?.isRequired ?? false
        self.clock = clock
    }

    /// The request with its client's certificate, which an authority vouches for now; without one where none was
    /// shown and none is required.
    ///
    /// - Parameter received: the request as the server took it in, with the address of the connection.
    func apply(_ received: HTTPRequest) throws(ClientCertificateError) -> HTTPRequest {
        guard let verifier else { return received.showing(nil) }
        guard let shown = try shown(received) else {
            guard !isRequired else { throw .missing }
            return received.showing(nil)
        }
        do {
            let leaf = try Certificate(der: shown.leaf)
            // What cannot be read leads nowhere; the leaf's own chain may hold without it.
            let intermediates = shown.intermediates.compactMap { try? Certificate(der: $0) }
            _ = try verifier.verify(leaf, intermediates: intermediates, at: clock.now())
        } catch {
            throw .refused(error)
        }
        return received.showing(shown)
    }

    private func shown(_ received: HTTPRequest) throws(ClientCertificateError) -> ClientCertificate? {
        guard client.proxies.passesClientCertificates, let peer = IPAddress(received.peer), client.isProxy(peer) else {
            return received.clientCertificate
        }
        do {
            return try ClientCertificate.named(in: received.headers)
        } catch {
            throw .malformedField(error)
        }
    }
}

/// Why a request does not go on with the certificate it has.
enum ClientCertificateError: Reportable, Equatable {
    /// One is required.
    case missing
    /// It is not believed.
    case refused(CertificateRefusal)
    /// The proxy's words about it are not read.
    case malformedField(ClientCertificateFieldError)

    var reason: String {
        switch self {
        case .missing: "client-certificate-missing"
        case .refused(let refusal): refusal.reason
        case .malformedField(let error): error.reason
        }
    }

    var detail: String {
        switch self {
        case .missing: "the client showed no certificate, and one is required"
        case .refused(let refusal): refusal.detail
        case .malformedField(let error): error.detail
        }
    }

    var remedy: String? {
        switch self {
        case .missing: "show a certificate of a configured authority, or set `tls.client_certificates.mode: asked`"
        case .refused(let refusal): refusal.remedy
        case .malformedField(let error): error.remedy
        }
    }

    var clause: String? {
        switch self {
        case .missing: nil
        case .refused(let refusal): refusal.clause
        case .malformedField(let error): error.clause
        }
    }
}
