/// An error with three readers: a program (`reason`), an operator (`detail`, `remedy`, `clause`), and a
/// person, whose words the page for the `reason` chooses. The person never sees `detail`.
public protocol Reportable: Error, CustomStringConvertible {
    /// A stable kebab-case code.
    var reason: String { get }
    /// What was wrong and where; one sentence, lower case, input in back-ticks. Never a secret.
    var detail: String { get }
    /// What to do about it, where something can be done.
    var remedy: String? { get }
    /// The clause of the specification it stands on (`OpenID Connect Core §3.1.3.7`).
    var clause: String? { get }
}

extension Reportable {
    /// No remedy known.
    public var remedy: String? { nil }
    /// No clause.
    public var clause: String? { nil }
    /// Detail, remedy and clause in one line.
    public var description: String {
        detail + (remedy.map { " (\($0))" } ?? "") + (clause.map { " [\($0)]" } ?? "")
    }
}

/// The reference a person can read out and an operator can search for: `sp-7f3k-29qd`.
public struct CorrelationID: Sendable, Hashable, CustomStringConvertible {
    /// The reference.
    public let description: String

    /// A fresh one; 40 random bits in an alphabet without look-alikes.
    public init(_ randomness: some Randomness) {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz9".utf8)
        let text = randomness.bytes(8).map { alphabet[Int($0 & 31)] }
        description =
            "sp-" + String(decoding: text.prefix(4), as: UTF8.self) + "-"
            + String(decoding: text.suffix(4), as: UTF8.self)
    }

    /// Takes one back from text; `nil` unless it has the form `sp-xxxx-xxxx`.
    public init?(_ text: String) {
        guard text.utf8.count == 12 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sp", parts.dropFirst().allSatisfy({ $0.utf8.count == 4 }),
            text.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) })
        else { return nil }
        description = text
    }
}
