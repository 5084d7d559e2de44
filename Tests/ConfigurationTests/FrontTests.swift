import Foundation
import HTTP
import Testing

@testable import Configuration

@Suite struct Front {
    @Test func proxiesAndHostsAreRead() throws {
        let text = Fixture.small(
            """
            hosts: [login.internal, "keys.example.org:8443"]
            proxies: {addresses: [10.0.0.0/8, fd00::5], header: x-forwarded}
            """)
        let configuration = try #require(Fixture.load(text: text).configuration)
        #expect(configuration.hosts == ["login.internal", "keys.example.org:8443"])
        let ranges = try ["10.0.0.0/8", "fd00::5"].map { try #require(AddressRange($0)) }
        #expect(configuration.proxies == ProxySettings(addresses: ranges, header: .xForwarded))
    }

    @Test func nobodyIsBelievedUnlessSaid() throws {
        let configuration = try #require(Fixture.load(text: Fixture.small()).configuration)
        #expect(configuration.proxies == .none)
        #expect(configuration.hosts == [])
    }

    @Test(arguments: [
        ("hosts: https://a.example", "not a host name"), ("proxies: {header: forwarded}", "addresses"),
        ("proxies: {addresses: 10.0.0.1}", "header"),
        ("proxies: {addresses: 10.0.0.1, header: via}", "`proxies.header` is `via`"),
        ("proxies: {addresses: 10.0.0.1/8, header: forwarded}", "10.0.0.1/8"),
        ("proxies: {addresses: somewhere, header: forwarded}", "somewhere"),
    ])
    func whatIsWrongIsSaid(_ line: String, _ words: String) {
        let (configuration, findings) = Fixture.load(text: Fixture.small(line))
        #expect(configuration == nil)
        #expect(findings.contains { $0.severity == .error && $0.message.contains(words) })
    }

    /// The reference names every key that the schema has, and no key is built without being written down.
    @Test(arguments: [
        MapSchema.file, .proxies, .tls, .clientCertificates, .provider, .samlProvider, .roleRequirement, .account,
        .issuer, .role, .rule, .claimTest,
        .audit, .samlKeys, .operatorRule,
    ])
    func theReferenceNamesEveryKey(_ schema: MapSchema) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let reference = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        for key in schema.keys where key.isBuilt {
            #expect(reference.contains("| `\(key.name)` |"), "docs/configuration.md does not name `\(key.name)`")
        }
    }
}
