import Configuration
import Essentials
import Federation
import HTTP
import IAM
import OpenIDConnect
import Pages
import SecurityTokens

/// Makes the portal's pages of a session.
struct PortalView: Sendable {
    let context: GatewayContext
    let session: Session
    let identity: ExternalIdentity
    /// The consoles that the roles lead to; `nil` on pages that show none.
    var consoles: ConsoleDirectory?

    /// Where this session's forms may lead in the end: to the provider's sign-out, and to its sign-in where the
    /// proof must be renewed.
    var formActions: [String] { actions(leadingTo: []) }

    /// The same, and to the consoles of roles.
    func actions(leadingTo roles: [CatalogueRole]) -> [String] {
        let entry = context.providers.entry(session.facts.provider)
        let origins =
            (session.facts.endSessionOrigin.map { [$0] } ?? []) + (entry?.signInOrigins ?? [])
            + (consoles?.origins(of: roles) ?? [])
        return origins.enumerated().filter { index, origin in !origins[..<index].contains(origin) }.map(\.element)
    }

    /// The roles, those first that the search leaves.
    func roles(_ result: MappingResult, search: String?, reference: CorrelationID?) throws -> RolesPage {
        let words = (search ?? "").lowercased().split(separator: " ")
        let shown = result.grants.filter { grant in
            words.allSatisfy { "\(grant.role.account) \(grant.role.name)".lowercased().contains($0) }
        }
        let accounts = context.configuration.accounts.compactMap { account -> RolesPage.Account? in
            let roles = shown.filter { $0.role.account.isExactly(account.key) }
            guard let first = roles.first else { return nil }
            return RolesPage.Account(
                name: account.name, id: account.id, issuer: context.configuration.issuerName(of: first.role),
                roles: roles.map(tile))
        }
        let isOld = session.facts.proof.expires <= context.services.clock.now() + ProofRenewal.margin
        return RolesPage(
            person: try person(), accounts: accounts, total: result.grants.count,
            search: search.flatMap { $0.isEmpty ? nil : $0 }, groups: identity.groups,
            sessionEnd: (session.expires.rfc3339, session.expires.clockTime),
            askedAgainBy: isOld && session.facts.proof.token?.refreshToken == nil ? providerName : nil,
            reference: reference?.description)
    }

    /// The keys of one role.
    func credentials(_ taken: AssumedRole, _ grant: RoleGrant, id: CorrelationID) throws -> CredentialsPage {
        let role = grant.role
        let now = context.services.clock.now()
        let keys = taken.credentials
        let signedInAt = identity.authenticatedAt ?? session.facts.startedAt
        return CredentialsPage(
            person: try person(), account: role.account, role: role.name, renew: Self.link(role),
            keys: CredentialsPage.Keys(
                accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey.revealText() ?? "",
                sessionToken: keys.sessionToken.revealText() ?? "", region: context.configuration.region(of: role),
                endpoint: context.configuration.endpoint(of: role)),
            remaining: keys.expiration - now, end: (keys.expiration.rfc3339, keys.expiration.clockTime),
            provenance: CredentialsPage.Provenance(
                identity: identity.verifiedEmail ?? identity.displayName, signedInAt: signedInAt.clockTime,
                rule: grant.rules.map(String.init).joined(separator: ", "),
                issuer: context.configuration.issuerName(of: role), issuedAt: now.clockTime,
                roleARN: role.arn.text.text, sessionName: grant.sessionName.text, grantID: id.description))
    }

    private func tile(_ grant: RoleGrant) -> RolesPage.Role {
        RolesPage.Role(
            name: grant.role.name, description: grant.role.description, maximum: grant.maximumDuration,
            isSensitive: grant.role.isSensitive, action: Self.link(grant.role),
            console: consoles?.hasConsole(grant.role) == true ? Self.link(grant.role, "to-console") : nil)
    }

    private static func link(_ role: CatalogueRole, _ way: String = "keys") -> Link {
        Link("/\(way)/\(PercentEncoding.encode(role.account))/\(PercentEncoding.encode(role.name))")
    }

    private var providerName: String {
        context.providers.entry(session.facts.provider)?.definition.displayName ?? session.facts.provider
    }

    /// Who is signed in.
    func person() throws -> Person {
        Person(
            name: identity.displayName, provider: providerName, formToken: try context.forgery.token(for: session),
            anotherLink: Link("/login/\(PercentEncoding.encode(session.facts.provider))?as=other"),
            isOperator: context.configuration.isOperator(identity))
    }
}

extension Instant {
    /// `18:40 UTC`. A browser may show it in the person's zone; without script this is said plainly.
    var clockTime: String { String(rfc3339.dropFirst(11).prefix(5)) + " UTC" }

    /// `12 March 2026, 13:40:07 UTC`.
    var spelledOut: String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let parts = calendar
        return "\(parts.day) \(months[Int(parts.month) - 1]) \(parts.year), \(rfc3339.dropFirst(11).prefix(8)) UTC"
    }
}

extension SallyportConfiguration {
    /// What people call the issuer of a role.
    func issuerName(of role: CatalogueRole) -> String {
        switch dialect(of: role) {
        case .aws: "AWS"
        case .embedded: "Sallyport’s own issuer"
        case .sts, nil: role.issuer
        }
    }

    /// The region that tools are told: the account's, else the issuer's.
    func region(of role: CatalogueRole) -> String {
        if let own = accounts.first(where: { $0.key.isExactly(role.account) })?.region { return own }
        return switch dialect(of: role) {
        case .aws(let region), .sts(_, let region): region
        case .embedded, nil: "us-east-1"
        }
    }

    /// Where the issuer's API answers, where tools must be told.
    func endpoint(of role: CatalogueRole) -> String? {
        switch dialect(of: role) {
        case .aws, nil: nil
        case .sts(let endpoint, _): endpoint.text.text
        case .embedded: url.appending(path: "/sts")?.text.text
        }
    }

    private func dialect(of role: CatalogueRole) -> IssuerDefinition.Dialect? {
        issuers.first { $0.id.isExactly(role.issuer) }?.dialect
    }
}
