import Essentials

@testable import Pages

/// Every page in every state, with each text made by `text`.
///
/// `text` gets the plain words of a field and gives what stands there instead: the same, something long, or
/// something hostile.
struct Gallery {
    /// One page in one state.
    struct Picture {
        let name: String
        let render: @Sendable (PageLibrary) -> [UInt8]

        init(_ name: String, _ page: some Page) {
            self.name = name
            render = { $0.render(page) }
        }

        func html(_ library: PageLibrary) -> String { String(decoding: render(library), as: UTF8.self) }
    }

    let text: @Sendable (String) -> String
    /// How many accounts, and roles in each.
    let size: (accounts: Int, roles: Int)

    init(size: (accounts: Int, roles: Int) = (3, 3), text: @escaping @Sendable (String) -> String = { $0 }) {
        self.size = size
        self.text = text
    }

    /// The end of keys in the pages that are written for browsers; whoever serves them puts a coming time here.
    static let end = "2099-12-31T23:59:59Z"

    var pictures: [Picture] {
        signIn + roles + keys + errors + inspections
            + [
                Picture(
                    "post",
                    PostPage(
                        action: Link(text("https://idp.example.org/sso")),
                        fields: [(text("SAMLRequest"), text("PHNhbWxwOkF1dGhuUmVxdWVzdD4="))],
                        provider: text("Acme Entra ID"), isLeaving: false)),
                Picture(
                    "console",
                    ConsolePage(
                        formToken: text("c3JmLXRva2Vu"), name: text("ada@example.org"), role: text("Reader"),
                        account: text("dev"),
                        accountID: text("111111111111"),
                        arn: text("arn:aws:sts::111111111111:assumed-role/Reader/ada@example.org"),
                        sourceIdentity: text("ada@example.org"), accessKeyID: text("ASIAEXAMPLE"),
                        sentBy: text("https://portal.example.org"), begins: (text(Gallery.end), text("13:40 UTC")),
                        end: (text(Gallery.end), text("31 December 2099, 23:59:59 UTC")))),
                Picture(
                    "console-federated",
                    ConsolePage(
                        formToken: text("c3JmLXRva2Vu"), name: text("carol"), role: nil, account: text("dev"),
                        accountID: text("111111111111"),
                        arn: text("arn:aws:sts::111111111111:federated-user/carol"), sourceIdentity: nil,
                        accessKeyID: text("ASIAEXAMPLE"), sentBy: nil, begins: (text(Gallery.end), text("13:40 UTC")),
                        end: (text(Gallery.end), text("31 December 2099, 23:59:59 UTC")))),
                Picture("signed-out", SignedOutPage(provider: nil)),
                Picture("signed-out-there", SignedOutPage(provider: text("Acme Entra ID"))),
            ]
    }

    private var person: Person {
        Person(
            name: text("Ada Moreno"), provider: text("Acme Entra ID"), formToken: text("c3JmLXRva2Vu"),
            anotherLink: Link(text("/login/acme?as=other")), isOperator: true)
    }

    private var signIn: [Picture] {
        func provider(_ label: String, _ hint: String?, _ mark: String?, silent: String? = nil) -> SignInPage.Provider {
            SignInPage.Provider(
                link: Link(text("/login/acme")), label: text(label), hint: hint.map(text), mark: mark.map(text),
                silentSince: silent.map(text))
        }
        return [
            Picture(
                "signin",
                SignInPage(
                    organisation: text("Acme Cloud"),
                    providers: [
                        provider("Sign in with Microsoft", "Acme Entra ID, for employees", "microsoft"),
                        provider("Sign in with Okta", "Partners and contractors", "okta"),
                        provider("Continue with Google", "Accounts at acme.example only", "google"),
                        provider("Continue with Facebook", nil, "facebook"),
                        provider("Sign in with University login", "Research", nil, silent: "13:05 UTC"),
                    ], target: text("/keys/prod/ReadOnly"))),
            Picture("signin-none", SignInPage(organisation: nil, providers: [], target: nil)),
        ]
    }

    private var roles: [Picture] {
        let names = ["PowerUser", "ReadOnly", "Administrator", "Deploy", "Billing"]
        let accounts = (0..<size.accounts).map { account in
            RolesPage.Account(
                name: text(["dev", "stage", "prod"][account % 3]), id: text("11111111111\(account % 10)"),
                issuer: text("AWS"),
                roles: (0..<size.roles).map { role in
                    RolesPage.Role(
                        name: text(names[role % names.count]),
                        description: role.isMultiple(of: 4) ? nil : text("Look at everything, change nothing."),
                        maximum: .seconds(900 * (role + 1) * (role + 1)), isSensitive: role % 5 == 2,
                        action: Link(text("/keys/dev/ReadOnly")), console: Link(text("/to-console/dev/ReadOnly")))
                })
        }
        func page(
            _ accounts: [RolesPage.Account], total: Int? = nil, search: String? = nil, groups: [String] = ["staff"],
            askedAgainBy: String? = nil
        ) -> RolesPage {
            RolesPage(
                person: person, accounts: accounts,
                total: total ?? accounts.reduce(0) { $0 + $1.roles.count }, search: search.map(text),
                groups: groups.map(text), sessionEnd: (text("2026-03-12T18:40:00Z"), text("18:40 UTC")),
                askedAgainBy: askedAgainBy.map(text), reference: text("sp-1d0k-5wzz"))
        }
        return [
            Picture("roles", page(accounts)),
            Picture("roles-asked-again", page(accounts, askedAgainBy: "Acme Entra ID")),
            Picture("roles-found", page(Array(accounts.prefix(1)), total: 900, search: "dev")),
            Picture("roles-nothing-found", page([], total: 9, search: "nowhere")),
            Picture("roles-none", page([], groups: ["staff", "contractors"])),
            Picture("roles-none-no-groups", page([], groups: [])),
        ]
    }

