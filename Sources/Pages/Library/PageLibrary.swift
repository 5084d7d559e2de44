import Essentials

/// All templates and assets, parsed and judged once; those built in, and in front of them an operator's own.
public struct PageLibrary: Sendable {
    private let rendering: TemplateRendering
    private let messages: Messages
    private let assets: [String: Asset]
    private let footer: TemplateValues

    static let messagesFile = "messages.en.json"

    /// Loads the built-in files, each replaced by the override of its name.
    ///
    /// - Parameters:
    ///   - overrides: files of the operator's folder, by name.
    ///   - place: where this gateway is, for the foot of every page (`login.example.org`).
    ///   - version: what is running there.
    /// - Throws: `TemplateError`: a page that could fail when it is needed fails here.
    public static func load(
        overrides: [String: [UInt8]], place: String, version: String
    ) throws(TemplateError) -> PageLibrary {
        let files = EmbeddedTemplates.files.merging(overrides) { _, own in own }
        var templates: [String: Template] = [:]
        var assets: [String: Asset] = [:]
        for (name, bytes) in files {
            if name.hasSuffix(".html") {
                let base = String(name.dropLast(5))
                templates[base] = try Template(name: base, bytes)
            } else if let type = Asset.contentType(of: name) {
                assets[name] = Asset(name: name, contentType: type, bytes: bytes)
            }
        }
        guard let catalogue = files[messagesFile] else { throw .missing(messagesFile) }
        let messages = try Messages(parsing: catalogue, name: messagesFile)
        if overrides[messagesFile] != nil, let model = EmbeddedTemplates.files[messagesFile] {
            try messages.check(against: try Messages(parsing: model, name: messagesFile), name: messagesFile)
        }
        let library = PageLibrary(
            rendering: TemplateRendering(templates: templates),
            messages: messages, assets: assets,
            footer: ["place": .text(place), "version": .text(version)])
        try library.judge([
            .init(SignInPage.self), .init(RolesPage.self), .init(CredentialsPage.self), .init(ErrorPage.self),
            .init(SignedOutPage.self), .init(PostPage.self), .init(InspectionPage.self), .init(ConsolePage.self),
        ])
        return library
    }

    /// One kind of page, for judging its template.
    private struct Sample {
        let template: String
        let values: @Sendable (Messages) -> TemplateValues

        init<Shown: Page>(_ page: Shown.Type) {
            template = page.template
            let sample = page.sample
            values = { sample.values($0).values }
        }
    }

    /// Renders every page with everything in it, and once more entering sections that are not shown, so that
    /// an unknown name in the rarest corner is met now.
    private func judge(_ samples: [Sample]) throws(TemplateError) {
        for sample in samples {
            let values = footer.merging(sample.values(messages)) { _, own in own }
            _ = try rendering.render(sample.template, values)
            _ = try rendering.render(sample.template, values, visitsEverything: true)
        }
    }

    /// The page as HTML.
    public func render<Shown: Page>(_ page: Shown) -> [UInt8] {
        let values = footer.merging(page.values(messages).values) { _, own in own }
        do throws(TemplateError) {
            return try rendering.render(Shown.template, values)
        } catch {
            // Judged at load with every name in every section, a template cannot come here; should it, the
            // person gets a sentence and not a blank page.
            return Array("<!doctype html><title>Sallyport</title><p>This page could not be shown.</p>".utf8)
        }
    }

    /// The asset of exactly this name.
    public func asset(_ name: String) -> Asset? { assets.first { $0.key.isExactly(name) }?.value }

    /// True where a refusal for this reason has words of its own.
    public func hasWords(for reason: String) -> Bool { messages.knows(reason) }
}
