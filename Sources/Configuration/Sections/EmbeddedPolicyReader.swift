import EmbeddedIssuer
import Essentials
import IAM

/// The policies of a role or user of the embedded issuer, which is their only home.
struct EmbeddedPolicyReader {
    let map: MapReader
    let isEmbedded: Bool
    /// The managed policies of its account.
    let managed: [ManagedPolicy]
    var owner = "the role"

    /// Every policy, and the boundary.
    func all() -> EmbeddedPolicies {
        let inline = inline()
        let attached = attached()
        var policies = EmbeddedPolicies(
            permissions: inline.map(\.policy) + attached.map(\.identity), boundary: nil,
            record: PrincipalRecord(inline: inline, attached: attached))
        if isEmbedded, let text = map.located("boundary"), !text.text.isObject {
            policies.record.boundary = named(text, "boundary")
            policies.boundary = policies.record.boundary?.boundary
        } else {
            policies.boundary = boundary()
        }
        return policies
    }

    /// What the role's sessions may do, by policies of its own.
    private func inline() -> [InlinePolicy] {
        guard isEmbedded, map.has("policy") else { return [] }
        let texts = map.texts("policy") ?? []
        return texts.enumerated().compactMap { index, text in
            let name = texts.count == 1 ? "the policy of \(owner)" : "policy \(index + 1) of \(owner)"
            return policy(text, "policy", .identity, name: name).map {
                InlinePolicy(
                    name: texts.count == 1 ? "policy" : "policy-\(index + 1)", text: text.text, policy: $0)
            }
        }
    }

    /// The policies that are attached to it, by name or ARN.
    private func attached() -> [ManagedPolicy] {
        guard map.has("attach") else { return [] }
        guard isEmbedded else {
            map.error(
                "attach", "`\(map.path(of: "attach"))` is read by the embedded issuer only",
                remedy: "attach the policy where the role stands")
            return []
        }
        var found: [ManagedPolicy] = []
        for text in map.texts("attach") ?? [] {
            guard let policy = named(text, "attach"), !found.contains(where: { $0.arn == policy.arn }) else { continue }
            found.append(policy)
        }
        if found.count > EmbeddedPolicies.maximumAttached {
            map.error(
                "attach",
                "`\(map.path(of: "attach"))` has \(found.count) policies; at most "
                    + "\(EmbeddedPolicies.maximumAttached) are attached", remedy: "join some of them")
        }
        return found
    }

    private func named(_ text: LocatedText, _ key: String) -> ManagedPolicy? {
        if let policy = managed.first(where: { $0.arn.text == ExactString(text.text) || $0.name.isExactly(text.text) })
        {
            return policy
        }
        let nearest = NearestName.find(text.text, among: managed.map(\.name))
        map.context.error(
            at: text.place,
            "`\(map.path(of: key))` names the policy `\(text.text)`, which is not under `policies` of the account"
                + (nearest.map { "; nearest: `\($0)`" } ?? ""))
        return nil
    }

    /// What they may do at most.
    private func boundary() -> Policy? {
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

/// What a role or user may do.
struct EmbeddedPolicies {
    /// AWS attaches ten at most (IAM and AWS STS quotas).
    static let maximumAttached = 10

    var permissions: [Policy] = []
    var boundary: Policy?
    var record = PrincipalRecord()
}

extension String {
    /// True for what begins as a JSON object does.
    fileprivate var isObject: Bool {
        utf8.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
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
