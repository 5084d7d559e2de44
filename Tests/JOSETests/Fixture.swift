import Essentials
import Foundation
import JOSE
import Testing

/// Files of Tests/Fixtures.
enum Fixture {
    static func data(_ path: String) throws -> Data {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(path))
    }

    static func json(_ path: String) throws -> JSONObject {
        try JSONObject(
            parsing: Array(try data(path)), limits: JSONLimits(bytes: 1 << 20, depth: 16, values: 1 << 16))
    }
}

extension JSONObject {
    /// The member of the member of …
    func at(_ path: String...) throws -> JSONValue { try follow(path) }

    /// The text there.
    func text(_ path: String...) throws -> String { try #require(follow(path).string, "\(path)") }

    /// The object there.
    func object(_ path: String...) throws -> JSONObject { try #require(follow(path).object, "\(path)") }

    /// The array there.
    func list(_ path: String...) throws -> [JSONValue] { try #require(follow(path).array, "\(path)") }

    private func follow(_ path: [String]) throws -> JSONValue {
        var value = JSONValue.object(self)
        for name in path {
            let object = try #require(value.object, "\(path)")
            value = try #require(object[name], "\(path)")
        }
        return value
    }

    /// Without these members.
    func without(_ names: String...) -> JSONObject {
        var copy = self
        for name in names { copy[name] = nil }
        return copy
    }

    /// With this member.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[name] = value
        return copy
    }
}

/// The set as a provider would send it.
func keySet(_ keys: [JSONObject], from source: JSONWebKeySet.Source = .local) throws -> JSONWebKeySet {
    let object: JSONObject = ["keys": .array(keys.map { .object($0) })]
    return try JSONWebKeySet(parsing: object.serializedBytes, from: source)
}

/// The reason why something is refused; `nil` where it is not.
func reason<Value>(_ body: () throws -> Value) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? any Reportable)?.reason ?? "\(error)"
    }
}
