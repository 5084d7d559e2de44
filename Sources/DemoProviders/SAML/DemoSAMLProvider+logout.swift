import Essentials
import HTTP
import SAML
import Synchronization

extension DemoSAMLProvider {
    /// The single logout service: a service provider's request, or its answer to ours.
    func logout(_ request: HTTPRequest) -> HTTPResponse {
        do throws(MessageRefusal) {
            let isAnswer = try holdsAnswer(request)
            let message = try incoming(request, isAnswer ? .response : .request)
            let issuer = try IdentityProviderHalf.claimedIssuer(of: message)
            guard let client = client(issuer) else { return trouble("That application is not known here.") }
            let exchange = half().singleLogout(with: client.serviceProvider)
            return isAnswer
                ? try finish(message, exchange, client) : begin(try exchange.verify(request: message), client)
        } catch {
            return trouble("The logout cannot be taken: \(error.detail).")
        }
    }

    /// A logout that begins here, at the person's wish.
    func signOut(_ request: HTTPRequest) -> HTTPResponse {
        guard let session = session(of: request) else { return signedOut() }
        let visits = end(session.id)
        return go(on: PendingLogout(remaining: visits, sessionIndex: ExactString(session.id), origin: nil))
    }

    private func holdsAnswer(_ request: HTTPRequest) throws(MessageRefusal) -> Bool {
        let fields =
            request.method == .post
            ? try? FormFields(parsing: request.body, limit: PostBinding.maximumFormBytes)
            : try? FormFields(parsing: request.rawQuery)
        guard let fields else { throw .bindingRefused(.parameterMalformed("SAMLRequest")) }
        return fields[MessageParameter.response.rawValue] != nil
    }

    /// A service provider has ended its own session: ours ends, and those of the others.
    private func begin(_ request: VerifiedLogoutRequest, _ client: DemoSAMLClient) -> HTTPResponse {
        let audience = client.serviceProvider.entityID
        var remaining: [SAMLVisit] = []
        var index: ExactString = ""
        for session in request.sessionIndexes {
            guard let visits = visits(session.text),
                visits.contains(where: { visit in
                    visit.client == audience
                        && request.nameID.isSame(as: visit.nameID, issuer: entityID, audience: audience)
                })
            else { continue }
            remaining += end(session.text).filter { $0.client != audience }
            index = session
        }
        return go(on: PendingLogout(remaining: remaining, sessionIndex: index, origin: (request, audience)))
    }

    private func finish(
        _ message: IncomingMessage, _ exchange: SingleLogout, _ client: DemoSAMLClient
    ) throws(MessageRefusal) -> HTTPResponse {
        let now = clock.now()
        guard let handle = message.relayState?.text.text,
            var pending = state.withLock({ $0.logouts.take(handle, at: now) }), let expected = pending.expected,
            expected.client == client.serviceProvider.entityID
        else { return trouble("Nobody here asked for that logout.") }
        let outcome = try exchange.finish(message, expecting: expected.requestID)
        pending.isComplete = pending.isComplete && outcome.isComplete
        return go(on: pending)
    }

    /// Tells the next service provider; after the last, answers whoever began it.
    private func go(on pending: PendingLogout) -> HTTPResponse {
        var pending = pending
        let now = clock.now()
        while let visit = pending.remaining.popLast() {
            guard let client = client(visit.client) else { continue }
            let exchange = half().singleLogout(with: client.serviceProvider)
            guard let started = try? exchange.begin(of: visit.nameID, session: pending.sessionIndex) else {
                pending.isComplete = false
                continue
            }
            pending.expected = (started.requestID, visit.client)
            let waiting = pending
            state.withLock { $0.logouts.insert(waiting, as: started.relayState.text.text, at: now) }
            return forgetting(send(started.message))
        }
        guard let origin = pending.origin, let client = client(origin.client) else { return signedOut() }
        let exchange = half().singleLogout(with: client.serviceProvider)
        let status = pending.isComplete ? [StatusCode.success] : [StatusCode.success, StatusCode.partialLogout]
        do throws(MessageFailure) {
            let answer = send(try exchange.answer(origin.request, status: status))
            // A request that named none of the sessions here leaves this browser's alone.
            return pending.sessionIndex.isEmpty ? answer : forgetting(answer)
        } catch {
            return trouble("The answer could not be made: \(error.detail).")
        }
    }

    private func signedOut() -> HTTPResponse { forgetting(DemoPage.signedOut(base: base.text.text)) }

    private func forgetting(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers.add(cookie(DemoOpenIDProvider.sessionCookie, "").deletion)
        return response
    }

    private func visits(_ index: String) -> [SAMLVisit]? {
        let now = clock.now()
        return state.withLock { $0.visits.get(index, at: now) }
    }

    /// Ends a session; whom its person has visited.
    private func end(_ index: String) -> [SAMLVisit] {
        let now = clock.now()
        return state.withLock { state in
            if let value = state.cookies.take(index, at: now) { _ = state.sessions.take(value, at: now) }
            return state.visits.take(index, at: now) ?? []
        }
    }
}
