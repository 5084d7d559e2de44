import Essentials
import SAML

/// `saml_keys`: when the gateway's own keys for SAML take turns.
struct KeyRolloverReader {
    let map: MapReader

    private static let key = "saml_keys"
    private static let longest: Duration = .seconds(3650 * 86_400)
    /// Nodes read the store at least each minute, and metadata is kept for minutes by whoever fetched it.
    private static let shortest: Duration = .seconds(3600)
    private static let standardAnnounce: Duration = .seconds(30 * 86_400)

    /// The turns; `nil` where there are none.
    func read() -> KeyRollover? {
        let context = map.context
        guard let node = map.node(Self.key),
            let keys = MapReader(node, schema: .samlKeys, path: Self.key, context: context)
        else {
            context.note(
                Self.key + ".rollover", "never", .standard("providers may keep what was given to them by hand"))
            return nil
        }
        let announce = keys.duration("announce", Self.shortest...Self.longest)
        let keep = keys.duration("keep", Self.shortest...Self.longest)
        if !keys.has("rollover") { keys.demand("rollover", remedy: "write how long one key is in use, as in `365d`") }
        guard let every = keys.duration("rollover", (Self.shortest * 2)...Self.longest) else { return nil }
        let ahead = announce ?? Self.standardAnnounce
        let behind = keep ?? KeyRollover.standardKeep
        guard let rollover = KeyRollover(every: every, announce: ahead, keep: behind) else {
            keys.error(
                "rollover",
                "`\(keys.path(of: "rollover"))` is shorter than `announce` (\(DurationText.write(ahead))) and `keep` (\(DurationText.write(behind))) together",
                remedy: "let a key be in use for longer, or announce and keep it for less")
            return nil
        }
        for (name, value, isWritten) in [
            ("rollover", every, true), ("announce", ahead, announce != nil), ("keep", behind, keep != nil),
        ] {
            context.note(
                keys.path(of: name), DurationText.write(value),
                isWritten
                    ? .file(keys.entry(name)?.value.place ?? node.place) : .standard("so that providers have read it"))
        }
        return rollover
    }
}
