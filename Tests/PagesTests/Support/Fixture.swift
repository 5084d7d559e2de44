import Foundation

@testable import Pages

/// Where things are, and the pages as they are built in.
enum Fixture {
    /// The package's own folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The built-in pages, at a made-up place.
    static func library(_ overrides: [String: String] = [:]) throws(TemplateError) -> PageLibrary {
        try PageLibrary.load(
            overrides: overrides.mapValues { Array($0.utf8) }, place: "login.example.org", version: "0.1")
    }

    /// A file of `Templates/`.
    static func template(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: "Templates").appending(path: name), encoding: .utf8)
    }

    /// The words built in.
    static func messages() throws -> Messages {
        try Messages(parsing: Array(try template("messages.en.json").utf8), name: "messages.en.json")
    }

    /// A template rendered by itself, with what it includes.
    static func render(
        _ text: String, _ values: TemplateValues, including others: [String: String] = [:]
    ) throws(TemplateError) -> String {
        var templates: [String: Template] = [:]
        for (name, text) in others.merging(["page": text], uniquingKeysWith: { own, _ in own }) {
            templates[name] = try Template(name: name, Array(text.utf8))
        }
        return String(decoding: try TemplateRendering(templates: templates).render("page", values), as: UTF8.self)
    }

    /// What a template is refused for; nil where it is taken.
    static func refusal(_ text: String) -> TemplateError? {
        do throws(TemplateError) {
            _ = try Template(name: "page", Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }
}
