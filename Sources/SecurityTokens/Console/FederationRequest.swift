public import Essentials
public import HTTP

/// What a federation endpoint is asked (IAM User Guide, Enable custom identity broker access to the AWS console).
public enum FederationRequest: Sendable {
    /// `getSigninToken`: a token for temporary keys.
    case signInToken(ConsoleKeys, duration: Duration?)
    /// `login`: a sign-in by a token, and where it leads.
    case signIn(token: Secret, destination: String?, issuer: String?)
    /// `logout`: its end, and where that leads.
    case signOut(destination: String?)

    /// True where a program asks, which reads no page.
    public static func isOfProgram(_ fields: FormFields) -> Bool {
        fields["Action"].map { $0.isExactly("getSigninToken") } ?? false
    }

    /// Reads the parameters, wherever they stood.
    ///
    /// - Throws: `FederationRefusal`.
    public init(_ fields: FormFields) throws(FederationRefusal) {
        if let name = fields.repeatedName { throw .parameterMissing(String(name.prefix(64))) }
        let action = fields["Action"] ?? ""
        switch ExactString(action) {
        case "getSigninToken":
            guard let session = fields["Session"] else { throw .parameterMissing("Session") }
            self = .signInToken(
                try ConsoleKeys(parsing: session), duration: try FederationRequest.duration(fields["SessionDuration"]))
        case "login":
            guard let token = fields["SigninToken"] else { throw .parameterMissing("SigninToken") }
            self = .signIn(token: Secret(token), destination: fields["Destination"], issuer: fields["Issuer"])
        case "logout": self = .signOut(destination: fields["redirect_uri"])
        default: throw .actionUnknown(String(action.prefix(64)))
        }
    }

    private static func duration(_ text: String?) throws(FederationRefusal) -> Duration? {
        guard let text else { return nil }
        guard let number = STSParameterRule.integer(text), (900...43_200).contains(number) else {
            throw .durationOutOfRange
        }
        return .seconds(number)
    }
}
