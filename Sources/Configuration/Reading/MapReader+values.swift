import Essentials
import Federation
import HTTP

extension MapReader {
    /// A text; `nil` where the key is absent or its value does not serve (reported).
    func located(_ key: String) -> LocatedText? { node(key)?.text(path(of: key), context) }

    /// A text that is not empty.
    func text(_ key: String) -> String? {
        guard let found = located(key) else { return nil }
        guard !found.text.isEmpty else {
            error(key, "`\(path(of: key))` is empty")
            return nil
        }
        return found.text
    }

    /// A secret. One that stands in the file itself is warned about, with the line to write.
    func secret(_ key: String) -> (secret: Secret, source: String)? {
        guard let found = located(key) else { return nil }
        guard !found.text.isEmpty else {
            error(key, "`\(path(of: key))` is empty")
            return nil
        }
        if case .literal = found.origin {
            let variable = path(of: key).split(separator: ".").suffix(2).joined(separator: "_")
                .uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
            context.warning(
                at: found.place, "`\(path(of: key))` stands in the file as it is",
                remedy: "write `\(key): env:\(String(variable))`, or `\(key): file:PATH`")
        }
        return (Secret(found.text), found.sourceInWords)
    }

    /// Texts; a single value is a list of one.
    func texts(_ key: String) -> [LocatedText]? {
        guard let value = entry(key)?.value else { return nil }
        return value.list.compactMap { $0.text(path(of: key), context) }
    }

    /// A URL. Plain http is taken only where the host is loopback, or `connect:` is being read.
    func url(_ key: String, allowsPlain: Bool = false) -> HTTPURL? {
        guard let text = text(key) else { return nil }
        guard let url = HTTPURL(text) else {
            error(key, "`\(path(of: key))` is `\(text)`, which is not an absolute http or https URL")
            return nil
        }
        guard url.scheme == .https || url.isLoopback || allowsPlain else {
            error(
                key, "`\(path(of: key))` is `\(text)`: plain http is for loopback only",
                remedy: "write the https URL, and the inner address as `connect:` where there is one")
            return nil
        }
        return url
    }

    /// `1h30m`, `15m`, `90s`, `8d`, or whole seconds.
    func duration(_ key: String, _ bounds: ClosedRange<Duration>? = nil) -> Duration? {
        guard let text = text(key) else { return nil }
        guard let duration = DurationText.read(text) else {
            error(
                key, "`\(path(of: key))` is `\(text)`, which is not a duration", remedy: "write 90s, 15m, 1h or 1h30m")
            return nil
        }
        if let bounds, !bounds.contains(duration) {
            let low = DurationText.write(bounds.lowerBound)
            let high = DurationText.write(bounds.upperBound)
            error(key, "`\(path(of: key))` is `\(text)`; it must be \(low) to \(high)")
            return nil
        }
        return duration
    }

    /// `true` or `false`, and their usual other names.
    func flag(_ key: String) -> Bool? {
        guard let text = text(key) else { return nil }
        switch text {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            error(key, "`\(path(of: key))` is `\(text)`; it must be true or false")
            return nil
        }
    }

    /// One of a few words.
    func word<Word>(_ key: String, _ words: [(name: String, value: Word)]) -> Word? {
        guard let text = text(key) else { return nil }
        if let found = words.first(where: { $0.name.isExactly(text) }) { return found.value }
        let nearest = NearestName.find(text, among: words.map(\.name))
        error(
            key,
            "`\(path(of: key))` is `\(text)`; it must be one of \(words.map { "`\($0.name)`" }.joined(separator: ", "))"
                + (nearest.map { "; nearest: `\($0)`" } ?? ""))
        return nil
    }

    /// How the peer is reached: `connect:`, `ca:`, `timeout:`. An outer address on loopback allows itself.
    func peer(outer: HTTPURL?) -> OutgoingPeer {
        var peer = OutgoingPeer.public
        peer.connect = url("connect", allowsPlain: true)
        peer.isPrivateNetworkAllowed = outer?.isLoopback ?? false
        if let timeout = duration("timeout", .seconds(1)...(.seconds(60))) { peer.timeout = timeout }
        if let node = node("ca"), let written = node.written {
            let name = written.startsExactly(with: "file:") ? String(written.dropFirst(5)) : written
            let path = node.source.resolve(name)
            do {
                let bytes = try context.read(path)
                if String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") {
                    peer.certificateAuthorities = path
                } else {
                    error("ca", "`\(self.path(of: "ca"))` names the file `\(name)`, which holds no PEM certificate")
                }
            } catch {
                self.error("ca", "`\(self.path(of: "ca"))` names the file `\(name)`: \(error.detail)")
            }
        }
        return peer
    }
}
