import Essentials
import Federation
import HTTP
import SecurityTokens

/// `issuers`, and those that accounts use without a word about them.
struct IssuerReader {
    let context: ReadingContext
    /// The gateway's own URL, below which the embedded issuer answers.
    let url: HTTPURL

    private enum Kind { case aws, sts, embedded, claim }

    /// Where an AWS issuer is asked when nothing else is said.
    static let standardRegion = "us-east-1"

    /// Reads the issuers, and gives every account one that exists; an account with a region of its own gets an
    /// issuer for that region.
    func read(
        _ entries: [MapReader.Entry], accounts: [(account: AccountDefinition, place: SourcePlace)]
    ) -> (issuers: [IssuerDefinition], accounts: [AccountDefinition]) {
        var issuers = entries.compactMap { issuer($0) }
        let names = entries.map(\.name)
        var placed: [AccountDefinition] = []
        for (account, place) in accounts {
            var issuer = issuers.first { $0.id.isExactly(account.issuer) }
            if issuer == nil, !names.contains(where: { $0.isExactly(account.issuer) }) {
                issuer = unspoken(account.issuer)
                if let issuer { issuers.append(issuer) }
                if issuer == nil { unknown(account, names, place) }
            }
            guard let issuer else { continue }
            if issuer.dialect != .embedded, !account.features.isEmpty {
                let keys = AccountReader.features.filter { account.features.contains($0.feature) }.map(\.key)
                context.error(
                    at: place,
                    "`accounts.\(account.key).\(keys[0])` has a meaning for accounts of the embedded issuer only",
                    remedy: "leave it out")
            }
            guard let region = account.region, let regional = regional(issuer, region, account, place) else {
                placed.append(account)
                continue
            }
            if !issuers.contains(where: { $0.id.isExactly(regional.id) }) { issuers.append(regional) }
            placed.append(
                AccountDefinition(
                    key: account.key, id: account.id, name: account.name, issuer: regional.id, region: region))
        }
        for second in issuers.filter({ $0.dialect == .embedded }).dropFirst() {
            let place = entries.first { $0.name.isExactly(second.id) }?.key.place ?? accounts.first?.place
            guard let place else { continue }
            context.error(
                at: place, "`issuers.\(second.id)` is a second embedded issuer; a gateway has one",
                remedy: "let its accounts name the other")
        }
        for issuer in issuers { judgeRevoking(issuer, entries, placed) }
        return (issuers, placed)
    }

    /// Who ends sessions everywhere must be of an account that the issuer has.
    private func judgeRevoking(
        _ issuer: IssuerDefinition, _ entries: [MapReader.Entry], _ accounts: [AccountDefinition]
    ) {
        let own = accounts.filter { $0.issuer.isExactly(issuer.id) }.map(\.key)
        guard let key = issuer.revokingAccount, !own.contains(where: { $0.isExactly(key) }),
            let entry = entries.first(where: { $0.name.isExactly(issuer.id) })
        else { return }
        let nearest = NearestName.find(key, among: own)
        context.error(
            at: entry.key.place,
            "`issuers.\(issuer.id).revocations` is `\(key)`, which is no account of it"
                + (nearest.map { "; nearest: `\($0)`" } ?? ""), remedy: "write the key of one of its accounts")
    }

    private func unknown(_ account: AccountDefinition, _ names: [String], _ place: SourcePlace) {
        let nearest = NearestName.find(account.issuer, among: names + ["aws", "embedded"])
        context.error(
            at: place,
            "`accounts.\(account.key).issuer` is `\(account.issuer)`, which is not under `issuers`"
                + (nearest.map { "; nearest: `\($0)`" } ?? ""),
            remedy: "write `aws`, `embedded`, or the key of an issuer")
    }

    private func unspoken(_ id: String) -> IssuerDefinition? {
        switch id {
        case "aws":
            context.note(
                "issuers.aws.region", IssuerReader.standardRegion, .standard("no region is named"))
            return definition("aws", .aws(region: IssuerReader.standardRegion), .public, nil)
        case "embedded": return definition("embedded", .embedded, .public, nil)
        default: return nil
        }
    }

