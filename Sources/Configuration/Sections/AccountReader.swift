import EmbeddedIssuer
import Essentials
import Federation
import IAM

/// `accounts`: a bare number, or a map.
struct AccountReader {
    let context: ReadingContext

    func read(_ entries: [MapReader.Entry]) -> [(account: AccountDefinition, place: SourcePlace)] {
        var accounts: [(account: AccountDefinition, place: SourcePlace)] = []
        for entry in entries {
            guard AccountReader.isKey(entry.name) else {
                context.error(
                    at: entry.key.place, "`\(entry.name)` cannot be the key of an account",
                    remedy: "use letters, digits, and _ . - after the first of them")
                continue
            }
            guard let account = account(entry) else { continue }
            if let twin = accounts.first(where: { $0.account.id == account.id && $0.account.issuer == account.issuer })
            {
                context.error(
                    at: entry.key.place,
                    "`accounts.\(entry.name)` has the id of `accounts.\(twin.account.key)` at \(twin.place)",
                    remedy: "leave one of them")
            }
            accounts.append((account, entry.key.place))
        }
        return accounts
    }

    private func account(_ entry: MapReader.Entry) -> AccountDefinition? {
        let path = "accounts.\(entry.name)"
        guard entry.value.isMap else {
            guard let id = accountID(entry.value.text(path, context), path) else { return nil }
            return made(entry, id: id, map: nil)
        }
        guard let map = MapReader(entry.value, schema: .account, path: path, context: context) else { return nil }
        if !map.has("id") { map.demand("id", remedy: "write its twelve digits") }
        guard let id = accountID(map.located("id"), path + ".id") else { return nil }
        return made(entry, id: id, map: map)
    }

    private func accountID(_ found: LocatedText?, _ path: String) -> AccountID? {
        guard let found else { return nil }
        do { return try AccountID(found.text) } catch {
            context.error(at: found.place, "`\(path)`: \(error.detail)", remedy: error.remedy)
            return nil
        }
    }

    private func made(_ entry: MapReader.Entry, id: AccountID, map: MapReader?) -> AccountDefinition {
        let path = "accounts.\(entry.name)"
        let issuer = map?.text("issuer")
        context.note("\(path).id", id.description, .file(entry.value.place))
        context.note(
            "\(path).issuer", issuer ?? "aws",
            issuer == nil ? .standard("AWS, where nothing else is said") : .file(entry.value.place))
        return AccountDefinition(
            key: entry.name, id: id.description, name: map?.text("name") ?? entry.name, issuer: issuer ?? "aws",
            region: map?.text("region"), features: map.map(features) ?? [])
    }

    private func features(_ map: MapReader) -> AccountFeatures {
        var features: AccountFeatures = []
        for (key, feature) in AccountReader.features where map.flag(key) == true {
            features.insert(feature)
            context.note(map.path(of: key), "true", .file(map.entry(key)?.value.place ?? map.place))
        }
        return features
    }

    /// The keys that let an account of the embedded issuer do more.
    static let features: [(key: String, feature: AccountFeatures)] = [
        ("outbound_web_identity", .outboundWebIdentity), ("root_access", .rootAccess),
    ]

    static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, NameCharacters.isNameByte(first), !"+=,.@-_".utf8.contains(first) else {
            return false
        }
        return text.utf8.count <= 64
            && text.utf8.allSatisfy { NameCharacters.isNameByte($0) && !"+=,@".utf8.contains($0) }
    }
}
