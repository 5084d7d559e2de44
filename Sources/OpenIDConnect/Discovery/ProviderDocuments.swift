import Essentials
import HTTP
import JOSE

/// A provider's two documents, fetched and kept: discovery, and the keys it points to.
///
/// Either stays in use while the provider does not answer, up to a bound; the keys are asked for again when a
/// token names one they lack.
struct ProviderDocuments: Sendable {
    let metadata: RemoteDocument<ProviderMetadata, SignInRefusal>
    let keys: RemoteDocument<JSONWebKeySet, SignInRefusal>

    init(
        _ settings: RelyingPartySettings, http: any HTTPSending, clock: any WallClock, metrics: any MetricsSink,
        log: any LogSink, policy: FreshnessPolicy = .standard
    ) {
        let source = DocumentSource(settings: settings, http: http, metrics: metrics, log: log, policy: policy)
        let metadata = RemoteDocument<ProviderMetadata, SignInRefusal>(policy: policy, clock: clock) {
            _ async throws(SignInRefusal) in try await source.metadata()
        }
        self.metadata = metadata
        keys = RemoteDocument(policy: policy, clock: clock) { _ async throws(SignInRefusal) in
            let place = try await metadata.get().value.jwks
            return try await source.keys(at: place)
        }
    }
}

/// Fetches the documents, counts how that went, and tells the operator.
private struct DocumentSource: Sendable {
    let settings: RelyingPartySettings
    let http: any HTTPSending
    let metrics: any MetricsSink
    let log: any LogSink
    let policy: FreshnessPolicy

    func metadata() async throws(SignInRefusal) -> RemoteDocument<ProviderMetadata, SignInRefusal>.Fetched {
        guard let place = DocumentSource.discoveryURL(settings) else {
            throw .documentRefused(.discovery, "no URL can be made of the issuer `\(settings.issuer)`")
        }
        return try await observed(.discovery) { () async throws(SignInRefusal) in
            let answer = try await get(place, .discovery)
            let metadata = try ProviderMetadata(parsing: answer.body, settings: settings)
            return .init(value: metadata, fingerprint: answer.body, lifetime: policy.lifetime(of: answer.headers))
        }
    }

    func keys(at place: HTTPURL) async throws(SignInRefusal) -> RemoteDocument<JSONWebKeySet, SignInRefusal>.Fetched {
        let fetched = try await observed(.keys) {
            () async throws(SignInRefusal) -> RemoteDocument<JSONWebKeySet, SignInRefusal>.Fetched in
            let answer = try await get(place, .keys)
            let keys: JSONWebKeySet
            do throws(KeySetError) {
                keys = try JSONWebKeySet(parsing: answer.body, from: .fetched)
            } catch {
                throw .documentRefused(
                    .keys, Answers.why(error, answer.body))
            }
            // The keys themselves, in any order: a set that is only written anew brings nothing new.
            let fingerprint = keys.keys.map(\.json.serialized).sorted().joined(separator: "\n").bytes
            return .init(value: keys, fingerprint: fingerprint, lifetime: policy.lifetime(of: answer.headers))
        }
        report(fetched.value)
        return fetched
    }

    private func get(_ url: HTTPURL, _ document: ProviderDocument) async throws(SignInRefusal) -> HTTPResponse {
        let answer: HTTPResponse
        do throws(HTTPSendError) {
            answer = try await http.send(
                OutgoingRequest(.get, url, headers: ["Accept": "application/json"], peer: settings.peer(for: url)))
        } catch {
            throw .providerUnreachable(error)
        }
        if (500...599).contains(answer.status.rawValue) {
            // Who has nothing to say of the document does not answer, whatever stands before it says in its place.
            throw .providerUnreachable(
                .notReached(host: url.host, "what stands before it answered \(answer.status.rawValue)"))
        }
        guard answer.status == .ok else {
            throw .documentRefused(document, "`\(url)` answered \(answer.status.rawValue)")
        }
        return answer
    }

    private func observed<Fetched>(
        _ document: ProviderDocument, _ fetch: () async throws(SignInRefusal) -> Fetched
    ) async throws(SignInRefusal) -> Fetched {
        let provider = settings.providerID
        do throws(SignInRefusal) {
            let fetched = try await fetch()
            count(document, outcome: "fetched")
            isUp(document, 1)
            return fetched
        } catch {
            count(document, outcome: "failed")
            isUp(document, 0)
            log.log(
                .warning, "a provider's document could not be fetched",
                [
                    "provider": provider, "document": document.rawValue, "reason": error.reason,
                    "detail": error.description,
                ])
            throw error
        }
    }

    private func count(_ document: ProviderDocument, outcome: String) {
        metrics.count(
            "sallyport_oidc_fetches_total",
            ["provider": settings.providerID, "document": document.rawValue, "outcome": outcome])
    }

    private func isUp(_ document: ProviderDocument, _ value: Double) {
        metrics.gauge(
            "sallyport_oidc_document_up", ["provider": settings.providerID, "document": document.rawValue], to: value)
    }

    private func report(_ keys: JSONWebKeySet) {
        let provider = settings.providerID
        metrics.gauge("sallyport_oidc_keys", ["provider": provider, "state": "usable"], to: Double(keys.keys.count))
        metrics.gauge(
            "sallyport_oidc_keys", ["provider": provider, "state": "omitted"], to: Double(keys.omitted.count))
        for omitted in keys.omitted.prefix(5) {
            log.log(
                .info, "a key of the provider's set is not used",
                [
                    "provider": provider, "index": String(omitted.index),
                    "kid": Answers.bounded(omitted.keyID?.text ?? ""), "why": String(describing: omitted.why),
                ])
        }
    }

    /// The configured place, or the well-known one below the issuer without its last slash
    /// (OpenID Connect Discovery §4.1).
    private static func discoveryURL(_ settings: RelyingPartySettings) -> HTTPURL? {
        if let configured = settings.discoveryURL { return configured }
        let issuer = settings.issuer.text
        let base = issuer.endsExactly(with: "/") ? String(issuer.dropLast()) : issuer
        return HTTPURL(base + "/.well-known/openid-configuration")
    }
}
