public import Cryptography
public import Essentials
import HTTP
public import SAML
import Synchronization
import XMLSecurity

extension DemoSAMLProvider {
    /// A key with a certificate of its own, valid from a day before to ten years after.
    public static func credential(
        for key: PrivateKey, at now: Instant, randomness: some Randomness
    ) throws(DemoProviderError) -> SigningCredential {
        do throws(CryptographyError) {
            let certificate = try Certificate.selfSigned(
                key, name: "demo provider", serial: [1] + randomness.bytes(15), validFrom: now - .seconds(86_400),
                validTo: now + .seconds(10 * 365 * 86_400))
            return SigningCredential(key: key, certificate: certificate)
        } catch {
            throw .keyFailed(error.detail)
        }
    }

    /// The provider as SAML's messages know it.
    ///
    /// - Parameter changed: parts that are not as they should be.
    func half(
        entityID: ExactString? = nil, credential: SigningCredential? = nil, clock: (any WallClock)? = nil
    ) -> IdentityProviderHalf {
        let endpoints = DemoSAMLEndpoints(base: base)
        return IdentityProviderHalf(
            entityID: entityID ?? self.entityID, ssoURL: endpoints?.signOn ?? base, sloURL: endpoints?.logout ?? base,
            credential: credential ?? state.withLock { $0.credential }, clock: clock ?? self.clock,
            randomness: randomness)
    }

    /// The response about somebody, posted to where it was asked for.
    func respond(_ pending: PendingSAMLRequest, _ session: DemoSession) -> HTTPResponse {
        let response: [UInt8]
        do throws(DemoProviderError) {
            response = try forge(pending, session)
        } catch {
            return trouble("The response could not be made: \(error.detail).")
        }
        remember(pending, session, response)
        return post(response, pending)
    }

    /// The response that says no.
    func decline(
        _ pending: PendingSAMLRequest, _ status: [ExactString], message: String? = nil
    ) -> HTTPResponse {
        do throws(MessageFailure) {
            return post(try half().decline(status, message: message, for: delivery(pending)), pending)
        } catch {
            return trouble("The response could not be made: \(error.detail).")
        }
    }

    /// A response for a service provider, as a signed-in person's browser would bring it: for tools without one.
    ///
    /// - Throws: `DemoProviderError.unknownPerson`, also for a client that is not known.
    public func issueResponse(for person: String, to client: ExactString) throws(DemoProviderError) -> [UInt8] {
        guard let person = people.first(where: { $0.id.isExactly(person) }), let client = self.client(client),
            let consumer = client.serviceProvider.consumers.standard?.endpoint
        else { throw .unknownPerson(person) }
        let pending = PendingSAMLRequest(
            client: client, consumer: consumer, inResponseTo: nil, relayState: nil, nameIDFormat: nil,
            authnContext: nil, browser: "")
        let session = DemoSession(person: person, authenticatedAt: clock.now(), id: randomness.handle(bytes: 16))
        return try forge(pending, session)
    }

    func delivery(_ pending: PendingSAMLRequest) -> ResponseDelivery {
        ResponseDelivery(
            recipient: pending.consumer.location, audiences: [pending.client.serviceProvider.entityID],
            inResponseTo: pending.inResponseTo)
    }

    func nameID(of session: DemoSession, for pending: PendingSAMLRequest) -> NameID {
        let audience = pending.client.serviceProvider.entityID
        return switch pending.nameIDFormat {
        case NameIDFormat.emailAddress?:
            NameID(value: ExactString(session.person.email), format: NameIDFormat.emailAddress)
        case NameIDFormat.transient?:
            // One name a session, so that a logout can name it.
            NameID(
                value: ExactString("_" + session.id), format: NameIDFormat.transient, nameQualifier: entityID,
                spNameQualifier: audience)
        default:
            NameID(
                value: ExactString(session.person.subject), format: NameIDFormat.persistent, nameQualifier: entityID,
                spNameQualifier: audience)
        }
    }

    /// What is said of somebody.
    func content(_ session: DemoSession, for pending: PendingSAMLRequest) -> AssertionContent {
        let person = session.person
        func attribute(_ name: ExactString, _ values: [String]) -> SAMLAttribute {
            SAMLAttribute(name: name, nameFormat: AttributeNameFormat.basic, values: values)
        }
        return AssertionContent(
            nameID: nameID(of: session, for: pending),
            attributes: [
                attribute("email", [person.email]), attribute("displayName", [person.name]),
                attribute("givenName", [person.givenName]), attribute("sn", [person.familyName]),
                attribute("groups", person.groups),
            ], authnInstant: session.authenticatedAt,
            authnContext: pending.authnContext ?? AuthnContextClass.unspecified, sessionIndex: ExactString(session.id),
            sessionNotOnOrAfter: session.authenticatedAt + .seconds(8 * 3600))
    }

    private func remember(_ pending: PendingSAMLRequest, _ session: DemoSession, _ response: [UInt8]) {
        let now = clock.now()
        let visit = SAMLVisit(
            client: pending.client.serviceProvider.entityID, nameID: nameID(of: session, for: pending))
        state.withLock { state in
            let before = state.visits.take(session.id, at: now) ?? []
            let all = before.filter { $0.client != visit.client } + [visit]
            state.visits.insert(Array(all.suffix(16)), as: session.id, at: now)
            if state.misbehaviour != .replayed { state.lastResponse = response }
        }
    }

    private func post(_ response: [UInt8], _ pending: PendingSAMLRequest) -> HTTPResponse {
        let form = PostBinding.encode(
            response, as: .response, to: pending.consumer.location, relayState: relayState(pending.relayState))
        return send(.post(form))
    }

    private func relayState(_ given: RelayState?) -> RelayState? {
        switch misbehaviour {
        case .relayStateMissing: nil
        case .relayStateAltered:
            given.flatMap { state in
                let text = state.text.text
                return try? RelayState(text.dropLast() + (text.hasSuffix("A") ? "B" : "A"))
            }
        default: given
        }
    }
}
