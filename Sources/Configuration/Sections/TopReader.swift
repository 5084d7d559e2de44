import Essentials
import Federation
import HTTP

/// What stands at the top of the file and is one value.
struct TopReader {
    let map: MapReader
    let path: String

    /// The public URL, without a slash at its end.
    func url() -> HTTPURL? {
        if !map.has("url") { map.demand("url", remedy: "write the URL that people will open") }
        guard let url = map.url("url") else { return nil }
        guard url.query == nil, url.path.isEmpty || url.path == "/" else {
            map.error(
                "url", "`url` is `\(url)`; it must end after host and port",
                remedy: "give the gateway a host of its own")
            return nil
        }
        note("url", url.origin)
        return HTTPURL(url.origin)
    }

    func listen() -> ListenAddress? {
        guard let text = map.text("listen") else {
            guard !map.has("listen") else { return nil }
            let standard = ListenAddress(host: "127.0.0.1", port: 8400)
            map.context.note("listen", "\(standard)", .standard("loopback, for the proxy in front"))
            return standard
        }
        guard let address = TopReader.address(text) else {
            map.error(
                "listen", "`listen` is `\(text)`, which is not a numeric address and a port",
                remedy: "write 127.0.0.1:8400, 0.0.0.0:8400 or [::]:8400")
            return nil
        }
        note("listen", text)
        return address
    }

    /// The values that have a default.
    struct Settings {
        let state: String
        let organisation: String?
        let sessionLifetime: Duration
        let templates: String?
        let auditFile: String?
    }

    func settings(_ session: SessionSettings) -> Settings {
        let organisation = map.text("organisation")
        if let organisation { note("organisation", organisation) }
        let written = map.duration("session_lifetime", .seconds(300)...(.seconds(2_592_000)))
        let lifetime = written ?? .seconds(28_800)
        defaulted("session_lifetime", DurationText.write(lifetime), "a working day")
        defaulted(
            "session_name", session.name?.text ?? "the verified e-mail made safe, else a hash of the subject",
            "so that logs name the person")
        defaulted(
            "source_identity", session.sourceIdentity?.text ?? "the same as the session's name",
            "so that role chains keep it")
        defaulted(
            "max_duration", session.maximumDuration.map(DurationText.write) ?? "the role's own",
            "nothing is said for all rules")
        map.context.note(
            "duration", DurationText.write(GrantService.standardDuration), .standard("where nobody asks for another"))
        return Settings(
            state: state(), organisation: organisation, sessionLifetime: lifetime, templates: directory("templates"),
            auditFile: auditFile())
    }

    private func state() -> String {
        if let text = directory("state") { return text }
        let beside = SourceFile.directory(of: path)
        let state = beside.isEmpty ? "." : beside
        map.context.note("state", state, .standard("beside the file"))
        return state
    }

    private func auditFile() -> String? {
        guard let node = map.node("audit"),
            let audit = MapReader(node, schema: .audit, path: "audit", context: map.context),
            let text = audit.text("file")
        else { return nil }
        let path = node.source.resolve(text)
        map.context.note("audit.file", path, .file(node.place))
        return path
    }

    /// A path relative to the file it stands in.
    private func directory(_ key: String) -> String? {
        guard let text = map.text(key), let entry = map.entry(key) else { return nil }
        let path = entry.value.source.resolve(text)
        note(key, path)
        return path
    }

    private func note(_ key: String, _ value: String) {
        map.context.note(key, value, .file(map.entry(key)?.value.place ?? map.place))
    }

    private func defaulted(_ key: String, _ value: String, _ why: String) {
        if map.has(key) { note(key, value) } else { map.context.note(key, value, .standard(why)) }
    }

    /// A numeric address and a port; port 0, which no URL has, takes a free one.
    private static func address(_ text: String) -> ListenAddress? {
        let isFree = text.endsExactly(with: ":0")
        guard let authority = HTTPAuthority(isFree ? String(text.dropLast(2)) : text), isNumeric(authority.host) else {
            return nil
        }
        guard (authority.port == nil) == isFree else { return nil }
        return ListenAddress(host: authority.host, port: authority.port ?? 0)
    }

    private static func isNumeric(_ host: String) -> Bool {
        if host.utf8.contains(UInt8(ascii: ":")) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
