import Configuration
import HTTP
import Testing

@testable import Gateway

@Suite("The client is the right-most address that is no proxy of ours")
struct ClientAddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let why: String
        let header: ProxySettings.Header
        let peer: String
        let fields: [(String, String)]
        let client: String
        var testDescription: String { why }
    }

    static let cases = [
        Case(
            why: "a stranger's field is not believed", header: .xForwarded, peer: "203.0.113.9",
            fields: [("X-Forwarded-For", "192.0.2.1")], client: "203.0.113.9"),
        Case(
            why: "the proxy's word counts", header: .xForwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "192.0.2.1")], client: "192.0.2.1"),
        Case(
            why: "what the stranger wrote in front does not", header: .xForwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "127.0.0.1, 192.0.2.1, 10.0.0.6")], client: "192.0.2.1"),
        Case(
            why: "several lines are one list", header: .xForwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "127.0.0.1"), ("x-forwarded-for", "192.0.2.7")], client: "192.0.2.7"),
        Case(
            why: "ports are taken off", header: .xForwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "192.0.2.1:4711")], client: "192.0.2.1"),
        Case(
            why: "only the configured field is read", header: .forwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "192.0.2.1")], client: "10.0.0.5"),
        Case(
            why: "RFC 7239 with quotes, brackets and port", header: .forwarded, peer: "10.0.0.5",
            fields: [("Forwarded", "for=192.0.2.43, for=\"[2001:db8:cafe::17]:4711\";proto=https")],
            client: "2001:db8:cafe::17"),
        Case(
            why: "an obfuscated identifier ends what is known", header: .forwarded, peer: "10.0.0.5",
            fields: [("Forwarded", "for=192.0.2.43, for=_hidden, for=10.0.0.6")], client: "10.0.0.6"),
        Case(
            why: "a mapped IPv4 peer is the proxy", header: .xForwarded, peer: "::ffff:10.0.0.5",
            fields: [("X-Forwarded-For", "192.0.2.1")], client: "192.0.2.1"),
        Case(
            why: "garbage leaves the proxy", header: .xForwarded, peer: "10.0.0.5",
            fields: [("X-Forwarded-For", "<script>, ,")], client: "10.0.0.5"),
        Case(why: "no field leaves the proxy", header: .xForwarded, peer: "10.0.0.5", fields: [], client: "10.0.0.5"),
    ]

    @Test("of a request", arguments: cases)
    func client(_ tried: Case) throws {
        let block = try #require(AddressRange("10.0.0.0/8"))
        let address = ClientAddress(proxies: ProxySettings(addresses: [block], header: tried.header))
        let request = HTTPRequest(
            method: .get, rawTarget: Array("/".utf8), path: "/", rawQuery: [],
            headers: HTTPHeaders(tried.fields.map { ($0.0, $0.1) }),
            body: [], peer: tried.peer)
        #expect(address.of(request) == tried.client)
    }
}
