import Foundation
import Testing

@testable import Pages

/// What each page must have, whatever it shows.
@Suite struct StructureTests {
    private static let names = Gallery().pictures.map(\.name)

    private static func page(_ name: String) throws -> Markup {
        let picture = try #require(Gallery().pictures.first { $0.name == name })
        return try Markup(picture.html(try Fixture.library()))
    }

    @Test(arguments: names)
    func onePageOneHeadingOneMain(name: String) throws {
        let page = try Self.page(name)
        #expect(page.elements("h1").count == 1)
        #expect(page.elements("main").count == 1)
        #expect(page.elements("title").count == 1)
        let root = try #require(page.elements("html").first)
        #expect(root["lang"] == "en" && root["dir"] == "ltr")
        #expect(page.elements("meta").contains { $0["name"] == "viewport" })
        #expect(page.elements("meta").contains { $0["charset"] == "utf-8" })
        let skip = try #require(page.elements("a").first)
        #expect(skip["class"] == "skip" && skip["href"] == "#main")
    }

    @Test(arguments: names)
    func nothingInlineAndNothingFromOutside(name: String) throws {
        let page = try Self.page(name)
        for element in page.elements {
            for attribute in element.attributes {
                #expect(attribute.name != "style" && !attribute.name.hasPrefix("on"), "\(element.name)")
            }
            // The one form that goes elsewhere: what it carries is for the provider.
            if name == "post", element.name == "form" { continue }
            for value in [element["href"], element["src"], element["action"]].compactMap({ $0 }) {
                #expect(value.hasPrefix("/") || value.hasPrefix("#"), "\(element.name) leads to \(value)")
            }
        }
        #expect(page.elements("style").isEmpty)
        let script = name == "post" ? "/assets/post.js" : "/assets/portal.js"
        #expect(page.elements("script").map { $0["src"] } == [script])
        #expect(page.elements("link").map { $0["href"] } == ["/assets/mark.svg", "/assets/style.css"])
    }

    @Test(arguments: names)
    func everyFormThatChangesSomethingCarriesTheToken(name: String) throws {
        var form: Markup.Element?
        var hasToken = false
        for piece in try Self.page(name).pieces {
            switch piece {
            case .start(let element) where element.name == "form":
                form = element
                hasToken = false
            case .start(let element) where element.name == "input" && element["name"] == "csrf":
                hasToken = element["type"] == "hidden" && element["value"] == "c3JmLXRva2Vu"
            case .end("form"):
                let form = try #require(form)
                #expect(hasToken == (form["method"] == "post" && name != "post"), "\(form["action"] ?? "")")
            default: break
            }
        }
        if name.hasPrefix("roles") || name.hasPrefix("credentials") { #expect(form != nil) }
    }

    @Test(arguments: names)
    func elementsCloseInOrderAndNamesAreThere(name: String) throws {
        let page = try Self.page(name)
        let void: Set<String> = [
            "!doctype", "meta", "link", "input", "path", "circle", "rect", "use",
        ]
        var open: [String] = []
        for piece in page.pieces {
            switch piece {
            case .start(let element): if !void.contains(element.name) { open.append(element.name) }
            case .end(let name): #expect(open.popLast() == name)
            case .text: break
            }
        }
        #expect(open.isEmpty)
        let ids = page.elements.compactMap { $0["id"] }
        #expect(Set(ids).count == ids.count, "an id stands twice")
        for element in page.elements {
            for attribute in ["aria-labelledby", "for", "data-copy", "data-filter"] {
                // `aria-labelledby` may name several.
                for id in (element[attribute] ?? "").split(separator: " ").map(String.init) {
                    #expect(ids.contains(id), "\(attribute)=\(id)")
                }
            }
            if element.name == "use", let href = element["href"] {
                #expect(ids.contains(String(href.dropFirst())), "no symbol \(href)")
            }
        }
    }

    @Test func aSecretStandsOnlyWhereItIsHidden() throws {
        let page = try Self.page("credentials")
        var isSecret = false
        var shown = 0
        for piece in page.pieces {
            switch piece {
            case .start(let element): isSecret = element["class"] == "secret"
            case .end: isSecret = false
            case .text(let text):
                #expect(isSecret || !(text.contains("wJalrXUtnFEMI") || text.contains("EXAMPLEsessionTOKEN")))
                if isSecret { shown += 1 }
            }
        }
        #expect(shown == 10, "two secrets in five forms")
    }

    /// The budgets of the house; a page here is a large one.
    @Test func thePagesAreSmall() throws {
        let sheet = try Fixture.template("style.css").utf8.count
        let script = try Fixture.template("portal.js").utf8.count
        #expect(sheet < 20_000)
        #expect(script < 6_000)
        let library = try Fixture.library()
        for picture in Gallery().pictures {
            let whole = picture.render(library).count + sheet + script
            #expect(whole < 50_000, "\(picture.name) has \(whole) bytes")
        }
    }
}
