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

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits; `PolicyArns` and `ProviderId`, which would ask for a
    ///   narrower session or another kind of token than the caller would get.
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
        guard !parameters.pairs.contains(where: { $0.name.startsExactly(with: "PolicyArns.") }) else {
            throw .validation("PolicyArns cannot be attached: this service has no managed policies.")
        }
        guard parameters["ProviderId"] == nil else {
            throw .validation("ProviderId goes with an OAuth 2.0 access token; this service takes ID tokens only.")
        }
    }
}
