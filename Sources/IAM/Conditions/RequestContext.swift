public import Essentials

/// The condition keys of a request: names compare without regard to ASCII case, as IAM's do.
public struct RequestContext: Sendable, ExpressibleByDictionaryLiteral {
    private var values: [ExactString: [String]] = [:]
    private var unreadable: Set<ExactString> = []

    /// No key.
    public init() {}

    /// These keys; two spellings of one key are joined.
    public init(_ keys: [String: [String]]) {
        for (key, values) in keys.sorted(by: { ExactString($0.key) < ExactString($1.key) }) { add(values, for: key) }
    }

    /// These keys.
    public init(dictionaryLiteral elements: (String, [String])...) {
        for (key, values) in elements { add(values, for: key) }
    }

    /// Adds values to a key.
    public mutating func add(_ values: [String], for key: String) {
        self.values[ExactString(key.asciiLowercased), default: []] += values
    }

    /// Notes that a key is there with a value that no condition compares: every condition on it is undecidable.
    public mutating func addUnreadable(_ key: String) { unreadable.insert(ExactString(key.asciiLowercased)) }

    /// The values of a key; none where it is absent.
    public subscript(key: ExactString) -> [String] { values[ExactString(key.text.asciiLowercased)] ?? [] }

    /// Adds a value to a key that is not there yet.
    public mutating func addIfAbsent(_ value: String?, for key: String) {
        let folded = ExactString(key.asciiLowercased)
        guard let value, values[folded] == nil, !unreadable.contains(folded) else { return }
        values[folded] = [value]
    }

    /// The values of a key whose name is in small letters already.
    func values(folded key: ExactString) -> [String] { values[key] ?? [] }

    /// True where a key, in small letters, is there and cannot be compared.
    func isUnreadable(folded key: ExactString) -> Bool { !unreadable.isEmpty && unreadable.contains(key) }

    /// True where a key, in small letters, is not there.
    func isAbsent(_ key: ExactString) -> Bool { values(folded: key).isEmpty && !isUnreadable(folded: key) }

    /// The one value of a key, in small letters; a key of several values fills no variable (IAM User Guide,
    /// Single-valued vs. multivalued context keys).
    func single(_ key: ExactString) -> [UInt8]? {
        let found = values(folded: key)
        return found.count == 1 && !isUnreadable(folded: key) ? found[0].bytes : nil
    }
}

/// The condition keys that a trust policy is asked with.
public typealias TrustContext = RequestContext
