/// A page: a value that names its template and gives the template's values.
public protocol Page: Sendable {
    /// The template's file name, without `.html`.
    static var template: String { get }
    /// A page with everything in it that can be, by which a template is judged when it is loaded.
    static var sample: Self { get }
    /// The values, in the words of a language.
    func values(_ messages: Messages) -> PageValues
}

/// A page's values; made within this room only.
public struct PageValues: Sendable {
    let values: TemplateValues

    init(_ values: TemplateValues) { self.values = values }
}
