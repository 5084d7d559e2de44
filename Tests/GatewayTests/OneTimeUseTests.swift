import Essentials
import HTTP
import SAML
import Testing

/// A provider that asks that its assertion be used once (SAML Core §2.5.1.5) is obeyed.
struct OneTimeUseTests {
    @Test(arguments: [true, false]) func `Such an assertion signs somebody in, and does not go on`(
        isOneTimeUse: Bool
    ) async throws {
        let (premises, corporation) = try await Premises.asserting()
        let aws = "https://sts.example.net/saml"
        for (provider, isRefused) in [("corp", false), ("through", isOneTimeUse)] {
            let browser = Browser(premises)
            let request = try await browser.leave(for: provider, at: corporation)
            let response = try corporation.response(
                to: provider, answering: request.id, recipient: provider == "corp" ? nil : aws,
                audience: provider == "corp" ? nil : aws, isOneTimeUse: isOneTimeUse)
            let page = try await browser.bring(response, to: provider, beside: request.relayState)
            #expect((page.fact("Reason") == "assertion-one-time-use") == isRefused)
            #expect((browser.session == nil) == isRefused)
        }
    }

    @Test(arguments: [(true, [HTTPStatus.ok, .badRequest, .badRequest]), (false, [.ok, .ok, .ok])])
    func `At the issuer it serves for one role, others for as many as it names`(
        isOneTimeUse: Bool, statuses: [HTTPStatus]
    ) async throws {
        let (premises, corporation) = try await Premises.asserting()
        let account = "arn:aws:iam::000000000001"
        var person = Corporation.Person()
        person.attributes += [
            (
                "https://aws.amazon.com/SAML/Attributes/Role",
                ["\(account):role/Developer,\(account):saml-provider/corp"]
            ), ("https://aws.amazon.com/SAML/Attributes/RoleSessionName", ["ada"]),
        ]
        let response = try corporation.response(person, to: "corp", isOneTimeUse: isOneTimeUse)
        var found: [HTTPStatus] = []
        for _ in statuses {
            let answer = try await premises.ask(
                .post, "/sts",
                headers: ["Host": "login.example.org", "Content-Type": "application/x-www-form-urlencoded"],
                body: PercentEncoding.form([
                    ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"),
                    ("RoleArn", "\(account):role/Developer"), ("PrincipalArn", "\(account):saml-provider/corp"),
                    ("SAMLAssertion", response),
                ]))
            found.append(answer.status)
            if answer.status != .ok { #expect(answer.text.contains("InvalidIdentityToken"), "\(answer.text)") }
        }
        #expect(found == statuses)
    }
}
