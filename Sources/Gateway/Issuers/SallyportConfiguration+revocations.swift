import Configuration
import EmbeddedIssuer
import Essentials
import Federation
import IAM

extension SallyportConfiguration {
    /// The keys of all providers.
    var providerKeys: Set<ExactString> { Set(providers.map { ExactString($0.id) }) }

    /// Where revocations are made that concern what is configured here, or was made by the IAM API.
    func revocationDesk(
        _ records: RevocationRecords, principals: PrincipalStore?, audit: any AuditSink, clock: any WallClock,
        randomness: any Randomness
    ) throws(ARNError) -> RevocationDesk {
        let embedded = issuers.filter { $0.dialect == .embedded }
        var ids: Set<AccountID> = []
        for account in accounts where embedded.contains(where: { $0.id.isExactly(account.issuer) }) {
            ids.insert(try AccountID(account.id))
        }
        let configured = Set(embeddedRoles.map(\.role.arn) + embeddedUsers.map(\.user.arn))
        return RevocationDesk(
            records: records, audit: audit, clock: clock, randomness: randomness, providers: providerKeys,
            accounts: ids, isThere: { configured.contains($0) || principals?.contains($0) == true })
    }
}
