import Essentials
import HTTP
import SAML
import Testing

@testable import Gateway

struct SAMLSignInTests {
    @Test(arguments: Place.all)
    func `A whole sign-in ends at the roles`(place: Place) async throws {
        let (premises, corporation) = try await Premises.asserting(url: place.url)
        let browser = Browser(premises)
        let request = try await browser.leave(for: "corp", at: corporation, to: "/")
        #expect(request.issuer.text == "\(place.url)/saml/corp/metadata")
        #expect(!request.forcesAuthn && !request.isPassive)
        let attempt = try #require(browser.attempts.first)
        #expect(attempt.has("SameSite=None") && attempt.has("Secure") && attempt.has("HttpOnly"))
        let handle = try #require(request.relayState?.text.text)
        #expect(handle.utf8.count <= 80)
        let roles = try await browser.bring(
            try corporation.response(to: "corp", answering: request.id), to: "corp", beside: request.relayState)
        #expect(roles.status == .ok)
        #expect(roles.text.contains("<h1>Your roles</h1>") && roles.text.contains("Ada Arkwright"))
        #expect(browser.attempts.isEmpty)
        let session = try #require(browser.session)
        #expect(session.has("SameSite=Lax"))
        let event = try #require(try await premises.audit.first { $0.action == "sign-in" })
        #expect(event.fields["protocol"] == "saml")
        #expect(event.fields["subject"] == "ada")
        #expect(event.fields["issuer"] == "https://idp.example.org/saml")
        #expect(event.fields["solicited"] == true)
    }

