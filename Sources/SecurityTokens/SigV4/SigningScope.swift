import Cryptography
public import Essentials

/// Where and when a signature counts: `20150830/us-east-1/sts/aws4_request`.
public struct SigningScope: Sendable, Equatable {
    /// The region, `us-east-1`.
    public let region: String
    /// The service, `sts`.
    public let service: String

    /// A scope of these parts.
    public init(region: String, service: String) {
        self.region = region
        self.service = service
    }

    /// The scope of a day (`20150830`).
    func text(day: String) -> String { "\(day)/\(region)/\(service)/aws4_request" }
}

/// What signs a request.
public struct SigningCredentials: Sendable {
    /// The access key id.
    public let accessKeyID: String
    /// The secret access key.
    public let secretAccessKey: Secret
    /// The session token, where the credentials are temporary.
    public let sessionToken: Secret?

    /// Credentials of these parts.
    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret?) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Temporary credentials.
    public init(_ credentials: TemporaryCredentials) {
        self.init(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken)
    }
}

/// The canonical request, the string to sign and the signature over it, step by step as AWS documents them.
struct SigningSteps {
    /// The name of the algorithm, the first line of the string to sign.
    static let algorithm = "AWS4-HMAC-SHA256"

    let canonicalRequest: String
    let stringToSign: String

    /// The steps up to the string to sign.
    init(_ canonical: CanonicalRequest, at date: String, scope: SigningScope) throws(CryptographyError) {
        canonicalRequest = canonical.text
        let hash = Hexadecimal.encode(try Digest.hash(canonical.text.bytes, .sha256))
        let day = String(date.prefix(8))
        stringToSign = "\(SigningSteps.algorithm)\n\(date)\n\(scope.text(day: day))\n\(hash)"
    }

    /// The signature, in hexadecimal.
    func signature(secret: Secret, day: String, scope: SigningScope) throws(CryptographyError) -> String {
        var key = Secret("AWS4".bytes + secret.reveal())
        for part in [day, scope.region, scope.service, "aws4_request"] {
            key = Secret(try HMAC.authenticate(part.bytes, key: key, .sha256))
        }
        return Hexadecimal.encode(try HMAC.authenticate(stringToSign.bytes, key: key, .sha256))
    }
}
