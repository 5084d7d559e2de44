public import Essentials
public import HTTP
public import IAM
import XMLDocuments

/// The answers of STS, in its XML.
public enum STSResponse {
    /// The namespace of every answer.
    public static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    /// What `AssumeRoleWithWebIdentity` answers.
    public static func assumedRoleWithWebIdentity(_ role: AssumedRole, requestID: STSRequestID) -> HTTPResponse {
        result(of: .assumeRoleWithWebIdentity, requestID: requestID) { writer in
            writer.element("SubjectFromWebIdentityToken", text: role.subjectFromToken)
            writer.element("Audience", text: role.audience)
            session(role, &writer)
            writer.element("Provider", text: role.provider)
        }
    }

    /// What `AssumeRoleWithSAML` answers.
    public static func assumedRoleWithSAML(_ role: AssumedRole, requestID: STSRequestID) -> HTTPResponse {
        result(of: .assumeRoleWithSAML, requestID: requestID) { writer in
            writer.element("Subject", text: role.asserted?.subject)
            writer.element("SubjectType", text: role.asserted?.subjectType)
            writer.element("Issuer", text: role.asserted?.issuer)
            writer.element("Audience", text: role.asserted?.audience)
            writer.element("NameQualifier", text: role.asserted?.nameQualifier)
            session(role, &writer)
        }
    }

    /// What every action answers that makes a session of a role.
    static func session(_ role: AssumedRole, _ writer: inout XMLWriter) {
        writer.element("AssumedRoleUser") { writer in
            writer.element("Arn", text: role.assumedRoleARN.description)
            writer.element("AssumedRoleId", text: role.assumedRoleID)
        }
        credentials(role.credentials, &writer)
        writer.element("PackedPolicySize", text: role.packedPolicySize.map(String.init))
        writer.element("SourceIdentity", text: role.sourceIdentity)
        tokenSize(role.credentials, &writer)
    }

    /// Characters that a session token may have (the span of `MinimumSessionTokenSize`).
    public static let maximumTokenCharacters = 4096

    /// How large the session token is, and the share of what it may be, in percent.
    static func tokenSize(_ credentials: TemporaryCredentials, _ writer: inout XMLWriter) {
        let size = credentials.sessionToken.count
        writer.element("SessionTokenUtilization", text: String((size * 100 + 4095) / maximumTokenCharacters))
        writer.element("SessionTokenSize", text: String(size))
    }

    /// The credentials themselves. All texts are the issuer's own ASCII; the answer is what the secrets were made for.
    static func credentials(_ credentials: TemporaryCredentials, _ writer: inout XMLWriter) {
        writer.element("Credentials") { writer in
            writer.element("AccessKeyId", text: credentials.accessKeyID)
            writer.element("SecretAccessKey", text: credentials.secretAccessKey.revealText())
            writer.element("SessionToken", text: credentials.sessionToken.revealText())
            writer.element("Expiration", text: credentials.expiration.rfc3339)
        }
    }

    /// What `GetCallerIdentity` answers.
    public static func callerIdentity(
        arn: ARN, userID: String, account: String, requestID: STSRequestID
    ) -> HTTPResponse {
        result(of: .getCallerIdentity, requestID: requestID) { writer in
            writer.element("Arn", text: arn.description)
            writer.element("UserId", text: userID)
            writer.element("Account", text: account)
        }
    }

    /// An error.
    public static func error(_ error: STSError, requestID: STSRequestID) -> HTTPResponse {
        var writer = XMLWriter()
        writer.element("ErrorResponse", attributes: [("xmlns", namespace)]) { writer in
            writer.element("Error") { writer in
                writer.element("Type", text: error.fault.rawValue)
                writer.element("Code", text: error.code)
                writer.element("Message", text: error.message)
            }
            writer.element("RequestId", text: requestID.description)
        }
        return response(error.status, writer, requestID)
    }

    static func result(
        of action: STSAction, requestID: STSRequestID, _ content: (inout XMLWriter) -> Void
    ) -> HTTPResponse {
        var writer = XMLWriter()
        writer.element("\(action.rawValue)Response", attributes: [("xmlns", namespace)]) { writer in
            writer.element("\(action.rawValue)Result", content)
            writer.element("ResponseMetadata") { $0.element("RequestId", text: requestID.description) }
        }
        return response(.ok, writer, requestID)
    }

    private static func response(_ status: HTTPStatus, _ writer: XMLWriter, _ id: STSRequestID) -> HTTPResponse {
        var response = HTTPResponse.xml(status, writer.text)
        response.headers.add("x-amzn-RequestId", id.description)
        response.headers.add("Cache-Control", "no-store")
        return response
    }
}

/// The name of one exchange: a random UUID (RFC 9562 §5.4).
public struct STSRequestID: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// A fresh one.
    public init(_ randomness: some Randomness) {
        var bytes = Array(randomness.bytes(16).prefix(16))
        while bytes.count < 16 { bytes.append(0) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.encode(bytes).utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        description = String(decoding: text, as: UTF8.self)
    }
}
