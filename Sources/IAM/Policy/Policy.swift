public import Essentials

/// A policy of the IAM policy language, read and compiled once (IAM User Guide, Grammar of the IAM JSON policy
/// language). What is not understood refuses the policy when it is read, never when it is evaluated.
public struct Policy: Sendable {
    /// The most characters that a document may have before it is read at all (IAM model, `policyDocumentType`).
    public static let maximumCharacters = 131_072

    /// What it is attached to.
    public let kind: PolicyKind
    /// What it is called in decisions and traces.
    public let name: String
    private(set) var statements: [Statement]

    /// How many statements it has.
    public var count: Int { statements.count }

    /// Reads a parsed document.
    ///
    /// - Throws: `PolicyError` with the statement's number.
    public init(parsing document: JSONObject, kind: PolicyKind, name: String) throws(PolicyError) {
        self.kind = kind
        self.name = name
        let outline = try PolicyDocument(parsing: document)
        var statements: [Statement] = []
        statements.reserveCapacity(outline.statements.count)
        for element in outline.statements {
            statements.append(try StatementReader(element, kind: kind, version: outline.version).statement())
        }
        try Policy.judgeIdentifiers(statements, kind)
        self.statements = statements
    }

    /// Reads a document.
    ///
    /// - Throws: `PolicyError`; `.tooLong` above `maximumCharacters`, whatever the kind. AWS's own quota for a kind
    ///   is judged by `judgeQuota`.
    public init(_ text: some Collection<UInt8>, kind: PolicyKind, name: String) throws(PolicyError) {
        try self.init(parsing: try Policy.document(text, kind), kind: kind, name: name)
    }

    /// Reads the JSON of a document within its limits.
    private static func document(
        _ text: some Collection<UInt8>, _ kind: PolicyKind
    ) throws(PolicyError) -> JSONObject {
        let characters = text.count { $0 & 0xC0 != 0x80 }
        guard characters <= maximumCharacters else {
            throw .tooLong(characters: characters, limit: maximumCharacters)
        }
        let limits = JSONLimits(bytes: 4 * maximumCharacters, depth: 16, values: 65_536)
        do throws(JSONError) { return try JSONObject(parsing: Array(text), limits: limits) } catch {
            throw .syntax(error.detail, kind)
        }
    }

    /// Judges the length of a document by AWS's quota for its kind, white space not counted.
    ///
    /// - Throws: `PolicyError.tooLong`.
    public static func judgeQuota(_ text: some Collection<UInt8>, kind: PolicyKind) throws(PolicyError) {
        let characters = countedCharacters(of: text)
        guard characters <= kind.quota else { throw .tooLong(characters: characters, limit: kind.quota) }
    }

    /// The characters of a document that count towards a quota.
    public static func countedCharacters(of text: some Collection<UInt8>) -> Int {
        text.count { $0 & 0xC0 != 0x80 && ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// The same statements where they stand as another kind: identity, boundary and session policies share one
    /// grammar. Of any other kind it stays what it is.
    func counting(as kind: PolicyKind) -> Policy {
        let alike: [PolicyKind] = [.identity, .boundary, .session]
        guard alike.contains(kind), alike.contains(self.kind) else { return self }
        return Policy(kind: kind, name: name, statements: statements)
    }

    private init(kind: PolicyKind, name: String, statements: [Statement]) {
        self.kind = kind
        self.name = name
        self.statements = statements
    }

    /// The same policy with every user and role that it names held by unique id, as IAM does when a policy is saved:
    /// an entity that is deleted and made again is then not the one that was named.
    ///
    /// - Parameter id: the unique id (`AIDA…`, `AROA…`) of a user or role; `nil` where there is none.
    /// - Throws: `PolicyError.invalidPrincipal` for an entity that does not exist.
    public func bound(_ id: (ARN) -> String?) throws(PolicyError) -> Policy {
        var copy = self
        for index in copy.statements.indices { try copy.statements[index].bind(id) }
        return copy
    }

    private static func judgeIdentifiers(_ statements: [Statement], _ kind: PolicyKind) throws(PolicyError) {
        var seen: Set<ExactString> = []
        for statement in statements {
            guard let sid = statement.reference.sid else { continue }
            guard seen.insert(ExactString(sid)).inserted else { throw .duplicateStatementID(sid) }
            // Other services than IAM take more characters.
            guard kind == .resource || sid.utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIILetter }) else {
                throw .invalidStatementID(sid)
            }
        }
    }
}

extension UInt8 {
    /// `A` to `Z`, `a` to `z`.
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
}
