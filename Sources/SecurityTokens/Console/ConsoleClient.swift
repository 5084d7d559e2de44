public import Essentials
public import HTTP

/// Signs people in at the console of an issuer: keys for a sign-in token, and that into the URL to open.
public struct ConsoleClient: Sendable {
    /// Characters of a sign-in token at most; AWS's have some 1,500.
    private static let maximumToken = 6144

    /// Where it is signed in to.
    public let endpoint: ConsoleEndpoint
    private let http: any HTTPSending
    private let peer: OutgoingPeer

    /// A client of an endpoint.
    public init(endpoint: ConsoleEndpoint, http: any HTTPSending, peer: OutgoingPeer) {
        self.endpoint = endpoint
        self.http = http
        self.peer = peer
    }

    /// The URL that signs the holder of the keys in. Whoever opens it is in: it goes to the browser that asked, by a
    /// redirect, and nowhere else.
    ///
    /// - Parameter issuer: where the console sends people whose sign-in is over.
    /// - Throws: `ConsoleFailure`.
    public func signInURL(
        with credentials: TemporaryCredentials, lasting length: ConsoleLength, issuer: HTTPURL
    ) async throws(ConsoleFailure) -> Secret {
        let token: String
        switch length {
        case .asKeys: token = try await self.token(credentials, nil)
        case .lasting(let duration):
            do throws(ConsoleFailure) {
                token = try await self.token(credentials, duration)
            } catch {
                // The role allows less than it was thought to; then as long as the keys.
                guard error == .refused(status: 400) else { throw error }
                token = try await self.token(credentials, nil)
            }
        }
        let fields = [
            ("Action", "login"), ("Issuer", issuer.text.text), ("Destination", endpoint.page.text.text),
            ("SigninToken", token),
        ]
        let separator = endpoint.federation.query == nil ? "?" : "&"
        let text = endpoint.federation.text.text + separator + PercentEncoding.form(fields)
        guard HTTPURL(text) != nil else { throw .answerUnexpected("the token is too long for a URL") }
        return Secret(text)
    }

    /// By POST, so that the keys stand in no URL.
    private func token(
        _ credentials: TemporaryCredentials, _ duration: Duration?
    ) async throws(ConsoleFailure) -> String {
        var fields = [("Action", "getSigninToken")]
        if let duration { fields.append(("SessionDuration", String(duration.wholeSeconds))) }
        fields.append(("Session", ConsoleKeys(credentials).json.revealText() ?? ""))
        let response: HTTPResponse
        do throws(HTTPSendError) {
            response = try await http.send(
                .form(endpoint.federation, fields, headers: ["Accept": "application/json"], peer: peer))
        } catch { throw .notReached(error.detail) }
        guard response.status == .ok else { throw .refused(status: response.status.rawValue) }
        guard let json = try? JSONObject(parsing: response.body, limits: .small),
            let token = json["SigninToken"]?.string, (1...Self.maximumToken).contains(token.utf8.count),
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .answerUnexpected("it holds no sign-in token") }
        return token
    }
}

/// Why a console was not signed in to.
public enum ConsoleFailure: Reportable, Equatable {
    /// The federation endpoint did not answer.
    case notReached(String)
    /// It said no.
    case refused(status: Int)
    /// Its answer is not one.
    case answerUnexpected(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .notReached: "console-not-reached"
        case .refused: "console-refused"
        case .answerUnexpected: "console-answer-unexpected"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notReached(let why): "the federation endpoint was not reached: \(why)"
        case .refused(let status): "the federation endpoint answered \(status)"
        case .answerUnexpected(let why): "the answer of the federation endpoint is not one: \(why)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .refused: "check that the role may be used in the console, and `console.sign_in` where it is set"
        case .notReached, .answerUnexpected: nil
        }
    }
}
