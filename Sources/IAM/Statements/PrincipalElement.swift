import Essentials

/// How far a resource's policy reaches, by the kind of principal that it names (IAM User Guide, Policy evaluation
/// for requests within a single account).
enum Grant: Int, Sendable, Comparable {
    /// It names the account: an identity policy must allow as well.
    case delegated
    /// It names a role, or the user behind a federated session: boundary and session policy still limit.
    case limited
    /// It names the caller itself, or everybody: enough alone.
    case alone

    static func < (left: Grant, right: Grant) -> Bool { left.rawValue < right.rawValue }
}

/// `Principal` or `NotPrincipal`.
struct PrincipalElement: Sendable {
    /// A user or a role by its name, and by the unique id that it had when the policy was bound.
    struct Entity: Sendable {
        let arn: ARN
        var id: ExactString?
    }

    enum Entry: Sendable {
        case everyone
        /// `{"AWS": "*"}`: everybody but services and those whom a provider vouches for.
        case everyoneOfAWS
        case account(partition: String?, id: String)
        case user(Entity)
        case role(Entity)
        case uniqueID(ExactString)
        /// A role session or a federated user, by its ARN.
        case session(ExactString)
        case service(ExactString)
        case provider(ExactString)
        case canonicalUser(ExactString)
    }

    var entries: [Entry]
    let isNegated: Bool

    /// Whether a statement with this element is about the principal.
    func applies(to principal: AccessPrincipal, _ effect: PolicyEffect, hasBoundary: Bool) -> Bool {
        guard isNegated else {
            return grant(principal) != nil || effect == .deny && mayMean(principal)
        }
        // IAM User Guide, NotPrincipal: whoever has a boundary is denied, whatever stands there.
        return hasBoundary || !isExempt(principal)
    }

    /// How the element grants to the principal: by the strongest name; `nil` where it does not name it.
    func grant(_ principal: AccessPrincipal) -> Grant? {
        guard !isNegated else { return nil }
        var strongest: Grant?
        for entry in entries {
            guard let grant = entry.grant(principal) else { continue }
            if grant == .alone { return .alone }
            strongest = max(strongest ?? grant, grant)
        }
        return strongest
    }

    /// `NotPrincipal` leaves out only those of whom every part is named: the caller itself, the role behind its
    /// session, and its account.
    private func isExempt(_ principal: AccessPrincipal) -> Bool {
        func names(_ holds: (Entry) -> Bool) -> Bool { entries.contains(where: holds) }
        if names({ if case .everyone = $0 { true } else { false } }) { return true }
        if names({ if case .everyoneOfAWS = $0 { $0.grant(principal) != nil } else { false } }) { return true }
        let namesAccount = names { $0.grant(principal) == .delegated }
        switch principal.kind {
        case .anonymous: return false
        case .root: return namesAccount
        case .user, .role, .federatedUser:
            return namesAccount
                && names { entry in
                    switch entry {
                    case .user, .role, .uniqueID: principal.kind != .federatedUser && entry.grant(principal) != nil
                    case .session: entry.grant(principal) != nil
                    default: false
                    }
                }
        case .roleSession:
            return namesAccount && names { if case .session = $0 { $0.grant(principal) != nil } else { false } }
                && names { entry in
                    switch entry {
                    case .role, .uniqueID: entry.grant(principal) != nil
                    default: false
                    }
                }
        case .service, .federated: return names { $0.grant(principal) == .alone }
        }
    }

    /// What grants nothing may still mean the caller, and a `Deny` then does: everybody in either spelling, and the
    /// canonical id of an account where nobody told the caller's.
    private func mayMean(_ principal: AccessPrincipal) -> Bool {
        entries.contains { entry in
            switch entry {
            case .everyoneOfAWS: true
            case .canonicalUser: principal.canonicalUser == nil && principal.account != nil
            default: false
            }
        }
    }

    /// Holds the named users and roles by unique id.
    mutating func bind(_ id: (ARN) -> String?, statement: Int) throws(PolicyError) {
        for index in entries.indices {
            switch entries[index] {
            case .user(var entity):
                entity.id = try PrincipalElement.id(of: entity.arn, id, statement)
                entries[index] = .user(entity)
            case .role(var entity):
                entity.id = try PrincipalElement.id(of: entity.arn, id, statement)
                entries[index] = .role(entity)
            default: continue
            }
        }
    }

    private static func id(
        of arn: ARN, _ id: (ARN) -> String?, _ statement: Int
    ) throws(PolicyError) -> ExactString {
        guard let found = id(arn) else {
            throw .invalidPrincipal(kind: "AWS", name: arn.description, statement: statement)
        }
        return ExactString(found)
    }

    /// Why it is not about the principal; for people.
    func explanation(_ principal: AccessPrincipal) -> String {
        if isNegated { return "`NotPrincipal` names the caller" }
        return principal.kind == .federated
            ? "`Principal` does not name the provider" : "`Principal` does not name the caller"
    }
}

extension PrincipalElement.Entry {
    /// How this entry names the principal; `nil` where it does not.
    func grant(_ principal: AccessPrincipal) -> Grant? {
        switch self {
        case .everyone: return .alone
        case .everyoneOfAWS: return principal.kind == .service || principal.kind == .federated ? nil : .alone
        case .account(let partition, let id):
            guard let account = principal.account, account.isExactly(id),
                partition.map({ principal.partition?.isExactly($0) ?? true }) ?? true
            else { return nil }
            return .delegated
        case .user(let entity):
            guard let behind = principal.entity, behind.isUser, behind.isNamed(by: entity) else { return nil }
            return principal.kind == .user ? .alone : .limited
        case .role(let entity):
            guard let behind = principal.entity, !behind.isUser, behind.isNamed(by: entity) else { return nil }
            return .limited
        case .uniqueID(let id):
            guard let behind = principal.entity, behind.id == id else { return nil }
            return principal.kind == .user ? .alone : .limited
        case .session(let name):
            return principal.isSession && principal.name == name ? .alone : nil
        case .service(let name): return principal.kind == .service && principal.name == name ? .alone : nil
        case .provider(let name):
            guard principal.providers.contains(name) else { return nil }
            return principal.kind == .federated ? .alone : .limited
        case .canonicalUser(let id): return principal.canonicalUser == id ? .delegated : nil
        }
    }
}