    private var keys: [Picture] {
        let token = "IQoJb3JpZ2luX2VjEXAMPLE//////////" + String(repeating: "EXAMPLEsessionTOKEN+/", count: 30) + "=="
        func page(endpoint: String?) -> CredentialsPage {
            CredentialsPage(
                person: person, account: text("prod"), role: text("ReadOnly"), renew: Link(text("/keys/prod/ReadOnly")),
                keys: CredentialsPage.Keys(
                    accessKeyID: text("ASIAEXAMPLEQ7M2X4LRT"),
                    secretAccessKey: text("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), sessionToken: text(token),
                    region: text("eu-central-1"), endpoint: endpoint.map(text)),
                remaining: .seconds(3540), end: (text(Gallery.end), text("14:52 UTC")),
                provenance: CredentialsPage.Provenance(
                    identity: text("ada@acme.example"), signedInAt: text("13:40 UTC"), rule: text("2"),
                    issuer: text("AWS"), issuedAt: text("13:52 UTC"),
                    roleARN: text("arn:aws:iam::333333333333:role/ReadOnly"), sessionName: text("ada@acme.example"),
                    grantID: text("sp-7f3k-29qd")))
        }
        return [
            Picture("credentials", page(endpoint: nil)),
            Picture("credentials-endpoint", page(endpoint: "https://sts.acme.example/sts")),
        ]
    }

    private var inspections: [Picture] {
        func page(
            _ problem: InspectionPage.Problem? = nil, _ result: InspectionPage.Result? = nil, providers: Int = 2
        ) -> Picture {
            let name = problem.map { "inspect-\($0.rawValue)" } ?? result.map { "inspect-\($0.isAccepted)" }
            return Picture(
                name ?? (providers == 0 ? "inspect-none" : "inspect"),
                InspectionPage(
                    person: person,
                    providers: (0..<providers).map {
                        InspectionPage.Provider(id: text("acme-\($0)"), name: text("Acme Entra ID"))
                    }, entry: InspectionPage.Entry(provider: text("acme-1"), request: text("_a1b2"), at: text("")),
                    problem: problem, result: result))
        }
        func result(isAccepted: Bool) -> InspectionPage.Result {
            InspectionPage.Result(
                isAccepted: isAccepted, reason: isAccepted ? "verified" : "saml-audience-mismatch",
                detail: text("the assertion is for `https://other.example.org`"),
                remedy: isAccepted ? nil : text("register this service at the provider"),
                clause: isAccepted ? nil : "SAML Core §2.5.1.4", wasRequestJudged: isAccepted,
                signatures: isAccepted
                    ? [
                        InspectionPage.Signature(
                            covers: "assertion", id: text("_c3f1a90"), algorithm: "rsa-sha256",
                            key: String(repeating: "0f1e2d3c", count: 8), keyName: text("CN=Acme signing"))
                    ] : [],
                facts: [(.subject, text("1098…2217")), (.audience, text("https://other.example.org"))],
                attributes: [(text("groups"), text("developers, auditors"))],
                checks: [.pass, isAccepted ? .pass : .fail, .notJudged].map { outcome in
                    InspectionPage.Check(
                        meaning: "the assertion is for this service", outcome: outcome,
                        found: outcome == .fail ? text("`https://other.example.org`") : nil,
                        clause: "SAML Core §2.5.1.4")
                })
        }
        return [
            page(), page(providers: 0), page(.time), page(nil, result(isAccepted: true)),
            page(nil, result(isAccepted: false)),
        ]
    }

    private struct Refused: Reportable {
        let reason: String
        let detail: String
        let remedy: String?
        let clause: String?
    }

    private var errors: [Picture] {
        func page(_ reason: String, whole: Bool, again: String) -> ErrorPage {
            ErrorPage(
                refusal: Refused(
                    reason: reason, detail: text("the audience is `other`"),
                    remedy: whole ? text("register this client") : nil,
                    clause: whole ? text("OpenID Connect Core §3.1.3.7") : nil),
                reference: text("sp-7f3k-29qd"),
                time: (text("2026-03-12T13:40:07Z"), text("12 March 2026, 13:40:07 UTC")),
                provider: whole ? text("Acme Entra ID") : nil, providerID: whole ? text("acme") : nil,
                issuer: whole ? text("AWS") : nil, person: whole ? text("Ada Moreno") : nil,
                again: Link(text(again)))
        }
        return [
            Picture("error-audience", page("audience-not-trusted", whole: true, again: "/login")),
            Picture("error-cancelled", page("provider-access-denied", whole: true, again: "/login")),
            Picture("error-issuer", page("issuer-not-reached", whole: true, again: "/")),
            Picture("error-no-such-page", page("no-such-page", whole: false, again: "/")),
            Picture("error-unforeseen", page(text("internal-error"), whole: false, again: "/")),
        ]
    }
}
