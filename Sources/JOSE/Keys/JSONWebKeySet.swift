public import Essentials

/// A key that stood in a set and may not be used.
public struct OmittedKey: Sendable, Equatable {
    /// Its place in the set, from 0.
    public let index: Int
    /// `kid`, where it has one.
    public let keyID: ExactString?
    /// Why it may not be used.
    public let why: KeyDefect

    /// A key that was left out.
    public init(index: Int, keyID: ExactString?, why: KeyDefect) {
        self.index = index
        self.keyID = keyID
        self.why = why
    }
}

/// The keys that may verify a provider's signatures (RFC 7517 §5), and those that were left out.
public struct JSONWebKeySet: Sendable {
    /// Where a set comes from.
    public enum Source: Sendable {
        /// From an address: a symmetric key in it would be everybody's, and refuses the set.
        case fetched
        /// From the machine's own file or configuration.
        case local
    }

    /// The keys that may be used, in the order of the set.
    public let keys: [JSONWebKey]
    /// The keys that may not, and why.
    public let omitted: [OmittedKey]
    private let byKeyID: [ExactString: JSONWebKey]

    /// A set of our own. Two different keys with one `kid` are both left out.
    public init(_ keys: [JSONWebKey]) {
        self.init(keys.enumerated().map { ($0.offset, $0.element) }, omitted: [])
    }

    init(_ numbered: [(index: Int, key: JSONWebKey)], omitted: [OmittedKey]) {
        var byKeyID: [ExactString: JSONWebKey] = [:]
        var ambiguous: Set<ExactString> = []
        for (_, key) in numbered {
            guard let keyID = key.keyID else { continue }
            if let first = byKeyID[keyID], !first.isSame(as: key) { ambiguous.insert(keyID) }
            byKeyID[keyID] = byKeyID[keyID] ?? key
        }
        // Which key an unreadable one would have been nobody knows: it may be the one that was meant.
        for key in omitted where key.why.isUnreadable {
            if let keyID = key.keyID, byKeyID[keyID] != nil { ambiguous.insert(keyID) }
        }
        for keyID in ambiguous { byKeyID[keyID] = nil }
        self.byKeyID = byKeyID
        let isAmbiguous = { (key: JSONWebKey) in key.keyID.map(ambiguous.contains) ?? false }
        self.keys = numbered.map(\.key).filter { !isAmbiguous($0) }
        self.omitted =
            (omitted
            + numbered.filter { isAmbiguous($0.key) }.map {
                OmittedKey(index: $0.index, keyID: $0.key.keyID, why: .keyIDNotUnique)
            }).sorted { $0.index < $1.index }
    }

    /// The set as JSON, without anything secret.
    public var json: JSONObject { ["keys": .array(keys.map { .object($0.json) })] }

    /// Whether a token that names this key could be verified with the set as it is. Where not, fetching
    /// the set again may help.
    public func mayHold(keyID: ExactString) -> Bool { byKeyID[keyID] != nil }

    /// The key of this name.
    func key(_ keyID: ExactString) -> JSONWebKey? { byKeyID[keyID] }

    /// Why a key of this name was left out, where one was.
    func defect(of keyID: ExactString) -> KeyDefect? { omitted.first { $0.keyID == keyID }?.why }
}
