import Cryptography
import Essentials
import SAML

/// A checked request, or a start without one, that waits for a person.
struct PendingSAMLRequest: Sendable {
    let client: DemoSAMLClient
    let consumer: MetadataEndpoint
    /// The request to answer; `nil` where the sign-in began here.
    let inResponseTo: ExactString?
    let relayState: RelayState?
    let nameIDFormat: ExactString?
    let authnContext: ExactString?
    /// The cookie of the browser that brought it.
    let browser: String
}

/// What a service provider was told of a session.
struct SAMLVisit: Sendable {
    let client: ExactString
    let nameID: NameID
}

/// A logout that goes from one service provider to the next.
struct PendingLogout: Sendable {
    /// The request that the next answer must name, and whom it was sent to.
    var expected: (requestID: ExactString, client: ExactString)?
    /// Who is still to be told.
    var remaining: [SAMLVisit]
    let sessionIndex: ExactString
    /// The logout request that began it, with its sender; `nil` where it began here.
    let origin: (request: VerifiedLogoutRequest, client: ExactString)?
    var isComplete = true
}

/// All that the provider remembers; every table is bounded.
struct DemoSAMLState: Sendable {
    var clients: [DemoSAMLClient]
    var credential: SigningCredential
    var furtherCertificates: [Certificate] = []
    var protection = DemoSAMLProtection()
    var misbehaviour: SAMLMisbehaviour?
    var pending = BoundedTable<PendingSAMLRequest>(limit: 256, lifetime: .seconds(600))
    var sessions = BoundedTable<DemoSession>(limit: 256, lifetime: .seconds(8 * 3600))
    /// Whom a session's person has visited, by the session's index.
    var visits = BoundedTable<[SAMLVisit]>(limit: 256, lifetime: .seconds(8 * 3600))
    /// The cookie's value of a session, by the session's index.
    var cookies = BoundedTable<String>(limit: 256, lifetime: .seconds(8 * 3600))
    var logouts = BoundedTable<PendingLogout>(limit: 256, lifetime: .seconds(600))
    /// The last response of all, to be given again where it is told to.
    var lastResponse: [UInt8]?

    init(clients: [DemoSAMLClient], credential: SigningCredential) {
        self.clients = clients
        self.credential = credential
    }
}
