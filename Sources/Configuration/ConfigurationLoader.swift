public import Essentials
import Federation
import HTTP

/// Reads the configuration's file, and all that it names.
public enum ConfigurationLoader {
    /// Reads a file as a whole. All findings come at once, in the order of their places; with an error among
    /// them there is no configuration.
    ///
    /// - Parameters:
    ///   - environment: what `env:NAME` is looked up in.
    ///   - files: where the file, and those it names, come from.
    ///   - clock: by which certificates and metadata are judged.
    public static func load(
        path: String, environment: [String: String], files: any FileReading, clock: any WallClock = SystemClock()
    ) -> (configuration: SallyportConfiguration?, findings: [Finding]) {
        let context = ReadingContext(environment: environment, files: files, clock: clock)
        let configuration = WholeReader(path: path, context: context).read()
        let findings = context.sortedFindings
        guard !context.hasErrors else { return (nil, findings) }
        return (configuration, findings)
    }
}

/// The way through the file, section by section: each needs what those before it gave.
private struct WholeReader {
    let path: String
    let context: ReadingContext

    func read() -> SallyportConfiguration? {
        let documents = DocumentReader(context: context)
        guard let document = documents.read(path) else { return nil }
        let map = MapReader(document.entries, at: document.place, schema: .file, path: "", context: context)
        let top = TopReader(map: map, path: path)
        let url = top.url()
        let presets = PresetLibrary(overrides: map.node("presets"), context: context)

        // Where the URL does not serve, the providers are judged all the same.
        guard let base = url ?? HTTPURL("https://invalid.invalid") else { return nil }
        let providerEntries = documents.section("providers", of: document)
        let providers = providerEntries.compactMap { entry in
            ProviderReader.read(entry, presets: presets, url: base, context: context)
                .map { (definition: $0, place: entry.key.place) }
        }
        if providerEntries.isEmpty { map.demand("providers", remedy: "name who proves identities") }

        let issuerEntries = documents.section("issuers", of: document)
        let (issuers, accounts) = IssuerReader(context: context, url: base).read(
            issuerEntries,
            accounts: AccountReader(context: context).read(documents.section("accounts", of: document)))
        let policies = PolicyReader(context: context, accounts: accounts, issuers: issuers).read(
            document.all("policies"))
        let roles = RoleReader(context: context, accounts: accounts, issuers: issuers, policies: policies)
        let listed = roles.read(document.all("roles"))

        let mapping = RuleReader(context: context, providers: providerEntries.map(\.name)).read(document.all("rules"))
        let session = SessionReader(context: context).read(map, tags: document.all("tags"), captures: [])
        let checks = RuleChecks(context: context, namedIssuers: issuerEntries.map(\.name))
        let (catalogue, embedded) = checks.catalogue(mapping, listed: listed, roles: roles)
        let userReader = UserReader(context: context, accounts: accounts, issuers: issuers, policies: policies)
        let users = userReader.read(document.all("users"))
        userReader.judge(embedded, users, at: map.place)
        checks.selections(mapping, catalogue)
        checks.strangers(mapping, providers, presets)
        checks.assertions(mapping, providers.map(\.definition), catalogue, issuers)
        if document.all("rules").isEmpty {
            context.warning(at: map.place, "there are no `rules`, so nobody may take anything", remedy: "write one")
        }

        let resources = ResourceReader(context: context, accounts: accounts, issuers: issuers).read(
            documents.section("resources", of: document))

        let operatorReader = OperatorReader(context: context, providers: providerEntries.map(\.name))
        let operators = operatorReader.read(map)
        operatorReader.judge(operators, providers.map(\.definition), presets)
        let rollover = KeyRolloverReader(map: map).read()
        let listen = top.listen()
        let front = (hosts: FrontReader(map: map).hosts(), proxies: FrontReader(map: map).proxies())
        let tls = TLSReader(map: map).read(front.proxies)
        let settings = top.settings(session)
        guard let url, let listen, !context.hasErrors else { return nil }
        let rules = MappingRules(rules: mapping, catalogue: catalogue, session: session)
        return SallyportConfiguration(
            path: path, url: url, listen: listen, hosts: front.hosts, proxies: front.proxies, tls: tls,
            stateDirectory: settings.state, organisation: settings.organisation,
            sessionLifetime: settings.sessionLifetime, keyRollover: rollover, operators: operators,
            templateOverrides: settings.templates, auditFile: settings.auditFile,
            providers: providers.map(\.definition), issuers: issuers,
            accounts: accounts, catalogue: catalogue, embeddedRoles: embedded, embeddedUsers: users,
            embeddedPolicies: policies, resources: resources,
            rules: rules,
            effective: context.effective,
            sentences: RuleSentences(rules: rules, providers: providers.map(\.definition.id)).all(operators),
            files: context.filesRead)
    }
}
