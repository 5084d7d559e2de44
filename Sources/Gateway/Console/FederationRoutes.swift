import Configuration
import EmbeddedIssuer
import Essentials
import HTTP
import IAM
import Pages
import SecurityTokens

/// The embedded issuer's federation endpoint, as programs know AWS's: temporary keys become a token, and the token a
/// browser that is signed in.
///
///     POST|GET /federation?Action=getSigninToken ─▶ token ─▶ (browser) /federation?Action=login ─▶ /console, or a
///     registered place; /federation?Action=logout ends it
struct FederationRoutes: Sendable {
    let issuer: EmbeddedIssuer
    let places: [RegisteredPlace]
    let context: GatewayContext
    let refusals: RefusalPages

    /// `nil` where no account has the embedded issuer; the paths do not exist then.
    init?(
        _ configuration: SallyportConfiguration, issuer: EmbeddedIssuer?, context: GatewayContext,
        refusals: RefusalPages
    ) {
        guard let issuer else { return nil }
        self.issuer = issuer
        self.context = context
        self.refusals = refusals
        places = configuration.issuers.flatMap { issuer in
            if case .own(let places) = issuer.console { return places }
            return []
        }
    }

    static let path = "/federation"
    static let page = "/console"

    func mount(on router: inout Router) {
        router.on(.get, FederationRoutes.path) { request, _ in await answer(request) }
        router.on(.post, FederationRoutes.path) { request, _ in await answer(request) }
        router.on(.head, FederationRoutes.path) { _, _ in .headRefused }
        router.on(.get, FederationRoutes.page) { request, _ in await console(request) }
    }

    private func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let correlation = CorrelationID(context.services.randomness)
        var isOfProgram = request.method == .post
        do {
            let pairs = try request.query().pairs + (try request.form()?.pairs ?? [])
            let fields = FormFields(pairs.map { ($0.name, $0.value) })
            isOfProgram = FederationRequest.isOfProgram(fields)
            switch try FederationRequest(fields) {
            case .signInToken(let keys, let duration): return try await token(keys, duration, request, correlation)
            case .signIn(let token, let destination, let sentBy):
                return try await signIn(token, destination, sentBy, request, correlation)
            case .signOut(let destination):
                // A link may end a sign-in, as at AWS; a form must be the page's own.
                if request.method == .post, let handle = former(request) {
                    let sent = fields[RequestForgery.field] ?? ""
                    guard ConstantTime.equal(sent, try context.forgery.token(forConsole: handle)) else {
                        throw GatewayRefusal.forgedForm
                    }
                }
                return try await signOut(destination, request, correlation)
            }
        } catch {
            guard isOfProgram else { return await refusals.stopped(error, request) }
            return await refusals.problem(error, request)
        }
    }

    private func token(
        _ keys: ConsoleKeys, _ duration: Duration?, _ request: HTTPRequest, _ correlation: CorrelationID
    ) async throws -> HTTPResponse {
        let (token, session) = try await issuer.consoleToken(for: keys, lasting: duration)
        try await record("get-signin-token", session, request, correlation)
        return .json(.ok, ["SigninToken": .string(token.revealText() ?? "")])
    }

    private func signIn(
        _ token: Secret, _ destination: String?, _ sentBy: String?, _ request: HTTPRequest,
        _ correlation: CorrelationID
    ) async throws -> HTTPResponse {
        // Where it leads is judged first: a mistake there must not cost the token.
        let place = try place(destination) ?? FederationRoutes.page
        // What loads the link without a person, as a picture or ahead of time, would use the token up.
        let isByItself =
            request.headers["Sec-Fetch-Mode"].map { !$0.isExactly("navigate") } ?? false
            || request.headers["Sec-Fetch-Dest"].map { !$0.isExactly("document") } ?? false
            || ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].contains { request.headers.contains($0) }
        guard !isByItself else { return .text(.forbidden, "a sign-in begins by a link\n") }
        let (handle, session) = try await issuer.consoleSignIn(with: token, sentBy: sentBy?.beginning(bytes: 256))
        try await record("console-sign-in", session, request, correlation)
        if let former = former(request) { _ = try await issuer.consoleSignOut(former) }
        var response = HTTPResponse.seeOther(place)
        response.headers.add(
            context.cookies.console(
                handle.revealText() ?? "", lifetime: session.expires - context.services.clock.now()))
        return response
    }

    private func signOut(
        _ destination: String?, _ request: HTTPRequest, _ correlation: CorrelationID
    ) async throws -> HTTPResponse {
        let place = try place(destination)
        if let handle = former(request) {
            let session = try await issuer.consoleSession(handle)
            if try await issuer.consoleSignOut(handle), let session {
                try await record("console-sign-out", session, request, correlation)
            }
        }
        var response =
            place.map { HTTPResponse.seeOther($0) }
            ?? context.page(.ok, context.pages.render(SignedOutPage(provider: nil)))
        response.headers.add(context.cookies.deleting(context.cookies.consoleName))
        return response
    }

    /// Who one is now.
    private func console(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let handle = former(request), let session = try await issuer.consoleSession(handle) else {
                throw GatewayRefusal.consoleSessionMissing
            }
            let page = ConsolePage(
                formToken: try context.forgery.token(forConsole: handle), name: session.name, role: session.role,
                account: session.accountName, accountID: session.arn.account,
                arn: session.arn.description, sourceIdentity: session.sourceIdentity,
                accessKeyID: session.accessKeyID, sentBy: session.sentBy,
                begins: (session.begins.rfc3339, session.begins.clockTime),
                end: (session.expires.rfc3339, session.expires.spelledOut))
            return context.page(.ok, context.pages.render(page))
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    /// The place to go on to; `nil` where none is named.
    private func place(_ destination: String?) throws(FederationRefusal) -> String? {
        guard let destination, !destination.isEmpty else { return nil }
        if destination.isExactly(FederationRoutes.page) { return destination }
        guard let url = HTTPURL(destination) else { throw .placeNotRegistered(destination.beginning(bytes: 256)) }
        let own = context.configuration.url.appending(path: FederationRoutes.page).flatMap { RegisteredPlace($0) }
        guard (places + (own.map { [$0] } ?? [])).contains(where: { $0.contains(url) }) else {
            throw .placeNotRegistered(destination.beginning(bytes: 256))
        }
        return url.text.text
    }

    private func former(_ request: HTTPRequest) -> Secret? {
        let found = Cookies(request.headers).all(context.cookies.consoleName)
        return found.count == 1 ? Secret(found[0]) : nil
    }

    private func record(
        _ action: String, _ session: ConsoleSession, _ request: HTTPRequest, _ correlation: CorrelationID
    ) async throws {
        var fields: JSONObject = [
            "issuer": .string(issuer.id), "result": "granted", "principal": .string(session.arn.description),
            "access_key_id": .string(session.accessKeyID), "shown_access_key_id": .string(session.shownKeyID),
            "expiration": .string(session.expires.rfc3339),
            "source": .string(request.peer),
            "user_agent": .string((request.headers["User-Agent"] ?? "").beginning(bytes: 256)),
        ]
        fields["sent_by"] = session.sentBy.map { .string($0) }
        try await context.services.audit.append(
            AuditRecord(
                id: correlation.description, kind: .event, at: context.services.clock.now(), action: action,
                fields: fields))
    }
}
