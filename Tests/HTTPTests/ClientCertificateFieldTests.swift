import Testing

@testable import HTTP

@Suite("Client-Cert is read strictly")
struct ClientCertificateFieldTests {
    @Test("RFC 9440 §2.2, §2.3: one byte sequence, and a list of further ones")
    func good() throws {
        #expect(try ClientCertificate.named(in: ["Host": "h"]) == nil)
        let alone = try ClientCertificate.named(in: ["client-cert": ":AQID:"])
        #expect(alone == ClientCertificate(leaf: [1, 2, 3], origin: .proxy))
        let chain = try ClientCertificate.named(in: [
            "Client-Cert": ":AQ==:", "Client-Cert-Chain": ":Ag==:,\t:AwQ=:", "Client-Cert-Chain": ":BQ==:",
        ])
        #expect(chain == ClientCertificate(leaf: [1], intermediates: [[2], [3, 4], [5]], origin: .proxy))
    }

    typealias Fields = [(String, String)]

    static let leaves = [
        "AQID", ":AQID", "AQID:", "::", ":", "", ":AQ:", ":AQ=:", ":AR==:", ": AQID:", ":AQ ID:", ":_-8=:",
        ":AQID:;a=1", ":AQID:, :AQID:", "\":AQID:\"", "-----BEGIN CERTIFICATE-----",
        ":" + String(repeating: "AQID", count: 5462) + ":",
    ]
    static let chains = [
        ":AQID:,", "", "AQID", [String](repeating: ":AQID:", count: 9).joined(separator: ","),
    ]
    static let malformed: [Fields] =
        leaves.map { [("Client-Cert", $0)] } + chains.map { [("Client-Cert", ":AQID:"), ("Client-Cert-Chain", $0)] }
        + [[("Client-Cert", ":AQID:"), ("Client-Cert", ":AQID:")], [("Client-Cert-Chain", ":AQID:")]]

    @Test("anything else is refused", arguments: malformed)
    func anythingElse(_ fields: Fields) {
        let headers = HTTPHeaders(fields.map { (name: $0.0, value: $0.1) })
        #expect(throws: ClientCertificateFieldError.self) { try ClientCertificate.named(in: headers) }
    }

    @Test("a request that shows a certificate carries no field of the kind")
    func stripped() throws {
        let headers: HTTPHeaders = [
            "Host": "h", "CLIENT-CERT": ":AQID:", "client-cert-chain": ":AQID:", "Accept": "*/*",
        ]
        let request = try #require(HTTPRequest(.get, "/", headers: headers))
        let shown = ClientCertificate(leaf: [9], origin: .handshake)
        #expect(request.showing(shown).headers.fields.map(\.name) == ["Host", "Accept"])
        #expect(request.showing(shown).from("192.0.2.1").clientCertificate == shown)
        #expect(request.showing(nil).clientCertificate == nil)
    }
}
