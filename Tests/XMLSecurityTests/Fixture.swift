import Foundation
import Testing

/// Files of Tests/Fixtures.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(path)))
    }
}
