import Essentials
import Foundation
import Testing

/// Tables made by Fixtures/essentials/recipe.py with Python's library.
enum EssentialsFixture {
    static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/essentials/\(name)")
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }
}

/// A row of mixed values.
struct JSONVerdict: Decodable {
    let text: [UInt8]
    /// The text without space, or `nil` where it is to be refused.
    let compact: String?

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        text = try #require(Hexadecimal.decode(try row.decode(String.self)))
        compact = try row.decode(String?.self)
    }
}

struct TimeTable: Decodable {
    struct Moment: Decodable {
        let seconds: Int64
        let extended, basic: String
        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            seconds = try row.decode(Int64.self)
            extended = try row.decode(String.self)
            basic = try row.decode(String.self)
        }
    }
    struct Offset: Decodable {
        let text: String
        let seconds, nanoseconds: Int64
        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            text = try row.decode(String.self)
            seconds = try row.decode(Int64.self)
            nanoseconds = try row.decode(Int64.self)
        }
    }
    struct Day: Decodable {
        let year, month, day: Int64
        let exists: Bool
        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            year = try row.decode(Int64.self)
            month = try row.decode(Int64.self)
            day = try row.decode(Int64.self)
            exists = try row.decode(Bool.self)
        }
    }
    let instants: [Moment]
    let offsets: [Offset]
    let days: [Day]
}
