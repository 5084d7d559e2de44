import Essentials
import HTTP

/// A checked authorization request that waits for a person.
struct PendingRequest: Sendable {
    let client: DemoClient
    let redirectURI: HTTPURL
    let responseMode: String
    let state: String?
    let nonce: String?
    let codeChallenge: String
    let scopes: [String]
    let context: String
    /// The cookie of the browser that brought it.
    let browser: String
}

/// A browser in which somebody is signed in.
struct DemoSession: Sendable {
    let person: DemoPerson
    let authenticatedAt: Instant
    /// `sid`.
    let id: String
}

/// What a code, an access token or a refresh token stands for.
struct DemoGrant: Sendable {
    let request: PendingRequest
    let session: DemoSession
}

/// All that the provider remembers; every table is bounded.
struct DemoState: Sendable {
    var keys: DemoKeyRing
    var misbehaviour: Misbehaviour
    var pending = BoundedTable<PendingRequest>(limit: 256, lifetime: .seconds(600))
    var sessions = BoundedTable<DemoSession>(limit: 256, lifetime: .seconds(8 * 3600))
    var codes = BoundedTable<DemoGrant>(limit: 256, lifetime: .seconds(60))
    var accessTokens = BoundedTable<DemoGrant>(limit: 512, lifetime: .seconds(3600))
    var refreshTokens = BoundedTable<DemoGrant>(limit: 256, lifetime: .seconds(8 * 3600))
    /// ID tokens given out, for `id_token_hint`.
    var idTokens = BoundedTable<DemoGrant>(limit: 512, lifetime: .seconds(24 * 3600))
    var usedAssertions = BoundedTable<Bool>(limit: 512, lifetime: .seconds(600))
}
