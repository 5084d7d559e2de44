import Configuration
import Cryptography
import Essentials
import Federation
import HTTP
import Pages
import SAML

/// The operators' pages: what a sign-in makes of a response that somebody brings.
///
/// Whoever is no operator by the configuration in force is refused, and that is recorded; so is every look.
struct InspectionRoutes: Sendable {
    static let path = "/operator/inspect"
    /// Bytes of an instant or of a request's name.
    private static let longestField = 256

    let context: GatewayContext
    let refusals: RefusalPages

    func mount(on router: inout Router) {
        router.on(.get, Self.path) { request, _ in await show(request) }
        router.on(.post, Self.path) { request, _ in await inspect(request) }
    }

    private func show(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else {
                return context.signInFirst(returningTo: Self.path)
            }
            let identity = try context.identity(of: session)
            guard context.configuration.isOperator(identity) else { return await refuse(identity, session, request) }
            return try page(session, identity, InspectionPage.Entry(provider: nil, request: "", at: ""))
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func inspect(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else {
                return context.signInFirst(returningTo: Self.path)
            }
            guard let form = try request.form(limit: PostBinding.maximumFormBytes),
                try context.forgery.isGenuine(form, session)
            else { throw GatewayRefusal.forgedForm }
            let identity = try context.identity(of: session)
            guard context.configuration.isOperator(identity) else { return await refuse(identity, session, request) }
            return try await judge(form, session, identity, request)
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func judge(
        _ form: FormFields, _ session: Session, _ identity: ExternalIdentity, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let typed = (request: Self.field("request", form), at: Self.field("at", form))
        let entry = InspectionPage.Entry(provider: form["provider"], request: typed.request, at: typed.at)
        guard let chosen = form["provider"].flatMap(context.providers.entry), let saml = chosen.saml else {
            return try page(session, identity, entry, problem: .provider)
        }
        let at = Instant(rfc3339: typed.at)
        guard at != nil || typed.at.isEmpty else { return try page(session, identity, entry, problem: .time) }
        guard let xml = PastedResponse.xml(of: (form["response"] ?? "").bytes), !xml.isEmpty else {
            return try page(session, identity, entry, problem: .response)
        }
        let result = try await AssertionDiagnosis(services: context.services, saml: saml).result(
            on: xml, request: typed.request.isEmpty ? nil : ExactString(typed.request), at: at)
        try await record(result, of: xml, at: saml.id, identity, session, request)
        return try page(session, identity, entry, result: result)
    }

    /// What was typed, without the blanks around it, as far as such a thing is long.
    private static func field(_ name: String, _ form: FormFields) -> String {
        let text = form[name] ?? ""
        let kept = text.unicodeScalars.filter { $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r" }
        return String(String.UnicodeScalarView(kept)).beginning(bytes: longestField)
    }

    private func page(
        _ session: Session, _ identity: ExternalIdentity, _ entry: InspectionPage.Entry,
        problem: InspectionPage.Problem? = nil, result: InspectionPage.Result? = nil
    ) throws -> HTTPResponse {
        let view = PortalView(context: context, session: session, identity: identity)
        let providers = context.providers.entries.filter { $0.saml != nil }
        let page = InspectionPage(
            person: try view.person(),
            providers: providers.map {
                InspectionPage.Provider(
                    id: $0.definition.id, name: "\($0.definition.displayName) (\($0.definition.id))")
            }, entry: entry, problem: problem, result: result)
        return context.page(
            problem == nil ? .ok : .badRequest, context.pages.render(page), formActions: view.formActions)
    }

    private func refuse(
        _ identity: ExternalIdentity, _ session: Session, _ request: HTTPRequest
    ) async -> HTTPResponse {
        let refusal = GatewayRefusal.notOperator
        let correlation = CorrelationID(context.services.randomness)
        do {
            try await append(
                .refusal, ["result": "refused", "reason": .string(refusal.reason)], identity, session, request,
                id: correlation)
        } catch {
            return await refusals.stopped(error, request)
        }
        return await refusals.stopped(refusal, request, correlation: correlation)
    }

    /// That somebody looked, and at what: by its digest, for what was pasted may sign somebody in.
    private func record(
        _ result: InspectionPage.Result, of xml: [UInt8], at provider: String, _ identity: ExternalIdentity,
        _ session: Session, _ request: HTTPRequest
    ) async throws {
        try await append(
            .event,
            [
                "inspected": .string(provider), "verdict": result.isAccepted ? "accept" : "reject",
                "reason": .string(result.reason),
                "response_sha256": .string(Hexadecimal.encode(try Digest.hash(xml, .sha256))),
            ], identity, session, request, id: CorrelationID(context.services.randomness))
    }

    private func append(
        _ kind: AuditRecord.Kind, _ facts: JSONObject, _ identity: ExternalIdentity, _ session: Session,
        _ request: HTTPRequest, id: CorrelationID
    ) async throws {
        var fields = facts
        fields["provider"] = .string(identity.provider)
        fields["issuer"] = .string(identity.issuer.text)
        fields["subject"] = .string(identity.subject.text.beginning(bytes: 1024))
        fields["session"] = .string(session.id)
        fields["source_address"] = .string(request.peer)
        try await context.services.audit.append(
            AuditRecord(
                id: id.description, kind: kind, at: context.services.clock.now(), action: "inspect-assertion",
                fields: fields))
    }
}
