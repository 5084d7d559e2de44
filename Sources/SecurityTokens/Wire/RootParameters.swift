public import Essentials
import HTTP
import IAM

/// The parameters of `AssumeRoot`, checked.
public struct AssumeRootParameters: Sendable {
    /// The account of `TargetPrincipal`, which is its number or the ARN of its root.
    public let account: ExactString
    /// `TaskPolicyArn`.
    public let taskPolicyARN: ExactString
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.rootDuration)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        let target = request.parameters["TargetPrincipal"] ?? ""
        if let arn = try? ARN(target), arn.isRoot {
            account = ExactString(arn.account)
        } else if (try? AccountID(target)) != nil {
            account = ExactString(target)
        } else {
            throw .validation("TargetPrincipal is neither an account nor the root of one.")
        }
        let violations = STSParameterRule.taskPolicyARN.violations(of: request.parameters["TaskPolicyArn.arn"])
        guard violations.isEmpty else { throw .validation(STSParameterRule.sentence(violations)) }
        taskPolicyARN = ExactString(request.parameters["TaskPolicyArn.arn"] ?? "")
        self.duration = duration.map { .seconds($0) }
    }
}

/// The parameters of `GetScopedCredentials`, checked.
public struct ScopedCredentialsParameters: Sendable {
    /// `Policy`, where it was sent.
    public let policy: String?
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `ScopedSessionDescription`, where it was sent.
    public let description: String?

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits; neither policy nor duration.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.scopedDuration)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        policy = request.parameters["Policy"]
        self.duration = duration.map { .seconds($0) }
        description = request.parameters["ScopedSessionDescription"]
        guard policy != nil || duration != nil else {
            throw .validation("At least one of Policy and DurationSeconds must be provided.")
        }
    }
}
