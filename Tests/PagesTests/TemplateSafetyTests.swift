import Testing

@testable import Pages

/// Mark-up that the pages' policy would not run, or that would make a value more than a text.
@Suite struct TemplateSafetyTests {
    @Test(
        arguments: [
            "<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT>", "<script defer>x</script>", "<script\n>",
            "<script {{#a}}src=\"/x.js\"{{/a}}>x</script>",
            "<style>p{}</style>", "<p style=\"color:red\">", "<p\nstyle=\"color:red\">", "<p STYLE='color:red'>",
            "<p/style=\"x\">", "<p id=\"a\"style=\"x\">",
            "<p onclick=\"x()\">", "<p\tonclick=\"x()\">", "<p ONCLICK='x()'>", "<p onclick = \"x()\">",
            "<p onclick>", "<svg/onload=\"x()\">", "<p id=\"a\"onclick=\"x()\">", "<body onload=x()>",
            "<a href=\"javascript:x()\">", "<a href=\" javascript:x()\">", "<a href=\"JaVaScRiPt:x()\">",
            "<a href=\"java\nscript:x()\">", "<a href=\"&#106;avascript:x()\">", "<a href=\"data:text/html,x\">",
            "<a href=\"vbscript:x\">", "<a href=\"//elsewhere\">", "<a href=\"/\\elsewhere\">", "<a href=\"\">",
            "<a href=\"https://\">", "<form action=\"javascript:x()\">", "<button formaction=\"javascript:x()\">",
            "<a xlink:href=\"javascript:x()\">",
            "<base href=\"/\">", "<iframe src=\"/\">", "<object data=\"/x\">", "<embed src=\"/x\">",
            "<iframe srcdoc=\"x\">", "<meta http-equiv=\"refresh\" content=\"0\">",
            "<p class=quiet>", "<p class={{a}}>", "<p class= {{a}}>", "<p {{a}}>", "<{{a}}>", "<p {{a}}=\"x\">",
            "<p class{{a}}=\"x\">", "</{{a}}>", "<!-- {{a}} -->", "<!doctype {{a}}>",
            "<a href=\"{{#a}}/{{/a}}{{b}}\">", "<a href=\"javascript:{{a}}\">", "<a href=\"{{#a}}x{{/a}}\">",
            "<a href=\" {{a}}\">", "<a href=\"/{{a}}\">", "<a href=\"https://{{a}}\">", "<a href=\"x{{a}}\">",
            "<a href=\"https://{{a}}/x\">", "<a href=\"https://example.org{{a}}\">",
        ])
    func isRefused(text: String) {
        guard case .unsafe(let template, let line, let what) = Fixture.refusal(text) else {
            Issue.record("taken, or refused for its syntax: \(text)")
            return
        }
        #expect(template == "page" && line >= 1 && !what.isEmpty)
    }

    @Test func theLineIsTheOneWithTheMistake() {
        let text = "<p>\n<b class=\"{{a}}\">\n\n<i title={{a}}>"
        #expect(Fixture.refusal(text) == .unsafe(template: "page", line: 4, "an attribute's value without quotes"))
    }

    @Test(
        arguments: [
            "<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><!-- a <b> style=\"x\" --><p>", "<p class='quiet'>",
            "<script src=\"/assets/portal.js\" defer></script>", "<a href=\"https://help.example.org/x\">help</a>",
            "<a href=\"#main\">", "<a href=\"/\">", "<a href='{{a}}'>", "<a href=\"/keys/{{a}}\">",
            "<use href=\"#{{a}}\"/>", "<a href=\"https://example.org/{{a}}\">",
            "<p class=\"tile{{#a}} care{{/a}}\" title=\"{{a}} {{b}}\">", "<input value=\"{{a}}\" required>",
            "<p {{#a}}hidden {{/a}}>", "<p id=\"x\"{{#a}} title=\"{{a}}\"{{/a}}>",
            "<p>on = style= javascript: {{a}}</p>", "<p data-only=\"x\" title=\"onclick=x\">",
            "<br/><hr>", "a &lt; b",
        ])
    func isTaken(text: String) {
        #expect(Fixture.refusal(text) == nil)
    }

    @Test(arguments: ["href", "src", "action", "formaction", "HREF", "xlink:href", "poster"])
    func onlyALinkMayLeadSomewhere(attribute: String) throws {
        let template = "<a \(attribute)=\"{{a}}\">"
        #expect(throws: TemplateError.wrongKind(template: "page", name: "a", wanted: "a link")) {
            _ = try Fixture.render(template, ["a": .text("javascript:alert(1)")])
        }
        #expect(throws: TemplateError.wrongKind(template: "page", name: "a", wanted: "a link")) {
            _ = try Fixture.render(template, ["a": .absent])
        }
        #expect(
            try Fixture.render(template, ["a": .link("/x?a=1&b='2'")])
                == "<a \(attribute)=\"/x?a=1&amp;b=&#39;2&#39;\">")
    }

    @Test(arguments: [TemplateValue.flag(true), .list([]), .values([:])])
    func onlyATextIsPutIn(value: TemplateValue) {
        #expect(throws: TemplateError.wrongKind(template: "page", name: "a", wanted: "a text")) {
            _ = try Fixture.render("<p>{{a}}</p>", ["a": value])
        }
    }

    @Test(
        arguments: [
            ("/", "/"), ("/keys/a%20b?x=1#y", "/keys/a%20b?x=1#y"),
            ("https://idp.example.org/", "https://idp.example.org/"),
            ("http://127.0.0.1:8400/", "http://127.0.0.1:8400/"), ("/a//b", "/a//b"),
            ("", "#"), ("a", "#"), ("#x", "#"), ("?x", "#"), ("javascript:alert(1)", "#"), ("JAVASCRIPT:x", "#"),
            ("data:text/html,x", "#"), ("vbscript:x", "#"), ("mailto:a@b", "#"), ("//elsewhere", "#"),
            ("/\\elsewhere", "#"), ("\\\\elsewhere", "#"), (" /", "#"), ("/ ", "#"), ("/a b", "#"), ("\t/x", "#"),
            ("/\t/elsewhere", "#"), ("/\n/elsewhere", "#"), ("/\r\n/elsewhere", "#"), ("/\u{0}x", "#"),
            ("/x\u{7F}", "#"),
            ("/\u{2044}elsewhere", "#"), ("/ä", "#"), ("/\u{338}", "#"), ("https:/x", "#"), ("ftp://x", "#"),
        ])
    func aLinkLeadsToAPathOrAURLOnly(text: String, expected: String) {
        #expect(Link(text).text == expected)
    }
}
