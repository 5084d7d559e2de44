import Foundation
import Testing

@testable import Pages

/// Writes every page in every state for the checks in a browser, into `.artefacts/pages/`.
@Suite struct GalleryTests {
    private static let folder = Fixture.root.appending(path: ".artefacts/pages")

    /// The same pages as people meet them, as long as they get, from right to left, and under attack.
    static let sets: [(name: String, gallery: Gallery)] = [
        ("plain", Gallery()),
        ("long", Gallery(size: (12, 8)) { "\($0)-\(String(repeating: "Überlandverbindungsverwaltung", count: 4))" }),
        ("rtl", Gallery { "\($0) شركة الأمثلة المحدودة עברית" }),
        (
            "hostile",
            Gallery {
                "\($0)\"><img src=x onerror=\"window.taken=1\"><script>window.taken=1</script>'`{{csrf}}\u{202E}"
            }
        ),
    ]

    @Test(arguments: sets.map(\.name))
    func everyPageIsWritten(set: String) throws {
        let library = try Fixture.library()
        let gallery = try #require(Self.sets.first { $0.name == set }).gallery
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        for picture in gallery.pictures {
            let file = Self.folder.appending(path: "\(set)-\(picture.name).html")
            try Data(picture.render(library)).write(to: file)
            #expect(try Data(contentsOf: file) == Data(picture.render(library)))
        }
        let written = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
            .filter { $0.hasPrefix("\(set)-") }
        #expect(written.count >= 17)
    }
}