    private func regional(
        _ issuer: IssuerDefinition, _ region: String, _ account: AccountDefinition, _ place: SourcePlace
    ) -> IssuerDefinition? {
        guard case .aws(let own) = issuer.dialect else {
            context.error(
                at: place, "`accounts.\(account.key).region` has no meaning for the issuer `\(issuer.id)`",
                remedy: "name the region under `issuers.\(issuer.id)`")
            return nil
        }
        guard isRegion(region, "accounts.\(account.key).region", place, isOfAWS: true), region != own else {
            return nil
        }
        let named = issuer.assertions.map { (name: $0.principalName, recipient: HTTPURL?.none) }
        var regional = definition("\(issuer.id)/\(region)", .aws(region: region), issuer.peer, named)
        // A console of the file's own serves all regions.
        if issuer.console != ConsoleReader.standard(issuer.dialect) {
            regional.console = issuer.console
            regional.consolePeer = issuer.consolePeer
        }
        return regional
    }

    private func issuer(_ entry: MapReader.Entry) -> IssuerDefinition? {
        let path = "issuers.\(entry.name)"
        guard AccountReader.isKey(entry.name) else {
            context.error(at: entry.key.place, "`\(entry.name)` cannot be the key of an issuer")
            return nil
        }
        guard let map = MapReader(entry.value, schema: .issuer, path: path, context: context) else { return nil }
        let kinds = [
            ("aws", Kind.aws), ("sts", Kind.sts), ("embedded", Kind.embedded), ("minio-claim", Kind.claim),
        ]
        let standard: Kind = entry.name == "aws" ? .aws : entry.name == "embedded" ? .embedded : .sts
        let kind = map.word("dialect", kinds)
        if map.has("dialect"), kind == nil { return nil }
        switch kind ?? standard {
        case .claim:
            map.error("dialect", "the dialect `minio-claim` of `\(path)` is not in this version", remedy: "write `sts`")
            return nil
        case .embedded:
            for unused in map.entries where !["dialect", "iam", "revocations", "console"].contains(unused.name) {
                context.error(at: unused.key.place, "`\(path).\(unused.name)` has no meaning for the embedded issuer")
            }
            var embedded = definition(entry.name, .embedded, .public, nil)
            embedded.hasAdministration = map.flag("iam") ?? false
            context.note(
                "\(path).iam", embedded.hasAdministration ? "true" : "false",
                map.entry("iam").map { .file($0.value.place) } ?? .standard("principals stand in this file only"))
            embedded.revokingAccount = map.text("revocations")
            if let account = embedded.revokingAccount, let written = map.entry("revocations") {
                context.note("\(path).revocations", account, .file(written.value.place))
            }
            return ConsoleReader(context: context).read(map, for: embedded)
        case .aws:
            refuseAdministration(map)
            if map.has("endpoint") {
                return foreign(entry.name, map).map { ConsoleReader(context: context).read(map, for: $0) }
            }
            let region = region(map, isOfAWS: true) ?? IssuerReader.standardRegion
            return ConsoleReader(context: context).read(
                map, for: definition(entry.name, .aws(region: region), map.peer(outer: nil), target(map)))
        case .sts:
            refuseAdministration(map)
            return foreign(entry.name, map).map { ConsoleReader(context: context).read(map, for: $0) }
        }
    }

    private func refuseAdministration(_ map: MapReader) {
        for key in ["iam", "revocations"] where map.has(key) {
            map.error(
                key, "`\(map.path(of: key))` has a meaning for the embedded issuer only", remedy: "leave it out")
        }
    }

    private func foreign(_ id: String, _ map: MapReader) -> IssuerDefinition? {
        let endpoint = map.url("endpoint")
        if !map.has("endpoint") { map.demand("endpoint", remedy: "write the URL that its STS answers at") }
        guard let endpoint else { return nil }
        return definition(
            id, .sts(endpoint: endpoint, region: region(map, isOfAWS: false) ?? IssuerReader.standardRegion),
            map.peer(outer: endpoint), target(map))
    }

