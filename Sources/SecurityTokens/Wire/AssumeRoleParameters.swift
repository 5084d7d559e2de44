public import Essentials
import HTTP
public import IAM

/// A device that proves presence, and the code it showed.
public struct MFACode: Sendable {
    /// `SerialNumber`: the device's name.
    public let serialNumber: ExactString
    /// `TokenCode`: six digits.
    public let code: Secret

    /// Both parameters, or neither.
    ///
    /// - Throws: `STSError` where only one is there.
    init?(_ request: STSRequest) throws(STSError) {
        switch (request.parameters["SerialNumber"], request.parameters["TokenCode"]) {
        case (nil, nil): return nil
        case (let serial?, let code?):
            serialNumber = ExactString(serial)
            self.code = Secret(code)
        case (_?, nil): throw .validation("TokenCode must be provided with SerialNumber.")
        case (nil, _?): throw .validation("SerialNumber must be provided with TokenCode.")
        }
    }
}

/// The parameters of `AssumeRole`, checked.
public struct AssumeRoleParameters: Sendable {
    /// `RoleArn`.
    public let roleARN: ARN
    /// `RoleSessionName`.
    public let sessionName: RoleSessionName
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `Policy`, where it was sent.
    public let policy: String?
    /// `PolicyArns`.
    public let policyARNs: [ARN]
    /// `Tags`.
    public let tags: [SessionTag]
    /// `TransitiveTagKeys`.
    public let transitiveTagKeys: [ExactString]
    /// `ExternalId`, where it was sent.
    public let externalID: String?
    /// `SourceIdentity`, where it was sent.
    public let sourceIdentity: String?
    /// `SerialNumber` and `TokenCode`, where they were sent.
    public let mfa: MFACode?

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits; `ProvidedContexts`, which this service does not have.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.durationSeconds)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        try request.refuse("ProvidedContexts")
        policyARNs = try request.policyARNs()
        let parameters = request.parameters
        do { roleARN = try ARN(parameters["RoleArn"] ?? "") } catch { throw .validation("Request ARN is invalid") }
        do {
            sessionName = try RoleSessionName(parameters["RoleSessionName"] ?? "")
        } catch { throw STSError(error, action: request.action) }
        self.duration = duration.map { .seconds($0) }
        policy = parameters["Policy"]
        tags = try request.sessionTags()
        transitiveTagKeys = try request.transitiveTagKeys()
        externalID = parameters["ExternalId"]
        sourceIdentity = parameters["SourceIdentity"]
        mfa = try MFACode(request)
    }
}

/// The parameters of `GetSessionToken`, checked.
public struct SessionTokenParameters: Sendable {
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `SerialNumber` and `TokenCode`, where they were sent.
    public let mfa: MFACode?

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError` for a value outside its limits.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.longDuration)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        self.duration = duration.map { .seconds($0) }
        mfa = try MFACode(request)
    }
}

/// The parameters of `GetFederationToken`, checked.
public struct FederationTokenParameters: Sendable {
    /// `Name`.
    public let name: String
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `Policy`, where it was sent.
    public let policy: String?
    /// `PolicyArns`.
    public let policyARNs: [ARN]
    /// `Tags`.
    public let tags: [SessionTag]

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError` for a value outside its limits.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.longDuration)
        _ = try request.integer(.minimumSessionTokenSize)
        try request.validate()
        policyARNs = try request.policyARNs()
        name = request.parameters["Name"] ?? ""
        self.duration = duration.map { .seconds($0) }
        policy = request.parameters["Policy"]
        tags = try request.sessionTags()
    }
}

extension STSRequest {
    /// `AccessKeyId` of `GetAccessKeyInfo`, checked.
    public func accessKeyIDAsked() throws(STSError) -> String {
        try validate()
        return parameters["AccessKeyId"] ?? ""
    }

    /// Checks the parameters of an action whose values nobody reads.
    public func validateAll() throws(STSError) { try validate() }

    /// `EncodedMessage` of `DecodeAuthorizationMessage`, checked.
    public func encodedMessage() throws(STSError) -> String {
        try validate()
        return parameters["EncodedMessage"] ?? ""
    }
}
