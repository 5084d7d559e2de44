import Configuration
import Cryptography
import Essentials
import Federation
import HTTP
import OpenIDConnect
import Pages
import SAML
import SecurityTokens
import Storage
import Vault

/// Every refusal that a person meets: one page, one line in the log, one record in the audit log, held together
/// by one reference. The page says what happened and whose turn it is; the cause stays with the operator.
struct RefusalPages: Sendable {
    let context: GatewayContext

    /// A sign-in that ended without a session.
    func signInStopped(
        _ error: any Error, at provider: ProviderDefinition, _ request: HTTPRequest
    ) async -> HTTPResponse {
        let reportable = Self.reportable(error)
        let correlation = CorrelationID(context.services.randomness)
        await record("sign-in", reportable, correlation, ["provider": .string(provider.id)], request)
        return page(reportable, correlation, provider: provider.displayName, providerID: provider.id, issuer: nil)
    }

    /// A sign-out that the provider asked for, or answered, by the browser, and that ended nothing.
    func signOutStopped(
        _ error: any Error, at provider: ProviderDefinition, _ request: HTTPRequest
    ) async -> HTTPResponse {
        let correlation = await recordSignOut(error, at: provider, request)
        return page(
            Self.reportable(error), correlation, provider: provider.displayName, providerID: provider.id, issuer: nil)
    }

    /// Records such a sign-out, for whoever answers it in another form than a page.
    func recordSignOut(
        _ error: any Error, at provider: ProviderDefinition, _ request: HTTPRequest
    ) async -> CorrelationID {
        let correlation = CorrelationID(context.services.randomness)
        await record(
            "sign-out", Self.reportable(error), correlation, ["provider": .string(provider.id), "by": "provider"],
            request)
        return correlation
    }

    /// A grant that handed nothing out. Its audit record is the grant's own.
    func grantStopped(
        _ error: any Reportable, _ grant: RoleGrant, _ session: Session, _ correlation: CorrelationID
    ) -> HTTPResponse {
        log("a grant was refused", error, correlation, ["role": grant.role.key])
        let provider = context.providers.entry(session.facts.provider)?.definition.displayName
        return page(
            error, correlation, provider: provider, providerID: session.facts.provider,
            issuer: context.configuration.issuerName(of: grant.role))
    }

    /// Anything else that stopped a request.
    func stopped(
        _ error: any Error, _ request: HTTPRequest, correlation: CorrelationID? = nil
    ) async -> HTTPResponse {
        let reportable = Self.reportable(error)
        let reference = correlation ?? CorrelationID(context.services.randomness)
        if correlation == nil { await record("request", reportable, reference, [:], request) }
        return page(reportable, reference, provider: nil, providerID: nil, issuer: nil)
    }

    /// What stopped a program's request: the same in the form that programs read (RFC 9457).
    func problem(_ error: any Error, _ request: HTTPRequest) async -> HTTPResponse {
        let reportable = Self.reportable(error)
        let reference = CorrelationID(context.services.randomness)
        await record("request", reportable, reference, [:], request)
        let status = Self.status(of: reportable)
        var problem: JSONObject = [
            "type": "about:blank", "status": .integer(Int64(status.rawValue)), "reason": .string(reportable.reason),
            "reference": .string(reference.description),
        ]
        // What a stranger asked wrongly it may read; what broke here is the operator's.
        if status.rawValue < 500 { problem["detail"] = .string(reportable.detail) }
        var response = HTTPResponse.json(status, .object(problem))
        response.headers.set("Content-Type", "application/problem+json")
        return response
    }

    /// A path that is not one of ours.
    func notFound(_ request: HTTPRequest) -> HTTPResponse {
        let correlation = CorrelationID(context.services.randomness)
        return page(GatewayRefusal.noSuchPage, correlation, provider: nil, providerID: nil, issuer: nil)
    }

    /// A host or origin that is not ours. Its page is plain text: nothing of ours is shown under another name.
    func misdirected(_ error: GatewayRefusal) -> HTTPResponse {
        let correlation = CorrelationID(context.services.randomness)
        log("a request for another host was refused", error, correlation, [:])
        let status: HTTPStatus = if case .foreignOrigin = error { .forbidden } else { .misdirectedRequest }
        return .text(status, "This is not the address of this gateway. Reference: \(correlation)\n")
    }