    /// What the file says about assertions of ours; `nil` where it says nothing.
    private func target(_ map: MapReader) -> (name: String, recipient: HTTPURL?)? {
        let name = map.text("saml_provider")
        let recipient = map.url("saml_recipient")
        if let name, !SAMLProviderARN.isName(name) {
            map.error("saml_provider", "`\(map.path(of: "saml_provider"))` cannot be the name of a SAML provider")
            return nil
        }
        guard name != nil || recipient != nil else { return nil }
        return (name ?? IssuerReader.principalName, recipient)
    }

    /// What this gateway is called as SAML identity provider where nothing else is said.
    private static let principalName = "sallyport"

    /// An issuer. AWS and the embedded one take assertions of ours without a word; of another it must be said, as not
    /// every server that speaks STS has AssumeRoleWithSAML (MinIO and Ceph have not).
    private func definition(
        _ id: String, _ dialect: IssuerDefinition.Dialect, _ peer: OutgoingPeer,
        _ named: (name: String, recipient: HTTPURL?)?
    ) -> IssuerDefinition {
        let standard: HTTPURL? =
            switch dialect {
            case .aws(let region): HTTPURL(IssuerDefinition.signInURL(region: region))
            case .embedded: url.appending(path: "/sts")
            case .sts(let endpoint, _): named == nil ? nil : endpoint
            }
        let target = (named?.recipient ?? standard).map {
            AssertionTarget(principalName: named?.name ?? IssuerReader.principalName, recipient: $0)
        }
        var issuer = IssuerDefinition(id: id, dialect: dialect, peer: peer, assertions: target)
        issuer.console = ConsoleReader.standard(dialect)
        return issuer
    }

    private func region(_ map: MapReader, isOfAWS: Bool) -> String? {
        let path = map.path(of: "region")
        guard let text = map.text("region") else {
            if !map.has("region") { context.note(path, IssuerReader.standardRegion, .standard("no region is named")) }
            return nil
        }
        guard isRegion(text, path, map.entry("region")?.value.place ?? map.place, isOfAWS: isOfAWS) else { return nil }
        context.note(path, text, .file(map.entry("region")?.value.place ?? map.place))
        return text
    }

    /// A region stands in a host name, so it is letters, digits and hyphens; one of AWS's has their form.
    private func isRegion(_ text: String, _ path: String, _ place: SourcePlace, isOfAWS: Bool) -> Bool {
        let isFine =
            isOfAWS
            ? (try? STSEndpoint(region: text)) != nil
            : (1...32).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                }
        if !isFine {
            context.error(
                at: place, "`\(path)` is `\(text)`, which is not a region", remedy: "write eu-central-1, for one")
        }
        return isFine
    }
}

extension IssuerDefinition {
    /// Where AWS's sign-in takes assertions, by the partition of a region (AWS General Reference, AWS sign-in
    /// endpoints): their recipient and audience.
    fileprivate static func signInURL(region: String) -> String {
        if region.startsExactly(with: "cn-") { return "https://signin.amazonaws.cn/saml" }
        if region.startsExactly(with: "us-gov-") { return "https://signin.amazonaws-us-gov.com/saml" }
        return "https://signin.aws.amazon.com/saml"
    }

    /// The partition that its ARNs are in.
    var partition: String {
        guard case .aws(let region) = dialect else { return "aws" }
        return IssuerDefinition.partitions.first { region.startsExactly(with: $0.prefix) }?.partition ?? "aws"
    }

    /// The partitions by the beginning of their regions' names (AWS SDKs, partitions.json).
    private static let partitions: [(prefix: String, partition: String)] = [
        ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"), ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"), ("eu-isoe-", "aws-iso-e"), ("eusc-", "aws-eusc"),
    ]
}
