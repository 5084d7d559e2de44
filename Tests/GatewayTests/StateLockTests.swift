import Foundation
import Testing

@testable import Gateway

@Suite struct StateLocks {
    @Test func aFolderHasOneGatewayAtATime() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try StateLock(folder: folder)
        let refusal = #expect(throws: StartError.self) { try StateLock(folder: folder) }
        #expect(refusal?.reason == "state-in-use")
        first.release()
        let second = try StateLock(folder: folder)
        #expect(throws: StartError.self) { try StateLock(folder: folder) }
        second.release()
    }

    @Test func aFolderThatIsNotThereIsNotInUse() {
        let refusal = #expect(throws: StartError.self) { try StateLock(folder: "/nowhere/at/all") }
        #expect(refusal?.reason == "state-folder-unusable")
    }
}
