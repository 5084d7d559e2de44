import Foundation
import Testing

/// Files of Tests/Fixtures, and the shape that every Wycheproof file shares.
enum Fixture {
    static func data(_ path: String) throws -> Data {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(path))
    }

    static func wycheproof<Group: Decodable>(_ file: String, _ type: Group.Type) throws -> [Group] {
        let document = try JSONDecoder().decode(
            WycheproofFile<Group>.self, from: try data("vectors/wycheproof/\(file).json"))
        #expect(!document.testGroups.isEmpty)
        return document.testGroups
    }
}

struct WycheproofFile<Group: Decodable>: Decodable { let testGroups: [Group] }

enum Verdict: String, Decodable { case valid, invalid, acceptable }

/// Bytes written as hexadecimal digits.
struct Hex: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        bytes = try Hex(try decoder.singleValueContainer().decode(String.self)).bytes
    }

    init(_ text: String) throws {
        let digits = Array(text)
        try #require(digits.count.isMultiple(of: 2))
        bytes = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...($0 + 1)]), radix: 16))
        }
    }
}

/// One signature case.
struct SignatureVector: Decodable {
    let tcId: Int
    let comment: String
    let flags: [String]
    let msg: Hex
    let sig: Hex
    let result: Verdict
}
