public import Essentials
import HTTP
public import IAM

/// The parameters of `AssumeRoleWithWebIdentity`, checked.
public struct WebIdentityParameters: Sendable {
    /// `RoleArn`.
    public let roleARN: ARN
    /// `RoleSessionName`.
    public let sessionName: RoleSessionName
    /// `WebIdentityToken`.
    public let token: Secret
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `Policy`, where it was sent.
    public let policy: String?
    /// `PolicyArns`.
    public let policyARNs: [ARN]

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits; `ProviderId`, which would ask for another kind of
    ///   token.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.durationSeconds)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        let parameters = request.parameters
        do { roleARN = try ARN(parameters["RoleArn"] ?? "") } catch { throw .validation("Request ARN is invalid") }
        do {
            sessionName = try RoleSessionName(parameters["RoleSessionName"] ?? "")
        } catch { throw STSError(error, action: request.action) }
        token = Secret(parameters["WebIdentityToken"] ?? "")
        self.duration = duration.map { .seconds($0) }
        policy = parameters["Policy"]
        policyARNs = try request.policyARNs()
        guard parameters["ProviderId"] == nil else {
            throw .validation("ProviderId goes with an OAuth 2.0 access token; this service takes ID tokens only.")
        }
    }
}
