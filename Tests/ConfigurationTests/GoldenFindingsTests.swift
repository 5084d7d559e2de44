import Foundation
import Testing

@testable import Configuration

/// Each file of `Fixtures/configuration/findings` says at its end, in comments, what is to be found in it.
@Suite struct GoldenFindings {
    static let names: [String] = {
        let folder = Fixture.folder + "/findings"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test func thereAreSome() { #expect(GoldenFindings.names.count >= 10) }

    @Test(arguments: names)
    func areAllFound(_ name: String) throws {
        let text = try String(contentsOfFile: Fixture.folder + "/findings/" + name, encoding: .utf8)
        let mark = "# expect: "
        let expected = text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map { line in
            let rest = String(line.dropFirst(mark.count))
            // A place without a file is in the file itself.
            return rest.first?.isNumber == true && !rest.hasPrefix("included") ? "\(name):\(rest)" : rest
        }
        let (configuration, findings) = Fixture.load("findings/" + name)
        #expect(!expected.isEmpty)
        for (found, wanted) in zip(findings, expected) { #expect(found == wanted) }
        #expect(findings.count == expected.count)
        if findings.count != expected.count {
            Issue.record("found:\n\(findings.joined(separator: "\n"))")
        }
        #expect((configuration == nil) == expected.contains { $0.contains(": error: ") })
    }
}
