/// One line of the audit log.
///
/// A grant is two records with one id: its intent, durable before the issuer is called, and its outcome,
/// durable before the credential leaves. Where credentials are made here and nobody outside is called, the outcome
/// stands alone. A refusal is one record.
public struct AuditRecord: Sendable, Equatable {
    /// What kind of line this is.
    public enum Kind: String, Sendable {
        /// A credential is about to be asked for.
        case intent
        /// What came of the intent of the same id; of a credential made here, intent and outcome in one.
        case outcome
        /// Something was asked and refused.
        case refusal
        /// Anything else worth keeping: sign-in, sign-out, reload.
        case event
    }

    /// Links intent and outcome, and the page a person saw.
    public let id: String
    /// What kind of line this is.
    public let kind: Kind
    /// When it happened.
    public let at: Instant
    /// What happened, as a stable kebab-case name (`assume-role-with-web-identity`).
    public let action: String
    /// Who, where, what and why. Never a secret.
    public let fields: JSONObject

    /// One line.
    public init(id: String, kind: Kind, at: Instant, action: String, fields: JSONObject) {
        self.id = id
        self.kind = kind
        self.at = at
        self.action = action
        self.fields = fields
    }
}

/// Where audit records go.
public protocol AuditSink: Sendable {
    /// Returns when the record is durable.
    ///
    /// - Throws: when it could not be made durable; nothing may then be handed out.
    func append(_ record: AuditRecord) async throws

    /// Returns when all records are durable, which a store may do at once.
    ///
    /// - Throws: when one of them could not be made durable; others may be.
    func append(all records: [AuditRecord]) async throws
}

extension AuditSink {
    /// One after the other, for a sink that cannot take them together.
    public func append(all records: [AuditRecord]) async throws {
        for record in records { try await append(record) }
    }
}
