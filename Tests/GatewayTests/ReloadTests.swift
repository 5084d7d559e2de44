import DemoProviders
import Essentials
import Foundation
import Gateway
import HTTP
import Testing

/// What a configuration that takes another's place keeps, and what the chooser says of a provider that is silent.
struct ReloadTests {
    private func assume(_ premises: Premises, at gateway: GatewayApplication) async throws -> HTTPResponse {
        let token = try #require(try premises.provider.issueToken(for: "ben", audience: "client-demo").revealText())
        let form = PercentEncoding.form([
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"),
            ("RoleArn", "arn:aws:iam::000000000001:role/Developer"), ("RoleSessionName", "somebody"),
            ("WebIdentityToken", token),
        ])
        let headers: HTTPHeaders = [
            "Host": try Premises.url(premises.origin).authority, "Content-Type": "application/x-www-form-urlencoded",
        ]
        return await gateway.answer(
            try #require(HTTPRequest(.post, "/sts", headers: headers, body: form.bytes, peer: "192.0.2.7")))
    }

    @Test func `The keys of a provider that is down outlive a reload`() async throws {
        let premises = try await Premises()
        #expect(try await assume(premises, at: premises.gateway).status == .ok)
        premises.wire.unplug()
        let configuration = try Premises.configuration(url: premises.origin)
        let kept = try GatewayApplication(
            configuration: configuration, services: premises.services, replacing: premises.gateway)
        #expect(try await assume(premises, at: kept).status == .ok)
        // Made anew, it knows nobody's keys.
        let fresh = try GatewayApplication(configuration: configuration, services: premises.services)
        #expect(try await assume(premises, at: fresh).status != .ok)
    }

    @Test func `What was read of another place does not outlive it`() async throws {
        let premises = try await Premises()
        #expect(try await assume(premises, at: premises.gateway).status == .ok)
        premises.wire.unplug()
        let moved = try GatewayApplication(
            configuration: try Premises.configuration(url: premises.origin) {
                $0.replacingOccurrences(of: "localhost:8401", with: "localhost:8402")
            }, services: premises.services, replacing: premises.gateway)
        #expect(try await assume(premises, at: moved).status != .ok)
    }

    @Test func `The chooser says since when a provider does not answer, until it does`() async throws {
        let premises = try await Premises()
        premises.misbehave { $0.transport[.discovery] = .down }
        _ = try await premises.ask(.get, "/login/demo")
        let since = String(premises.clock.now().rfc3339.dropFirst(11).prefix(5)) + " UTC"
        premises.clock.advance(by: .seconds(600))
        _ = try await premises.ask(.get, "/login/demo")
        #expect(try await premises.ask(.get, "/login").text.contains("Does not answer since \(since)"))
        premises.misbehave { $0.transport[.discovery] = nil }
        premises.clock.advance(by: .seconds(600))
        _ = try await premises.ask(.get, "/login/demo")
        #expect(!(try await premises.ask(.get, "/login").text.contains("Does not answer")))
    }
}
