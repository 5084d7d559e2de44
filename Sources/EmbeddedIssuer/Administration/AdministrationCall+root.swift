import Essentials
import IAM
import SecurityTokens

extension AdministrationCall {
    /// The root that asks about its own credentials.
    var ownRoot: ARN? {
        guard case .root(let session) = caller, request["UserName"] == nil else { return nil }
        switch request.action {
        case .getUser, .listAccessKeys, .deleteAccessKey: return session.rootARN
        default: return nil
        }
    }

    /// Answers what root asks about its own credentials: here it never has any.
    func about(_ root: ARN) throws(RefusedCall) -> [IAMElement] {
        switch request.action {
        case .getUser:
            return IAMElement.structure(
                "User",
                IAMElement.text("UserId", root.account) + IAMElement.text("Arn", root.description)
                    + IAMElement.text("CreateDate", created(nil)))
        case .listAccessKeys: return try noKeys()
        default:
            let key = request["AccessKeyId"] ?? ""
            throw RefusedCall(.noSuchEntity("The Access Key with id \(key) cannot be found."))
        }
    }

    private func noKeys() throws(RefusedCall) -> [IAMElement] {
        try page("AccessKeyMetadata", [EmbeddedAccessKey](), by: \.id) { _ in [] }
    }
}
