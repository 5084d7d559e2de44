/// A JSON value (RFC 8259). Names are unique by construction, texts compare as bytes, numbers keep the
/// digits they were written with.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Byte-wise for texts; by digits for numbers; members in any order.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// The text, where it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The members, where it is an object.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// The elements, where it is an array.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The truth value, where it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The number, where it is one.
    public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(Int64(clamping: value))) }

    /// What kind of value this is, in JSON's own words.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of two members of one name the later wins, as in `JSONObject`.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}

/// A number, kept as its digits.
public struct JSONNumber: Sendable, Hashable {
    /// The digits as written.
    public let text: String

    /// A whole number.
    public init(_ value: Int64) { text = String(value) }

    /// Digits that the parser has checked against the grammar.
    init(checked text: String) { self.text = text }

    /// The value where it was written as a whole number within `Int64`; `1.0` and `1e3` are not.
    public var integer: Int64? { Int64(text) }

    /// The nearest double; `nil` where it is not finite.
    public var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

    /// The instant of a NumericDate (RFC 7519 §2); `nil` outside ±2⁵³ seconds.
    public var numericDate: Instant? {
        if let integer {
            return integer.magnitude <= 1 << 53 ? Instant(seconds: integer) : nil
        }
        guard let double, double.magnitude <= 9_007_199_254_740_992 else { return nil }
        let whole = double.rounded(.down)
        return Instant(seconds: Int64(whole), nanoseconds: Int64((double - whole) * 1_000_000_000))
    }
}

/// The members of a JSON object, in the order written, each name once.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One member.
    public typealias Member = (name: String, value: JSONValue)
    /// The members in order.
    public private(set) var members: [Member] = []

    /// No member.
    public init() {}

    /// Members known to be of different names.
    init(unique members: [Member]) { self.members = members }

    /// Members; of two of one name the later wins.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// The member of exactly this name; setting `nil` removes it.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name.isExactly(name) }?.value }
        set {
            let index = members.firstIndex { $0.name.isExactly(name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// True when there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// The same members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }
}
