import Cryptography
public import Essentials

/// Where and when a signature counts: `20150830/us-east-1/sts/aws4_request`.
public struct SigningScope: Sendable, Equatable {
    /// The region, `us-east-1`; for the asymmetric algorithm the set of them, `us-east-1,eu-*`.
    public let region: String
    /// The service, `sts`.
    public let service: String
    /// The algorithm.
    public let algorithm: SigningAlgorithm

    /// A scope of these parts.
    public init(region: String, service: String, algorithm: SigningAlgorithm = .hmac) {
        self.region = region
        self.service = service
        self.algorithm = algorithm
    }

    /// The scope of a day (`20150830`). The regions of the asymmetric algorithm stand in a field of their own.
    func text(day: String) -> String {
        switch algorithm {
        case .hmac: "\(day)/\(region)/\(service)/aws4_request"
        case .ecdsa: "\(day)/\(service)/aws4_request"
        }
    }
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
    let canonicalRequest: String
    let stringToSign: String

    /// The steps up to the string to sign.
    init(_ canonical: CanonicalRequest, at date: String, scope: SigningScope) throws(CryptographyError) {
        canonicalRequest = canonical.text
        let hash = Hexadecimal.encode(try Digest.hash(canonical.text.bytes, .sha256))
        let day = String(date.prefix(8))
        stringToSign = "\(scope.algorithm.rawValue)\n\(date)\n\(scope.text(day: day))\n\(hash)"
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
