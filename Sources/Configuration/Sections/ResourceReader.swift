import EmbeddedIssuer
import Essentials
import Federation
import HTTP
import SecurityTokens

/// `resources`: what stands behind proxies and is guarded by `/authz`.
struct ResourceReader {
    let context: ReadingContext
    let accounts: [AccountDefinition]
    let issuers: [IssuerDefinition]

    func read(_ entries: [MapReader.Entry]) -> [ResourceMap] { entries.compactMap(read) }

    private func read(_ entry: MapReader.Entry) -> ResourceMap? {
        let path = "resources.\(entry.name)"
        guard let map = MapReader(entry.value, schema: .resource, path: path, context: context),
            let rules = rules(map, key: entry.name), let account = account(map)
        else { return nil }
        let hosts = (map.texts("hosts") ?? []).compactMap { host(in: $0, path) }
        if hosts.isEmpty { map.demand("hosts", remedy: "write the hosts that clients ask for") }
        context.note("\(path).account", account.key, .file(map.entry("account")?.value.place ?? map.place))
        return ResourceMap(
            id: entry.name, service: rules.service, hosts: hosts, account: account.id, payloads: payloads(map),
            decidingHeaders: rules.decidingHeaders, idleParameters: rules.idleParameters, rules: rules.rules)
    }

    private func rules(_ map: MapReader, key: String) -> ResourceRules? {
        if let written = map.located("rules") {
            if map.has("preset") {
                map.error("preset", "`\(map.path)` has both `preset` and `rules`", remedy: "leave one of them")
            }
            guard case .file(let name) = written.origin else {
                map.error("rules", "`\(map.path(of: "rules"))` must name a file", remedy: "write `rules: file:PATH`")
                return nil
            }
            return ResourceRules.read(written.text.bytes, path: name, context)
        }
        let name = map.text("preset") ?? key
        if let rules = ResourceRules.preset(name, context) { return rules }
        let known = ResourceRules.presets
        let nearest = NearestName.find(name, among: known)
        context.error(
            at: map.entry("preset")?.value.place ?? map.place,
            "there is no rule file `\(name)` for `\(map.path)`" + (nearest.map { "; nearest: `\($0)`" } ?? ""),
            remedy: "write `preset:` with one of \(known.joined(separator: ", ")), or `rules: file:PATH`")
        return nil
    }

    /// An account of the embedded issuer: nobody else's sessions can be verified here.
    private func account(_ map: MapReader) -> AccountDefinition? {
        guard let key = map.text("account") else {
            map.demand("account", remedy: "name the account, under `accounts`, whose resources these are")
            return nil
        }
        guard let account = accounts.first(where: { $0.key.isExactly(key) }) else {
            let nearest = NearestName.find(key, among: accounts.map(\.key))
            map.error(
                "account",
                "`\(map.path(of: "account"))` is `\(key)`, which is not under `accounts`"
                    + (nearest.map { "; nearest: `\($0)`" } ?? ""))
            return nil
        }
        guard issuers.contains(where: { $0.id.isExactly(account.issuer) && $0.dialect == .embedded }) else {
            map.error(
                "account", "`\(key)` is not an account of the embedded issuer, and only its sessions are verified here",
                remedy: "name one with `issuer: embedded`")
            return nil
        }
        return account
    }

    private func host(in text: LocatedText, _ path: String) -> String? {
        let plain = text.text.startsExactly(with: "*.") ? String(text.text.dropFirst(2)) : text.text
        guard HTTPAuthority(plain) != nil else {
            context.error(
                at: text.place,
                "`\(path).hosts` holds `\(text.text)`, which is not a host name, with or without a port",
                remedy: "write what clients send as `Host`, without scheme and path")
            return nil
        }
        context.note("\(path).hosts", text.text, .file(text.place))
        return String(
            decoding: text.text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }

    private func payloads(_ map: MapReader) -> Set<PayloadDeclaration> {
        let words: [(name: String, value: PayloadDeclaration)] = [
            ("digest", .digest), ("unsigned", .unsigned), ("streaming", .streaming),
        ]
        guard map.has("payloads") else {
            context.note("\(map.path).payloads", "digest", .standard("only a signed body is bound to its request"))
            return [.digest]
        }
        return Set(
            (map.texts("payloads") ?? []).compactMap { text in
                let found = words.first { $0.name.isExactly(text.text) }?.value
                if found == nil {
                    context.error(
                        at: text.place, "`\(map.path(of: "payloads"))` holds `\(text.text)`",
                        remedy: "write digest, unsigned or streaming")
                }
                return found
            })
    }
}
