public import Essentials
import HTTP
public import IAM

/// The parameters of `AssumeRoleWithSAML`, checked.
public struct AssertionParameters: Sendable {
    /// `RoleArn`.
    public let roleARN: ARN
    /// `PrincipalArn`.
    public let principalARN: ARN
    /// `SAMLAssertion`: the whole response, in base64.
    public let assertion: Secret
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `Policy`, where it was sent.
    public let policy: String?
    /// `PolicyArns`.
    public let policyARNs: [ARN]

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.durationSeconds)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        let parameters = request.parameters
        do {
            roleARN = try ARN(parameters["RoleArn"] ?? "")
            principalARN = try ARN(parameters["PrincipalArn"] ?? "")
        } catch { throw .validation("Request ARN is invalid") }
        assertion = Secret(parameters["SAMLAssertion"] ?? "")
        self.duration = duration.map { .seconds($0) }
        policy = parameters["Policy"]
        policyARNs = try request.policyARNs()
    }
}
