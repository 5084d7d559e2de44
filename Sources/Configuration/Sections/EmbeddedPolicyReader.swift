import Essentials
import IAM

/// The policies of a role or user of the embedded issuer, which is their only home.
struct EmbeddedPolicyReader {
    let map: MapReader
    let isEmbedded: Bool
    var owner = "the role"

    /// What the role's sessions may do.
    func permissions() -> [Policy] {
        guard isEmbedded, map.has("policy") else { return [] }
        let texts = map.texts("policy") ?? []
        return texts.enumerated().compactMap { index, text in
            let name = texts.count == 1 ? "the policy of \(owner)" : "policy \(index + 1) of \(owner)"
            return policy(text, "policy", .identity, name: name)
        }
    }

    /// What they may do at most.
    func boundary() -> Policy? {
        guard map.has("boundary") else { return nil }
        guard isEmbedded else {
            map.error(
                "boundary", "`\(map.path(of: "boundary"))` is read by the embedded issuer only",
                remedy: "put the boundary on the role where it stands")
            return nil
        }
        return map.located("boundary").flatMap { policy($0, "boundary", .boundary, name: "the permissions boundary") }
    }

    /// A trust policy by hand.
    func trust() -> TrustPolicy? {
        guard map.has("trust") else { return nil }
        guard isEmbedded else {
            map.error(
                "trust", "`\(map.path(of: "trust"))` is read by the embedded issuer only",
                remedy: "put the trust policy on the role where it stands")
            return nil
        }
        guard let document = map.document("trust") else { return nil }
        do { return try TrustPolicy(parsing: document) } catch {
            map.error("trust", "`\(map.path(of: "trust"))`: \(error.detail)", remedy: error.remedy)
            return nil
        }
    }

    private func policy(_ text: LocatedText, _ key: String, _ kind: PolicyKind, name: String) -> Policy? {
        do {
            let policy = try Policy(text.text.utf8, kind: kind, name: name)
            try Policy.judgeQuota(text.text.utf8, kind: kind)
            return policy
        } catch {
            map.context.error(at: text.place, "`\(map.path(of: key))`: \(error.detail)", remedy: error.remedy)
            return nil
        }
    }
}

extension MapReader {
    /// A JSON object, written as a text.
    func document(_ key: String) -> JSONObject? {
        guard let text = text(key) else { return nil }
        do { return try JSONObject(parsing: text.bytes, limits: .small) } catch {
            self.error(
                key, "`\(path(of: key))` is not a JSON object: \(error.detail)", remedy: "write `\(key): file:PATH`")
            return nil
        }
    }
}
