public import Essentials

/// Names and values of a query or an `application/x-www-form-urlencoded` body (WHATWG URL §5), read
/// strictly: percent signs must be followed by two hexadecimal digits, the result must be UTF-8 without NUL.
///
/// Names compare byte by byte. A field that stands twice is `nil` to the subscript, so that no reader picks
/// one of two values while another picks the other (RFC 6749 §3.1 forbids repeated parameters).
public struct FormFields: Sendable {
    /// One field.
    public typealias Pair = (name: String, value: String)
    /// The fields in the order they came.
    public let pairs: [Pair]

    /// Bytes that are read at most, unless the caller says otherwise.
    public static let defaultLimit = 65_536
    /// Fields that are read at most.
    public static let maximumFields = 256

    /// Reads encoded fields.
    ///
    /// - Throws: `FormError` for more than `limit` bytes, more than `maximumFields` fields, a bad percent
    ///   sign, bytes that are not UTF-8, or a NUL.
    public init(parsing bytes: [UInt8], limit: Int = FormFields.defaultLimit) throws(FormError) {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        var pairs: [Pair] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest[..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex)]
            rest = rest[part.endIndex...].dropFirst()
            if part.isEmpty { continue }
            guard pairs.count < FormFields.maximumFields else { throw .tooManyFields(limit: FormFields.maximumFields) }
            let mark = part.firstIndex(of: UInt8(ascii: "="))
            let name = try FormFields.decode(part[..<(mark ?? part.endIndex)])
            let value = try mark.map { mark throws(FormError) in try FormFields.decode(part[(mark + 1)...]) } ?? ""
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    /// These fields.
    public init(_ pairs: [(String, String)]) { self.pairs = pairs.map { ($0.0, $0.1) } }

    /// The value of the field where it stands exactly once; `nil` where it is absent or repeated.
    public subscript(_ name: String) -> String? {
        let found = all(name)
        return found.count == 1 ? found[0] : nil
    }

    /// Every value of the field.
    public func all(_ name: String) -> [String] {
        pairs.filter { $0.name.isExactly(name) }.map(\.value)
    }

    /// A name that stands more than once; `nil` where each stands once.
    public var repeatedName: String? {
        var seen: Set<ExactString> = []
        return pairs.first { !seen.insert(ExactString($0.name)).inserted }?.name
    }

    private static func decode(_ part: ArraySlice<UInt8>) throws(FormError) -> String {
        guard let bytes = PercentEncoding.decode(part, form: true) else { throw .malformedPercent }
        guard !bytes.contains(0), let text = String(strictUTF8: bytes) else { throw .notText }
        return text
    }
}

/// Why form fields were not read.
public enum FormError: Reportable, Equatable {
    case tooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case malformedPercent
    case notText

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLarge: "form-too-large"
        case .tooManyFields: "form-too-many-fields"
        case .malformedPercent: "form-percent-malformed"
        case .notText: "form-not-text"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .tooLarge(let limit): "the form is longer than \(limit) bytes"
        case .tooManyFields(let limit): "the form has more than \(limit) fields"
        case .malformedPercent: "a `%` in the form is not followed by two hexadecimal digits"
        case .notText: "a field of the form is not UTF-8 text"
        }
    }

    /// The clause.
    public var clause: String? { "WHATWG URL §5.1" }
}

extension HTTPRequest {
    /// The fields of the query.
    public func query() throws(FormError) -> FormFields { try FormFields(parsing: rawQuery) }

    /// The fields of the body; `nil` where its `Content-Type` is another than a form's.
    public func form(limit: Int = FormFields.defaultLimit) throws(FormError) -> FormFields? {
        guard let type = headers["Content-Type"] else { return nil }
        let essence = Substring(type.utf8.prefix { $0 != UInt8(ascii: ";") })
        guard HTTPHeaders.isSame(essence.trimmed, "application/x-www-form-urlencoded") else { return nil }
        return try FormFields(parsing: body, limit: limit)
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    var trimmed: String {
        var bytes = Array(utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
