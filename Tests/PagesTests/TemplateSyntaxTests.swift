import Testing

@testable import Pages

/// What a template may say, and where a mistake in it is.
@Suite struct TemplateSyntaxTests {
    @Test(
        arguments: [
            ("a\nb {{name", 2, "`{{` without `}}`"),
            ("\n{{^a}}\n\nx", 2, "the section `a` is not closed"),
            ("{{#a}}{{/b}}", 1, "`{{/b}}` closes nothing that is open here"),
            ("\n{{/a}}", 2, "`{{/a}}` closes nothing that is open here"),
            ("{{}}", 1, "`` is not a name"),
            ("\n\n{{Na me}}", 3, "`Na me` is not a name"),
            ("{{{name}}}", 1, "`{name` is not a name"),
            ("{{&name}}", 1, "`&name` is not a name"),
            ("{{>../etc/passwd}}", 1, "`../etc/passwd` is not a name"),
            ("<p\n{{>other}}>", 2, "`{{>other}}` stands within a tag"),
            ("<p>\n<a href=\"/\"", 2, "it ends within a tag"),
            ("<p>\n1 < 2", 2, "`<` that begins no tag; write `&lt;`"),
            ("<p \"x\">", 1, "a tag with a stray `\"`"),
            ("{{#a}}<p{{/a}}>", 1, "`{{/a}}` does not stand where `{{#a}}` stood: in text, or in the same tag"),
            // What follows would go on with the name: `o` and `nclick`.
            (
                "<p {{#a}}o{{/a}}nclick=\"x\">", 1,
                "`{{/a}}` does not stand where `{{#a}}` stood: in text, or in the same tag"
            ),
            ("<p {{#a}}>{{/a}}", 1, "`{{/a}}` does not stand where `{{#a}}` stood: in text, or in the same tag"),
        ])
    func aMistakeIsNamedWithItsLine(text: String, line: Int, what: String) {
        #expect(Fixture.refusal(text) == .malformed(template: "page", line: line, what))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: TemplateError.malformed(template: "page", line: 1, "not UTF-8")) {
            _ = try Template(name: "page", [0x3C, 0xFF, 0x3E])
        }
    }

    @Test func sectionsWithinSectionsEnd() {
        let deep = String(repeating: "{{#a}}", count: 100_000)
        #expect(
            Fixture.refusal(deep) == .malformed(template: "page", line: 1, "sections within sections without end"))
    }

    @Test(
        arguments: [
            (TemplateValue.flag(true), "yes"), (.flag(false), "no"), (.absent, "no"), (.text("x"), "yes"),
            (.text(""), "yes"), (.list([]), "no"), (.list([[:], [:]]), "yesyes"), (.values([:]), "yes"),
            (.link("/x"), "yes"),
        ])
    func aSectionIsShownOnceForEach(value: TemplateValue, expected: String) throws {
        #expect(try Fixture.render("{{#a}}yes{{/a}}{{^a}}no{{/a}}", ["a": value]) == expected)
    }

    @Test func innerNamesHideOuterOnesAndOuterOnesStayInSight() throws {
        let values: TemplateValues = [
            "who": .text("outer"), "far": .text("far"),
            "list": .list([["who": .text("one")], ["who": .text("two")], [:]]),
        ]
        #expect(
            try Fixture.render("{{#list}}{{who}}/{{far}} {{/list}}{{who}}", values)
                == "one/far two/far outer/far outer")
    }

    @Test func aValueIsNotReadAsTemplate() throws {
        #expect(try Fixture.render("{{a}}", ["a": .text("{{b}}{{>page}}")]) == "{{b}}{{&gt;page}}")
    }

    @Test func anUnknownNameIsNamed() {
        #expect(throws: TemplateError.unknownName(template: "page", name: "nmae")) {
            _ = try Fixture.render("{{nmae}}", ["name": .text("x")])
        }
        #expect(throws: TemplateError.unknownName(template: "page", name: "nmae")) {
            _ = try Fixture.render("{{#nmae}}{{/nmae}}", ["name": .text("x")])
        }
    }

    @Test func anIncludedTemplateSeesTheValuesAround() throws {
        let text = try Fixture.render(
            "{{#list}}{{>item}}{{/list}}", ["list": .list([["n": .text("1")], ["n": .text("2")]])],
            including: ["item": "<b>{{n}}</b>"])
        #expect(text == "<b>1</b><b>2</b>")
        #expect(throws: TemplateError.missing("other")) { _ = try Fixture.render("{{>other}}", [:]) }
    }

    @Test func templatesThatIncludeEachOtherEnd() {
        #expect(throws: TemplateError.tooDeep(template: "page")) {
            _ = try Fixture.render("{{>other}}", [:], including: ["other": "{{>page}}"])
        }
    }

    @Test func anErrorSaysWhereAndWhatToDo() {
        let error = TemplateError.unsafe(template: "roles", line: 7, "an attribute's value without quotes")
        #expect(error.reason == "template-unsafe")
        #expect(error.detail == "`roles` line 7: an attribute's value without quotes")
        #expect(error.remedy == "put style in the style sheet and script in the script file; quote every attribute")
        let unknown = TemplateError.unknownName(template: "roles", name: "nmae")
        #expect(unknown.detail == "`roles` uses `nmae`, which this page does not give")
        #expect(unknown.remedy == "see the page's own template for the names it gives")
    }
}
