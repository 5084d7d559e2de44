public import Essentials

/// An Amazon Resource Name, `arn:partition:service:region:account:resource`, read strictly and compared byte
/// by byte.
///
/// Any partition is taken (`aws`, `aws-cn`, `minio`), and region and account may be empty, as MinIO and Ceph
/// write them (`arn:minio:iam:::role/consoleAdmin`).
public struct ARN: Sendable, Hashable, CustomStringConvertible {
    /// The whole name as it was written.
    public let text: ExactString
    /// `aws`, `aws-cn`, `aws-us-gov`, `minio` …
    public let partition: String
    /// `iam`, `sts`, `s3` …
    public let service: String
    /// The region, or empty.
    public let region: String
    /// The account, or empty.
    public let account: String
    /// All that follows the fifth colon; never empty.
    public let resource: String

    /// The longest name that is read, in bytes (the STS model's `arnType`).
    public static let maximumLength = 2048

    /// Reads a name.
    ///
    /// - Throws: `ARNError` where a part is missing or holds what that part may not.
    public init(_ text: String) throws(ARNError) {
        guard text.utf8.count <= ARN.maximumLength else { throw .tooLong(bytes: text.utf8.count) }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 6 else { throw .malformed(text, "six parts with colons between them are needed") }
        guard parts[0].isExactly("arn") else { throw .malformed(text, "it must begin with `arn:`") }
        guard ARN.isWord(parts[1], lengths: 1...64) else { throw .malformed(text, "the partition is not a word") }
        guard ARN.isWord(parts[2], lengths: 1...64) else { throw .malformed(text, "the service is not a word") }
        guard ARN.isWord(parts[3], lengths: 0...64) else { throw .malformed(text, "the region is not a word") }
        guard ARN.isWord(parts[4], lengths: 0...64) else { throw .malformed(text, "the account is not a word") }
        guard !parts[5].isEmpty else { throw .malformed(text, "the resource is empty") }
        guard parts[5].unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) else {
            throw .malformed(text, "the resource holds a control character")
        }
        self.text = ExactString(text)
        partition = parts[1]
        service = parts[2]
        region = parts[3]
        account = parts[4]
        resource = parts[5]
    }

    /// The name of a role in an account.
    public static func role(
        partition: String = "aws", account: AccountID, path: RolePath = .root, name: RoleName
    ) throws(ARNError) -> ARN {
        try ARN("arn:\(partition):iam::\(account):role\(path)\(name)")
    }

    /// The name of a user in an account.
    public static func user(
        partition: String = "aws", account: AccountID, path: RolePath = .root, name: RoleName
    ) throws(ARNError) -> ARN {
        try ARN("arn:\(partition):iam::\(account):user\(path)\(name)")
    }

    /// The name of a managed policy in an account.
    public static func policy(
        partition: String = "aws", account: AccountID, path: RolePath = .root, name: PolicyName
    ) throws(ARNError) -> ARN {
        try ARN("arn:\(partition):iam::\(account):policy\(path)\(name)")
    }

    /// Equal only when every byte is.
    public static func == (left: ARN, right: ARN) -> Bool { left.text == right.text }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The name as it was written.
    public var description: String { text.text }

    private static func isWord(_ text: String, lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count)
            && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "~") }
    }
}

extension ARN {
    /// The name of the role, where this names one (`arn:…:iam::…:role/PATH/NAME`).
    public var roleName: String? { roleParts?.name }

    /// The path of the role with its slashes, `/` where it has none; `nil` where this names no role.
    public var rolePath: String? { roleParts?.path }

    private var roleParts: (path: String, name: String)? {
        guard service.isExactly("iam"), resource.startsExactly(with: "role/") else { return nil }
        let rest = resource.utf8.dropFirst(5)
        guard let slash = rest.lastIndex(of: UInt8(ascii: "/")) else {
            return rest.isEmpty ? nil : ("/", String(Substring(rest)))
        }
        let name = String(Substring(rest[rest.index(after: slash)...]))
        return name.isEmpty ? nil : ("/" + String(Substring(rest[...slash])), name)
    }

    /// The name of a session of this role, `arn:…:sts::ACCOUNT:assumed-role/NAME/SESSION`: the path of the
    /// role does not stand in it. `nil` where this names no role.
    public func assumedRole(session: String) -> ARN? {
        guard let roleName else { return nil }
        return try? ARN("arn:" + partition + ":sts::" + account + ":assumed-role/" + roleName + "/" + session)
    }
}

/// Why a text is no Amazon Resource Name.
public enum ARNError: Reportable, Equatable {
    case tooLong(bytes: Int)
    case malformed(String, String)
    case malformedAccount(String)
    case malformedRoleName(String)
    case malformedRolePath(String)
    case malformedPolicyName(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLong: "arn-too-long"
        case .malformed: "arn-malformed"
        case .malformedAccount: "account-id-malformed"
        case .malformedRoleName: "role-name-malformed"
        case .malformedRolePath: "role-path-malformed"
        case .malformedPolicyName: "policy-name-malformed"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .tooLong(let bytes): "the resource name has \(bytes) bytes; at most \(ARN.maximumLength) are read"
        case .malformed(let text, let why): "`\(text)` is not a resource name: \(why)"
        case .malformedAccount(let text): "`\(text)` is not an account id"
        case .malformedRoleName(let text): "`\(text)` is not a role name"
        case .malformedRolePath(let text): "`\(text)` is not a role path"
        case .malformedPolicyName(let text): "`\(text)` is not the name of a policy"
        }
    }

    /// What would do.
    public var remedy: String? {
        switch self {
        case .tooLong: nil
        case .malformed: "write it as arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
        case .malformedAccount: "an account id has exactly 12 digits"
        case .malformedRoleName: "a role name has 1 to 64 characters out of A-Z a-z 0-9 _ + = , . @ -"
        case .malformedRolePath: "a role path begins and ends with / and has at most 512 visible ASCII characters"
        case .malformedPolicyName: "the name of a policy has 1 to 128 characters out of A-Z a-z 0-9 _ + = , . @ -"
        }
    }

    /// AWS's own page.
    public var clause: String? {
        switch self {
        case .tooLong, .malformed: "IAM User Guide, IAM ARNs"
        case .malformedAccount, .malformedRoleName, .malformedRolePath, .malformedPolicyName:
            "IAM User Guide, IAM and STS quotas"
        }
    }
}
