import Testing

@testable import Pages

/// What pages say in their several states.
@Suite struct PageWordsTests {
    private static func text(_ name: String, _ gallery: Gallery = Gallery()) throws -> String {
        let picture = try #require(gallery.pictures.first { $0.name == name })
        return try Markup(picture.html(try Fixture.library())).text
    }

    @Test(
        arguments: [
            ("roles", "9 roles in 3 accounts."), ("roles-found", "3 of your 900 roles."),
            ("roles-found", "Those that match “dev”. Show all"), ("roles-nothing-found", "0 of your 9 roles."),
            ("roles-nothing-found", "None of your roles matches “nowhere”. Show all"),
            ("roles-none", "no rule gives you a role yet"), ("roles-none", "staff, contractors"),
            ("roles-none-no-groups", "Your groupsnone"),
            ("roles-asked-again", "Acme Entra ID will ask for you again before keys are made"),
            ("roles", "Up to 15 minutes"), ("roles", "Up to 1 hour"), ("credentials", "59 minutes left"),
            ("signin", "Sign in to Acme Cloud"), ("signin", "Then on to /keys/prod/ReadOnly."),
            ("signin", "Does not answer since 13:05 UTC."),
            ("signin-none", "No way to sign in is configured. It is your administrator’s turn."),
            ("signed-out", "You are signed out here. Keys"),
            ("signed-out-there", "You are signed out here and at Acme Entra ID."),
            ("error-audience", "Acme Entra ID signed you in, but its answer was made out to another application."),
            ("error-audience", "It is your administrator’s turn"), ("error-audience", "Sign in another way"),
            ("error-cancelled", "Acme Entra ID did not let you in, or you cancelled."),
            ("error-cancelled", "Sign in again"), ("error-issuer", "AWS did not answer. No key was made."),
            ("error-issuer", "It is nobody’s turn yet"), ("error-issuer", "Go to your roles"),
            ("inspect-true", "Accepted: genuine"), ("inspect-true", "CN=Acme signing"), ("inspect-false", "Rejected"),
            ("inspect-false", "nobody vouches for it"), ("inspect-false", "No signature was found good."),
            ("inspect-false", "none was named"), ("inspect-none", "No provider of this gateway speaks SAML"),
            ("inspect-time", "The time must be written like"), ("roles", "Diagnosis"),
            ("error-no-such-page", "Go to your roles"), ("error-unforeseen", "Something went wrong here"),
        ])
    func aPageSays(name: String, words: String) throws {
        let text = try Self.text(name)
        #expect(text.contains(words), "\(text)")
    }

    @Test(
        arguments: [
            ("roles", "None of your roles matches “"), ("roles", "No role yet"),
            ("roles-none", "Find an account or role"),
            ("signin-none", "Choose where you sign in"), ("signin", "No way to sign in"),
            ("error-no-such-page", "stopped here"), ("error-no-such-page", "Sign in again"),
            ("inspect", "Checks, in order"), ("inspect-true", "none was named"), ("inspect-none", "Against provider"),
            ("error-no-such-page", "Remedy"), ("credentials", "AWS_ENDPOINT_URL_STS"),
        ])
    func aPageDoesNotSay(name: String, words: String) throws {
        #expect(!(try Self.text(name)).contains(words))
    }

    @Test func oneRoleIsCountedAsOne() throws {
        let text = try Self.text("roles", Gallery(size: (1, 1)))
        #expect(text.contains("One role in one account."))
    }

    /// Done up to where it stopped, to do behind it; the words say it as well as the marks.
    @Test(
        arguments: [
            ("error-cancelled", ["done", "stop", "todo", "todo"]),
            ("error-audience", ["done", "done", "stop", "todo"]),
            ("error-issuer", ["done", "done", "done", "stop"]), ("error-no-such-page", []),
        ])
    func theWayShowsWhereItStopped(name: String, states: [String]) throws {
        let picture = try #require(Gallery().pictures.first { $0.name == name })
        let page = try Markup(picture.html(try Fixture.library()))
        #expect(page.elements("li").compactMap { $0["class"] } == states)
    }

    @Test(
        arguments: [
            ("prod", "Read/Only]\n[default", "[prod-Read-Only---default]"), ("prod", "ReadOnly", "[prod-ReadOnly]"),
            ("a_b.c", "D-9", "[a_b.c-D-9]"), ("ä", "$(x)`", "[-----x--]"),
        ])
    func aProfileIsOneWord(account: String, role: String, expected: String) throws {
        let picture = try #require(
            Gallery(text: { $0 == "prod" ? account : $0 == "ReadOnly" ? role : $0 }).pictures
                .first { $0.name == "credentials" })
        let text = try Markup(picture.html(try Fixture.library())).text
        #expect(text.contains("\(expected)\naws_access_key_id = ASIAEXAMPLEQ7M2X4LRT\n"), "\(text)")
    }

    @Test func theKeysStandInEveryFormAsToolsReadThem() throws {
        let text = try Self.text("credentials-endpoint")
        for line in [
            "export AWS_ACCESS_KEY_ID=ASIAEXAMPLEQ7M2X4LRT\n",
            "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
            "export AWS_ENDPOINT_URL_STS=https://sts.acme.example/sts\n", "set -gx AWS_REGION eu-central-1\n",
            "$Env:AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'\n",
            "\"Expiration\": \"2099-12-31T23:59:59Z\"\n",
        ] { #expect(text.contains(line), "\(line)") }
    }
}
