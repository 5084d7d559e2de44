import Cryptography
import Essentials
import SAML
import Storage

/// The names of messages that were taken, kept until each would be refused for its age: whichever node gets one again,
/// and whatever was started anew in between, it is not taken twice.
struct TakenMessages: Sendable {
    /// What was taken, by the collection that it is kept in.
    enum Kind: String {
        case assertion = "saml-assertions"
        case logoutRequest = "saml-logouts"
    }

    /// A second look at the clock may come a little later than the first.
    private static let margin: Duration = .seconds(60)

    let services: GatewayServices

    /// True for the first who brings it. A name is kept as a digest: an issuer may make names that are longer than a
    /// store takes.
    ///
    /// - Parameters:
    ///   - end: when the message ceases to hold by its own words.
    ///   - skew: how much longer it is taken all the same.
    func isFirst(_ kind: Kind, _ id: ExactString, of issuer: ExactString, until end: Instant, skew: Duration)
        async throws -> Bool
    {
        let name = Hexadecimal.encode(try Digest.hash("\(issuer)\u{0}\(id)".bytes, .sha256))
        return try await services.store.use(
            name, in: kind.rawValue, until: end + skew + Self.margin, at: services.clock.now())
    }
}
