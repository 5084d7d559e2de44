import Essentials
public import HTTP

/// Where the console of an issuer is signed in to, and where it then leads.
public struct ConsoleEndpoint: Sendable, Hashable {
    /// The federation endpoint.
    public let federation: HTTPURL
    /// The page that a sign-in leads to.
    public let page: HTTPURL
    /// The origins that a browser comes through on its way, as a page's `form-action` names them.
    public let origins: [String]

    /// An endpoint of one's own.
    public init(federation: HTTPURL, page: HTTPURL) {
        self.federation = federation
        self.page = page
        origins = federation.origin.isExactly(page.origin) ? [page.origin] : [federation.origin, page.origin]
    }

    /// AWS's own, in the partition of a region (AWS General Reference, AWS sign-in and console endpoints); `nil` for a
    /// partition whose sign-in is not known.
    public static func aws(region: String) -> ConsoleEndpoint? {
        let isolated = ["us-iso-", "us-isob-", "us-isof-", "eu-isoe-", "eusc-"]
        guard !isolated.contains(where: { region.startsExactly(with: $0) }) else { return nil }
        let (signIn, console) =
            if region.startsExactly(with: "cn-") {
                ("signin.amazonaws.cn", "console.amazonaws.cn")
            } else if region.startsExactly(with: "us-gov-") {
                ("signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com")
            } else {
                ("signin.aws.amazon.com", "console.aws.amazon.com")
            }
        guard let federation = HTTPURL("https://\(signIn)/federation"),
            let page = HTTPURL("https://\(console)/console/home?" + PercentEncoding.form([("region", region)]))
        else { return nil }
        // Both send the browser on to hosts of the region.
        let origins = [signIn, console].flatMap { ["https://\($0)", "https://*.\($0)"] }
        return ConsoleEndpoint(federation: federation, page: page, origins: origins)
    }

    private init(federation: HTTPURL, page: HTTPURL, origins: [String]) {
        self.federation = federation
        self.page = page
        self.origins = origins
    }
}

/// How long a sign-in at a console lasts.
public enum ConsoleLength: Sendable, Hashable {
    /// So long, whatever the keys' own end: of keys that a proof, or keys that do not expire, were exchanged for.
    case lasting(Duration)
    /// As long as the keys: of a role that was assumed from another, and of a federated user. AWS refuses to be told a
    /// duration for those.
    case asKeys
}
