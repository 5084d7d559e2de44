import Testing

@testable import Pages

/// The library: overrides, what is judged at load, assets.
@Suite struct LibraryTests {
    private static let page = SignedOutPage(provider: "Acme")

    @Test func anOverrideReplacesItsFileAndNoOther() throws {
        let library = try Fixture.library([
            "signed-out.html":
                "<!doctype html><title>Bye</title><h1>Bye</h1><p>{{lead}} {{version}} {{place}}</p>{{>own}}",
            "own.html": "<p>by us</p>", "style.css": "p{color:red}", "README.md": "not served",
        ])
        #expect(
            String(decoding: library.render(Self.page), as: UTF8.self)
                == "<!doctype html><title>Bye</title><h1>Bye</h1><p>You are signed out here and at Acme. Keys handed out "
                + "earlier stay valid until their end. 0.1 login.example.org</p><p>by us</p>")
        #expect(library.asset("style.css")?.bytes == Array("p{color:red}".utf8))
        let plain = try Fixture.library()
        #expect(library.render(RolesPage.sample) == plain.render(RolesPage.sample))
        #expect(library.asset("portal.js")?.bytes == plain.asset("portal.js")?.bytes)
        #expect(library.asset("README.md") == nil)
    }

    @Test(
        arguments: [
            ("signed-out.html", "<p>{{lede}}</p>", TemplateError.unknownName(template: "signed-out", name: "lede")),
            (
                "signed-out.html", "<a href=\"{{lead}}\">x</a>",
                .wrongKind(template: "signed-out", name: "lead", wanted: "a link")
            ),
            ("signed-out.html", "{{>nowhere}}", .missing("nowhere")),
            ("signed-out.html", "<p>\n{{lead}", .malformed(template: "signed-out", line: 2, "`{{` without `}}`")),
            ("bar.html", "{{>bar}}", .tooDeep(template: "bar")),
            (
                "unused.html", "<p onclick=\"x\">",
                .unsafe(template: "unused", line: 1, "the attribute `onclick` is script in the page itself")
            ),
            // In the rarest corners: sections that the sample does not show.
            ("signin.html", "{{#none}}{{nmae}}{{/none}}", .unknownName(template: "signin", name: "nmae")),
            ("roles.html", "{{^has_roles}}{{nmae}}{{/has_roles}}", .unknownName(template: "roles", name: "nmae")),
            (
                "roles.html", "{{#accounts}}{{#roles}}{{^description}}{{nmae}}{{/description}}{{/roles}}{{/accounts}}",
                .unknownName(template: "roles", name: "nmae")
            ),
        ])
    func aBadOverrideFailsAtLoad(name: String, text: String, expected: TemplateError) {
        #expect(throws: expected) { _ = try Fixture.library([name: text]) }
    }

    @Test func wordsOfOnesOwnMustBeWholeAndFillable() throws {
        let own = try Fixture.template("messages.en.json")
        let name = "messages.en.json"
        let other = own.replacing(
            "\"roles.one-account\": \"one account\"", with: "\"roles.one-account\": \"ein Konto\"")
        #expect(other != own)
        _ = try Fixture.library([name: other])
        let lacking = own.replacing("\"roles.one-account\": \"one account\",", with: "")
        #expect(throws: TemplateError.missing("messages.en.json: the text `roles.one-account`")) {
            _ = try Fixture.library([name: lacking])
        }
        let misspelt = own.replacing("\"{n} accounts\"", with: "\"{m} accounts\"")
        #expect(
            throws: TemplateError.malformed(template: name, line: 1, "nothing fills `{m}` in `roles.accounts`")
        ) { _ = try Fixture.library([name: misspelt]) }
        let unfilled = own.replacing("\"You may not take this role\"", with: "\"Not for you, {nmae}\"")
        #expect(
            throws: TemplateError.malformed(template: name, line: 1, "nothing fills `{nmae}` in `role-not-granted`")
        ) { _ = try Fixture.library([name: unfilled]) }
        #expect(throws: TemplateError.self) { _ = try Fixture.library([name: "{"]) }
    }

    @Test(
        arguments: [
            ("style.css", "text/css; charset=utf-8"), ("portal.js", "text/javascript; charset=utf-8"),
            ("mark.svg", "image/svg+xml"), ("wordmark.svg", "image/svg+xml"),
        ])
    func assetsHaveATypeAndAStrongTag(name: String, type: String) throws {
        let asset = try #require(try Fixture.library().asset(name))
        #expect(asset.name == name && asset.contentType == type)
        #expect(String(decoding: asset.bytes, as: UTF8.self) == (try Fixture.template(name)))
        #expect(asset.entityTag.wholeMatch(of: /"[0-9a-f]+"/) != nil)
    }

    @Test(arguments: ["", "STYLE.CSS", "messages.en.json", "roles.html", "../style.css", "style.css\u{0}", "style"])
    func nothingElseIsServed(name: String) throws {
        #expect(try Fixture.library().asset(name) == nil)
    }

    @Test func theTagChangesWithTheBytes() {
        func tag(_ text: String) -> String {
            Asset(name: "a.css", contentType: "text/css", bytes: Array(text.utf8)).entityTag
        }
        // FNV-1a, 64 bits: the published values for the empty text, `a` and `foobar`.
        #expect(tag("") == "\"cbf29ce484222325\"")
        #expect(tag("a") == "\"af63dc4c8601ec8c\"")
        #expect(tag("foobar") == "\"85944171f73967e8\"")
    }

    @Test func aReasonIsKnownToTheLibrary() throws {
        let library = try Fixture.library()
        #expect(library.hasWords(for: "token-expired") && library.hasWords(for: "vault-anything"))
        #expect(!library.hasWords(for: "nonsense"))
    }
}
