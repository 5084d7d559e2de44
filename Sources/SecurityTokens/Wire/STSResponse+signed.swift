public import Essentials
public import HTTP
public import IAM
import XMLDocuments

/// The answers of the signed actions.
extension STSResponse {
    /// What `AssumeRole` answers.
    public static func assumedRole(_ role: AssumedRole, requestID: STSRequestID) -> HTTPResponse {
        result(of: .assumeRole, requestID: requestID) { session(role, &$0) }
    }

    /// What `GetSessionToken` answers.
    public static func sessionToken(_ made: TemporaryCredentials, requestID: STSRequestID) -> HTTPResponse {
        result(of: .getSessionToken, requestID: requestID) { writer in
            credentials(made, &writer)
            tokenSize(made, &writer)
        }
    }

    /// What `GetFederationToken` answers.
    public static func federationToken(
        _ made: TemporaryCredentials, arn: ARN, userID: String, packedPolicySize: Int?, requestID: STSRequestID
    ) -> HTTPResponse {
        result(of: .getFederationToken, requestID: requestID) { writer in
            credentials(made, &writer)
            writer.element("FederatedUser") { writer in
                writer.element("FederatedUserId", text: userID)
                writer.element("Arn", text: arn.description)
            }
            writer.element("PackedPolicySize", text: packedPolicySize.map(String.init))
            tokenSize(made, &writer)
        }
    }

    /// What `GetAccessKeyInfo` answers.
    public static func accessKeyInfo(account: String, requestID: STSRequestID) -> HTTPResponse {
        result(of: .getAccessKeyInfo, requestID: requestID) { $0.element("Account", text: account) }
    }

    /// What `DecodeAuthorizationMessage` answers.
    public static func decodedMessage(_ message: JSONObject, requestID: STSRequestID) -> HTTPResponse {
        result(of: .decodeAuthorizationMessage, requestID: requestID) {
            $0.element("DecodedMessage", text: message.serialized)
        }
    }
}

extension STSError {
    /// The encoded message is none of ours.
    public static let invalidAuthorizationMessage = STSError(
        code: "InvalidAuthorizationMessageException", message: "Message is not valid", status: .badRequest)
}
