import Testing

@testable import HTTP

@Suite("Addresses")
struct AddressTests {
    @Test(
        "special-purpose addresses (IANA, RFC 6890) are not public",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1",
            "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.0", "198.19.255.255", "198.51.100.7",
            "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
            "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:a00:1::", "2002:7f00:1::1", "2001::1",
            "2001:10::1", "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
            "100::1", "5f00::1",
        ])
    func special(text: String) throws { #expect(try !#require(IPAddress(text)).isPublic) }

    @Test(
        "others are",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
            "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
            "223.255.255.255", "2600::1", "2a00:1450:4001:82a::200e", "2001:4860:4860::8888", "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8", "2002:808:808::1",
        ])
    func isPublic(text: String) throws { #expect(try #require(IPAddress(text)).isPublic) }

    @Test(
        "other spellings are no addresses",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "0x7f.0.0.1", "256.1.1.1", "1.2.3.4 ", "[::1]", "::1%lo", "1::2::3",
            "localhost", ":::",
        ])
    func none(text: String) { #expect(IPAddress(text) == nil) }

    @Test(
        "text is written as RFC 5952 has it",
        arguments: [
            ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::FFFF:1.2.3.4", "::ffff:1.2.3.4"), ("192.0.2.1", "192.0.2.1"),
        ])
    func text(written: String, expected: String) throws {
        #expect(try #require(IPAddress(written)).description == expected)
    }

    @Test(
        "ranges hold what their prefix fixes",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.129", true),
            ("1.2.3.4", "1.2.3.4", true),
            ("1.2.3.4", "1.2.3.5", false), ("0.0.0.0/0", "9.9.9.9", true), ("0.0.0.0/0", "2600::1", false),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("2001:db8::/33", "2001:db8:8000::", false),
        ])
    func ranges(range: String, address: String, isInside: Bool) throws {
        let address = try #require(IPAddress(address))
        #expect(try #require(AddressRange(range)).contains(address) == isInside)
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "x/8", "",
        ])
    func noRange(text: String) { #expect(AddressRange(text) == nil) }
}

@Suite("The phases of a connection")
struct ConnectionPhaseTests {
    static let limits = ConnectionPhase.Limits(request: .seconds(10), answer: .seconds(60), idle: .seconds(30))

    @Test(
        "each ends at its own time",
        arguments: [
            (ConnectionPhase.Kind.reading, 10, ConnectionPhase.Verdict.cut), (.answering, 10, .cut),
            (.handling, 60, .expire),
            (.idle, 30, .cut),
        ])
    func verdicts(kind: ConnectionPhase.Kind, seconds: Int, verdict: ConnectionPhase.Verdict) {
        let start = ContinuousClock.Instant.now
        let phase = ConnectionPhase(kind: kind, since: start)
        #expect(phase.verdict(at: start, Self.limits) == .leave)
        #expect(phase.verdict(at: start + .seconds(seconds) - .nanoseconds(1), Self.limits) == .leave)
        #expect(phase.verdict(at: start + .seconds(seconds), Self.limits) == verdict)
    }
}
