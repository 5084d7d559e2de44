public import Essentials
import IAM

/// The revocations in force, ready to be asked with every request.
public struct RevocationList: Sendable {
    /// All of them, in the order in which they were made.
    public let revocations: [Revocation]
    private let sessions: Set<ExactString>
    /// Of each subject the latest instant.
    private let befores: [Revocation.Subject: Instant]

    /// These.
    public init(_ revocations: [Revocation]) {
        self.revocations = revocations.sorted { ($0.madeAt, $0.id) < ($1.madeAt, $1.id) }
        var sessions: Set<ExactString> = []
        var befores: [Revocation.Subject: Instant] = [:]
        for revocation in revocations {
            if case .session(let id) = revocation.subject {
                sessions.insert(id)
            } else {
                befores[revocation.subject] = max(befores[revocation.subject] ?? revocation.before, revocation.before)
            }
        }
        self.sessions = sessions
        self.befores = befores
    }

    /// What ends something that a person began, or was given by the provider, at that instant: a session of the portal,
    /// a token, an assertion.
    public func end(
        of subject: ExactString, at provider: ExactString, begun: Instant
    ) -> Revocation.Subject? {
        guard !befores.isEmpty else { return nil }
        return first([.provider(provider), .person(provider: provider, subject: subject)], begun)
    }

    /// What ends a session of this chain.
    ///
    /// - Parameter bearer: who has a unique id.
    func end(of chain: SessionChain, bearer: (ExactString) -> ARN?) -> Revocation.Subject? {
        guard !sessions.isEmpty || !befores.isEmpty else { return nil }
        let begun = chain.begun
        let origin: Revocation.Subject? =
            switch chain.origin {
            case .person(let provider, let subject): end(of: subject, at: provider, begun: begun)
            case .user(let id, _): bearer(id).flatMap { first(RevocationList.subjects(of: $0), begun) }
            }
        if let origin { return origin }
        for link in chain.links {
            if sessions.contains(link.sessionID) { return .session(link.sessionID) }
            if let arn = bearer(link.principalID), let end = first(RevocationList.subjects(of: arn), link.issuedAt) {
                return end
            }
        }
        return nil
    }

    private func first(_ subjects: [Revocation.Subject], _ begun: Instant) -> Revocation.Subject? {
        subjects.first { befores[$0].map { begun < $0 } == true }
    }

    private static func subjects(of arn: ARN) -> [Revocation.Subject] {
        let own: [Revocation.Subject] = arn.roleName != nil ? [.role(arn)] : arn.userName != nil ? [.user(arn)] : []
        return own + ((try? AccountID(arn.account)).map { [.account($0)] } ?? [])
    }
}
