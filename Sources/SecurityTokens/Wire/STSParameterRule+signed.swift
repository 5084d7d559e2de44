/// The actions that are asked with a signature, and their scalar parameters, as the service's model has them.
extension STSParameterRule {
    static let externalID = STSParameterRule("ExternalId", .text(2...1224, .externalID))
    static let serialNumber = STSParameterRule("SerialNumber", .text(9...256, .serial))
    static let tokenCode = STSParameterRule("TokenCode", .text(6...6, .digits), isSensitive: true)
    static let sourceIdentity = STSParameterRule("SourceIdentity", .text(2...256, .name))
    static let federatedName = STSParameterRule("Name", .text(2...32, .name), isRequired: true)
    static let accessKeyID = STSParameterRule("AccessKeyId", .text(16...128, .word), isRequired: true)
    static let encodedMessage = STSParameterRule("EncodedMessage", .text(1...10_240, nil), isRequired: true)
    /// `GetSessionToken` and `GetFederationToken` last up to a day and a half.
    static let longDuration = STSParameterRule("DurationSeconds", .integer(900...129_600))

    static let rootDuration = STSParameterRule("DurationSeconds", .integer(0...900))
    static let scopedDuration = STSParameterRule("DurationSeconds", .integer(1...129_600))
    static let tokenDuration = STSParameterRule("DurationSeconds", .integer(60...3600))
    /// The one member of `TaskPolicyArn`, a structure.
    static let taskPolicyARN = STSParameterRule("TaskPolicyArn", .text(20...2048, .arn), isRequired: true)

    /// The rules of the signed actions' scalar parameters. Beside `Policy`, which one action has without an upper
    /// bound in the model, the limit that AWS's pages give is held.
    static let signed: [STSAction: [STSParameterRule]] = [
        .assumeRole: [
            roleARN, roleSessionName, policy, durationSeconds, externalID, serialNumber, tokenCode, sourceIdentity,
            minimumSessionTokenSize,
        ],
        .assumeRoot: [
            STSParameterRule("TargetPrincipal", .text(12...2048, nil), isRequired: true),
            rootDuration, minimumSessionTokenSize,
        ],
        .decodeAuthorizationMessage: [encodedMessage],
        .getAccessKeyInfo: [accessKeyID],
        .getCallerIdentity: [],
        .getDelegatedAccessToken: [
            STSParameterRule("TradeInToken", .text(0...20_000, nil), isRequired: true, isSensitive: true)
        ],
        .getFederationToken: [federatedName, policy, longDuration, minimumSessionTokenSize],
        .getScopedCredentials: [
            policy, scopedDuration, minimumSessionTokenSize,
            STSParameterRule("ScopedSessionDescription", .text(2...256, .description)),
        ],
        .getSessionToken: [longDuration, serialNumber, tokenCode, minimumSessionTokenSize],
        .getWebIdentityToken: [
            tokenDuration,
            STSParameterRule("SigningAlgorithm", .text(5...5, nil), isRequired: true),
            STSParameterRule("Scope", .text(1...256, .scope)), STSParameterRule("SubjectMode", .text(0...64, nil)),
        ],
    ]

    /// The rules of an action.
    static func rules(of action: STSAction) -> [STSParameterRule] { table[action] ?? signed[action] ?? [] }
}