    @Test func `Keys come from the embedded issuer on an assertion of ours`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        let keys = try await browser.take("local/Developer")
        #expect(keys.status == .ok)
        #expect(keys.text.contains("ASIA"))
        #expect(keys.fact("Session name") == "ada@example.org" || keys.text.contains("ada@example.org"))
        let records = try await premises.audit.filter { $0.action == "assume-role-with-saml" }
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(records.last?.fields["result"] == "granted")
        #expect(records.last?.fields["provider"] == "corp")
        #expect(records.last?.fields["subject"] == "ada")
    }

    /// The tags of the session go to the trust policy: one narrowed to a department trusts that department only.
    @Test(arguments: [("research", HTTPStatus.ok), ("sales", .forbidden)])
    func `A trust policy by hand narrows what the broker asks`(department: String, status: HTTPStatus) async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        var person = Corporation.Person()
        person.attributes.removeAll { $0.0 == "department" }
        person.attributes.append(("department", [department]))
        _ = try await browser.signIn(at: corporation, as: person)
        #expect(try await browser.take("local/Narrow").status == status)
    }

    @Test func `A provider that takes requests by POST gets a page that works without script`() async throws {
        let (premises, _) = try await Premises.asserting()
        let answer = try await premises.ask(.get, "/login/posting")
        #expect(answer.status == .ok)
        let form = try answer.form()
        #expect(form.action == "https://idp.example.org/sso")
        #expect(form.fields.map(\.0) == ["SAMLRequest", "RelayState"])
        #expect(answer.text.contains("<button"))
        #expect(answer.text.contains("<script src=\"/assets/post.js\" defer></script>"))
        let policy = try #require(answer.headers["Content-Security-Policy"])
        #expect(policy.contains("form-action 'self' https://idp.example.org;"))
        #expect(try await premises.ask(.get, "/assets/post.js").status == .ok)
    }

    @Test func `A role that wants a recent sign-in sends the person to prove it anew`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        var person = Corporation.Person()
        person.attributes.append(("groups", ["admins"]))
        person.age = .seconds(3600)
        _ = try await browser.signIn(at: corporation, as: person)
        premises.clock.advance(by: .seconds(120))
        let page = try await browser.open("/")
        let answer = try await browser.post(
            "/keys/local/Administrator", [("csrf", try page.formToken())], stopAt: { $0.contains("/login/corp") })
        #expect(answer.headers["Location"] == "/login/corp?as=again&to=%2F")
        let request = try await browser.leave(for: "corp", at: corporation, manner: "again")
        #expect(request.forcesAuthn)
        // A provider that did not ask anew is found out.
        let stale = try corporation.response(person, to: "corp", answering: request.id)
        #expect(try await browser.bring(stale, to: "corp", beside: request.relayState).status == .forbidden)
        person.age = .zero
        #expect(try await browser.signIn(at: corporation, as: person, manner: "again").status == .ok)
        #expect(try await browser.take("local/Administrator").status == .ok)
    }

    @Test func `The gateway's metadata says what a provider needs`() async throws {
        let (premises, _) = try await Premises.asserting()
        let answer = try await premises.ask(.get, "/saml/corp/metadata")
        #expect(answer.headers["Content-Type"] == "application/samlmetadata+xml")
        for part in [
            "entityID=\"https://login.example.org/saml/corp/metadata\"",
            "Location=\"https://login.example.org/saml/corp/acs\"",
            "Location=\"https://login.example.org/saml/corp/slo\"", "AuthnRequestsSigned=\"true\"",
            "use=\"encryption\"",
        ] {
            #expect(answer.text.contains(part), "\(part)")
        }
        #expect(try await premises.ask(.get, "/saml/corp/metadata").body == answer.body)
        #expect(try await premises.ask(.get, "/saml/none/metadata").status == .notFound)
        let own = try await premises.ask(.get, "/saml/idp/metadata")
        let read = try MetadataReader.read(own.body, entityID: nil, signature: .notJudged, at: premises.clock.now())
        #expect(read.entityID == "https://login.example.org/saml/idp/metadata")
        #expect(read.signingKeys.count == 1)
    }

    @Test func `The provider's session end is the session's`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        var person = Corporation.Person()
        person.sessionEnd = premises.clock.now() + .seconds(1800)
        _ = try await browser.signIn(at: corporation, as: person)
        #expect(try #require(browser.session).has("Max-Age=1800"))
        premises.clock.advance(by: .seconds(1801))
        #expect(try await premises.ask(.get, "/").status == .seeOther)
    }

    @Test func `The provider's own assertion goes on where the configuration says so`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed-saml.xml"))
        let browser = Browser(premises)
        let request = try await browser.leave(for: "through", at: corporation)
        let aws = "https://sts.example.net/saml"
        let response = try corporation.response(to: "through", answering: request.id, recipient: aws, audience: aws)
        _ = try await browser.bring(response, to: "through", beside: request.relayState)
        #expect(try await browser.take("remote/Reader").status == .ok)
        let sent = try #require(premises.wire.traffic.last { $0.request.url.host == "sts.example.net" }).request
        let fields = try FormFields(parsing: sent.body)
        #expect(fields["Action"] == "AssumeRoleWithSAML")
        #expect(fields["SAMLAssertion"] == response)
        #expect(fields["PrincipalArn"] == "arn:aws:iam::222222222222:saml-provider/CorpAtAWS")
        // Past its minutes, the person goes to the provider again.
        premises.clock.advance(by: .seconds(600))
        let page = try await browser.open("/")
        let again = try await browser.post(
            "/keys/remote/Reader", [("csrf", try page.formToken())], stopAt: { $0.contains("/login/through") })
        #expect(again.headers["Location"]?.hasPrefix("/login/through?as=before") == true)
    }

    @Test func `An issuer outside gets an assertion of ours that says all`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed-saml.xml"))
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        #expect(try await browser.take("remote/Reader").status == .ok)
        let sent = try #require(premises.wire.traffic.last { $0.request.url.host == "sts.example.net" }).request
        let fields = try FormFields(parsing: sent.body)
        #expect(fields["PrincipalArn"] == "arn:aws:iam::222222222222:saml-provider/gate")
        let xml = String(decoding: try #require(Base64.decode(fields["SAMLAssertion"] ?? "")), as: UTF8.self)
        for part in [
            "Recipient=\"https://sts.example.net/saml\"", "<saml:Audience>https://sts.example.net/saml</saml:Audience>",
            "arn:aws:iam::222222222222:role/Reader,arn:aws:iam::222222222222:saml-provider/gate",
            "https://aws.amazon.com/SAML/Attributes/RoleSessionName", "ada@example.org",
            "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Department",
            "https://aws.amazon.com/SAML/Attributes/SourceIdentity",
            "https://aws.amazon.com/SAML/Attributes/SessionDuration",
        ] {
            #expect(xml.contains(part), "\(part)")
        }
    }
}
