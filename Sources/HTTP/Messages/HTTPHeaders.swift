import Essentials

/// Header fields in the order they came; names compare without regard to ASCII case (RFC 9110 §5.1).
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// One field line.
    public typealias Field = (name: String, value: String)
    /// The field lines in order.
    public private(set) var fields: [Field] = []

    /// No field.
    public init() {}

    /// These fields, in this order.
    public init(_ fields: [Field]) { self.fields = fields }

    /// These fields, in this order.
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { ($0.0, $0.1) } }

    /// The value of the field where it stands exactly once; `nil` where it is absent or repeated.
    public subscript(_ name: String) -> String? {
        let found = all(name)
        return found.count == 1 ? found[0] : nil
    }

    /// Every value of the field.
    public func all(_ name: String) -> [String] {
        fields.filter { HTTPHeaders.isSame($0.name, name) }.map(\.value)
    }

    /// Adds a field line.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// Replaces every line of this name by one.
    public mutating func set(_ name: String, _ value: String) {
        fields.removeAll { HTTPHeaders.isSame($0.name, name) }
        fields.append((name, value))
    }

    /// Takes every line of this name out.
    public mutating func remove(_ name: String) { fields.removeAll { HTTPHeaders.isSame($0.name, name) } }

    /// True where the field stands at least once.
    public func contains(_ name: String) -> Bool { fields.contains { HTTPHeaders.isSame($0.name, name) } }

    /// Equal but for the case of ASCII letters.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}
