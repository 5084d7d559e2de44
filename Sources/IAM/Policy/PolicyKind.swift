/// What a policy is attached to, which decides what may stand in it and how it counts.
public enum PolicyKind: String, Sendable, Hashable, CaseIterable {
    /// Attached to a user, a group or a role; grants.
    case identity
    /// A permissions boundary of a user or role; limits.
    case boundary
    /// Handed in when a session begins; limits.
    case session
    /// Attached to a resource; grants to those whom it names.
    case resource
    /// Attached to a role: who may assume it.
    case trust
    /// A service control policy of an organization; limits the principals of an account.
    case serviceControl = "service-control"
    /// A resource control policy of an organization; limits the resources of an account.
    case resourceControl = "resource-control"

    /// The most characters, white space not counted, that AWS takes (IAM and AWS STS quotas; Organizations quotas;
    /// of the several for identities the largest, that of a role's inline policies; for resources that of S3).
    public var quota: Int {
        switch self {
        case .identity: 10_240
        case .boundary: 6144
        case .session: 2048
        case .resource: 20_480
        case .trust: 4096
        case .serviceControl, .resourceControl: 5120
        }
    }

    /// True where statements name principals.
    var namesPrincipals: Bool {
        switch self {
        case .resource, .trust, .resourceControl: true
        case .identity, .boundary, .session, .serviceControl: false
        }
    }

    /// True where statements must name resources; a resource's own policy may leave out that it means that resource.
    var demandsResources: Bool { !(self == .resource || self == .trust) }

    /// True where `NotPrincipal` may stand (IAM User Guide, NotPrincipal).
    var takesNotPrincipal: Bool { self == .resource }

    /// The elements that the language knows and this kind may not have.
    var prohibited: [String] { self == .trust ? ["Resource", "NotResource", "NotPrincipal"] : [] }
}
