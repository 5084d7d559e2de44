public import Essentials

/// Temporary keys as a federation endpoint takes them: the JSON of its `Session` (IAM User Guide, Enable custom identity
/// broker access to the AWS console).
public struct ConsoleKeys: Sendable {
    /// `sessionId`.
    public let accessKeyID: String
    /// `sessionKey`.
    public let secretAccessKey: Secret
    /// `sessionToken`.
    public let sessionToken: Secret

    /// Bytes of the JSON at most: the longest token, and room.
    static let maximumBytes = 8192

    /// The keys of an issuer's answer.
    public init(_ credentials: TemporaryCredentials) {
        accessKeyID = credentials.accessKeyID
        secretAccessKey = credentials.secretAccessKey
        sessionToken = credentials.sessionToken
    }

    /// Reads the JSON.
    ///
    /// - Throws: `FederationRefusal.sessionMalformed`.
    public init(parsing text: String) throws(FederationRefusal) {
        guard text.utf8.count <= ConsoleKeys.maximumBytes,
            let json = try? JSONObject(parsing: text.bytes, limits: .small)
        else { throw .sessionMalformed }
        func member(_ name: String) throws(FederationRefusal) -> String {
            guard let text = json[name]?.string, !text.isEmpty else { throw .sessionMalformed }
            return text
        }
        accessKeyID = try member("sessionId")
        secretAccessKey = Secret(try member("sessionKey"))
        sessionToken = Secret(try member("sessionToken"))
    }

    /// The JSON.
    public var json: Secret {
        let object: JSONObject = [
            "sessionId": .string(accessKeyID), "sessionKey": .string(secretAccessKey.revealText() ?? ""),
            "sessionToken": .string(sessionToken.revealText() ?? ""),
        ]
        return Secret(object.serializedBytes)
    }
}
