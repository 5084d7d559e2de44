public import Essentials

/// How one service has its requests signed (IAM User Guide, "Create a signed AWS API request"; S3 API Reference,
/// "Authenticating Requests"). S3 differs from all others in every point.
public struct SigningService: Sendable, Equatable {
    /// The name that stands in the scope, `s3`.
    public let name: ExactString
    /// How the path is written before signing.
    public let path: CanonicalPathForm
    /// Whether `x-amz-content-sha256` must say what the body is; where it is not needed, the body itself does.
    public let isPayloadDeclared: Bool
    /// How long a signature in the query serves.
    public let presignedLifetime: PresignedLifetime

    /// How long a signature in the query serves.
    public enum PresignedLifetime: Sendable, Equatable {
        /// As `X-Amz-Expires` says, from one second to a week.
        case asRequested
        /// Fifteen minutes, whatever `X-Amz-Expires` says: STS, on which the tokens of EKS rely, and IAM, whose changes
        /// no link should make for a week.
        case fifteenMinutes
    }

    /// A week, the longest lifetime a signature in the query may ask for.
    public static let longestLifetime: Duration = .seconds(604_800)

    /// Services that sign as S3 does.
    private static let likeS3: Set<ExactString> = ["s3", "s3-object-lambda", "s3-outposts", "s3express"]

    /// The ways of a service.
    public init(_ name: ExactString) {
        self.name = name
        let isS3 = SigningService.likeS3.contains(name)
        path = isS3 ? .s3 : .ordinary
        isPayloadDeclared = isS3
        presignedLifetime = name == "sts" || name == "iam" ? .fifteenMinutes : .asRequested
    }
}

/// The services whose signatures somebody takes.
public enum AcceptedServices: Sendable, Equatable {
    /// This one.
    case only(ExactString)
    /// Any of these.
    case anyOf(Set<ExactString>)

    func contains(_ name: ExactString) -> Bool {
        switch self {
        case .only(let one): one == name
        case .anyOf(let names): names.contains(name)
        }
    }

    /// For a refusal.
    var names: String {
        switch self {
        case .only(let one): "`\(one)`"
        case .anyOf(let names): "one of " + names.sorted().map { "`\($0)`" }.joined(separator: ", ")
        }
    }
}