    /// A client whose certificate does not serve. Plain text as well: nothing is shown to whoever may not come in.
    func uncertified(_ error: ClientCertificateError) -> HTTPResponse {
        let correlation = CorrelationID(context.services.randomness)
        log("a request was refused for its client certificate", error, correlation, [:])
        let status: HTTPStatus = if case .malformedField = error { .badRequest } else { .forbidden }
        return .text(status, "This gateway does not take the client certificate. Reference: \(correlation)\n")
    }

    private func page(
        _ error: any Reportable, _ correlation: CorrelationID, provider: String?, providerID: String?, issuer: String?
    ) -> HTTPResponse {
        let now = context.services.clock.now()
        let view = ErrorPage(
            refusal: error, reference: correlation.description, time: (now.rfc3339, now.spelledOut),
            provider: provider, providerID: providerID, issuer: issuer, person: nil, again: Self.wayOn(from: error))
        return context.page(Self.status(of: error), context.pages.render(view))
    }

    private func record(
        _ action: String, _ error: any Reportable, _ correlation: CorrelationID, _ fields: JSONObject,
        _ request: HTTPRequest
    ) async {
        log("\(action) was refused", error, correlation, [:])
        var fields = fields
        fields["reason"] = .string(error.reason)
        fields["detail"] = .string(error.detail)
        fields["source_address"] = .string(request.peer)
        do {
            try await context.services.audit.append(
                AuditRecord(
                    id: correlation.description, kind: .refusal, at: context.services.clock.now(), action: action,
                    fields: fields))
        } catch {
            // The person is refused in any case; the operator must know that the record is missing.
            context.services.log.log(
                .error, "a refusal could not be recorded", ["reference": correlation.description, "cause": "\(error)"])
        }
    }

    private func log(
        _ what: String, _ error: any Reportable, _ correlation: CorrelationID, _ facts: [String: String]
    ) {
        context.services.log.log(
            .warning, what,
            [
                "reference": correlation.description, "reason": error.reason, "detail": error.detail,
                "about": facts.values.joined(separator: " "),
            ])
    }

    /// Where the main action leads: to the chooser where signing in again helps, else to the roles.
    private static func wayOn(from error: any Reportable) -> Link {
        switch error {
        case is SignInRefusal, is IdentityRefusal, GatewayRefusal.attemptNotFound, GatewayRefusal.providerGone,
            GatewayRefusal.landingPageUnknown, is ResponseRefusal, is MessageRefusal, is BindingRefusal,
            is MetadataRefusal, is MessageFailure, is ExchangeFailure:
            "/login"
        default: "/"
        }
    }

    private static func reportable(_ error: any Error) -> any Reportable {
        (error as? any Reportable) ?? GatewayRefusal.unforeseen("\(type(of: error))")
    }

    private static func status(of error: any Reportable) -> HTTPStatus {
        switch error {
        case GatewayRefusal.noSuchPage, GatewayRefusal.consoleMissing: .notFound
        case GatewayRefusal.consoleSessionMissing: .unauthorized
        case FederationRefusal.keysRefused, FederationRefusal.keysOver: .forbidden
        case is FederationRefusal: .badRequest
        case is ConsoleFailure: .badGateway
        case GatewayRefusal.attemptNotFound, GatewayRefusal.attemptUsed, GatewayRefusal.assertionUsed,
            GatewayRefusal.logoutRequestUsed, GatewayRefusal.landingPageUnknown, is FormError, is BindingRefusal:
            .badRequest
        case is MetadataRefusal, is ExchangeFailure: .badGateway
        case GatewayRefusal.unforeseen, is VaultError, is CryptographyError, is JSONError: .internalServerError
        case let refusal as SignInRefusal: refusal.isBadGateway ? .badGateway : .forbidden
        case GrantRefusal.issuer(.notReached), GrantRefusal.issuer(.unexpectedAnswer),
            GrantRefusal.issuer(.idpCommunicationError):
            .badGateway
        case GrantRefusal.auditUnavailable, GrantRefusal.issuer(.throttled), is StorageError: .serviceUnavailable
        default: .forbidden
        }
    }
}

extension SignInRefusal {
    /// True where the provider gave no answer, or none that can be read (RFC 9110 §15.6.3); false where it, or we,
    /// said no.
    fileprivate var isBadGateway: Bool {
        switch self {
        case .providerUnreachable, .documentRefused, .endpointMissing, .tokenAnswerMalformed, .tokenTypeNotBearer,
            .accessTokenMissing, .idTokenMissing, .userInfoRefused, .userInfoSigned, .userInfoMalformed:
            true
        case .tokenEndpointRefused(let status, let error): error == nil && !(400...499).contains(status)
        default: false
        }
    }
}
