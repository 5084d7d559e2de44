import EmbeddedIssuer
import Essentials
import Federation
import IAM

/// `policies`, under `"*"` or an account of the embedded issuer: policies with a name, for roles and users to share.
struct PolicyReader {
    let context: ReadingContext
    let accounts: [AccountDefinition]
    let issuers: [IssuerDefinition]

    /// Reads the section from all files; the policies by the key of their account.
    func read(_ nodes: [SourceNode]) -> [ExactString: [ManagedPolicy]] {
        var policies: [ExactString: [ManagedPolicy]] = [:]
        var places: [ExactString: SourcePlace] = [:]
        for node in nodes {
            for entry in MapReader.entries(of: node, path: "policies", context: context) ?? [] {
                for account in targets(entry) {
                    for item in entry.value.list {
                        guard let policy = policy(item, of: account, under: entry.name) else { continue }
                        // Names are unique within an account, whatever the path and the case.
                        let name = ExactString("\(account.key)/\(policy.name.lowercased())")
                        if let first = places[name] {
                            context.error(
                                at: item.place, "the policy `\(policy.name)` stands twice; first at \(first)",
                                remedy: "leave one of them")
                            continue
                        }
                        places[name] = item.place
                        policies[ExactString(account.key), default: []].append(policy)
                    }
                }
            }
        }
        return policies
    }

    private func isEmbedded(_ account: AccountDefinition) -> Bool {
        issuers.contains { $0.id.isExactly(account.issuer) && $0.dialect == .embedded }
    }

    private func targets(_ entry: MapReader.Entry) -> [AccountDefinition] {
        if entry.name == "*" { return accounts.filter(isEmbedded) }
        guard let account = accounts.first(where: { $0.key.isExactly(entry.name) }) else {
            let nearest = NearestName.find(entry.name, among: accounts.map(\.key))
            context.error(
                at: entry.key.place,
                "`policies.\(entry.name)` is for an account that is not under `accounts`"
                    + (nearest.map { "; nearest: `\($0)`" } ?? ""))
            return []
        }
        guard isEmbedded(account) else {
            context.error(
                at: entry.key.place, "`policies.\(entry.name)` is not an account of the embedded issuer",
                remedy: "make the policy where the account stands")
            return []
        }
        return [account]
    }

    private func policy(_ item: SourceNode, of account: AccountDefinition, under key: String) -> ManagedPolicy? {
        guard let map = MapReader(item, schema: .managedPolicy, path: "policies.\(key)", context: context) else {
            return nil
        }
        guard let name = map.text("name"), let text = map.text("policy") else {
            for key in ["name", "policy"] where !map.has(key) {
                map.demand(key, remedy: "write the policy's name and its document")
            }
            return nil
        }
        let partition = issuers.first { $0.id.isExactly(account.issuer) }?.partition ?? "aws"
        do {
            let arn = try ARN.policy(
                partition: partition, account: AccountID(account.id), path: try RolePath(map.text("path") ?? "/"),
                name: try PolicyName(name))
            let policy = try ManagedPolicy(
                arn: arn, policyID: try ManagedPolicy.stableID(of: arn), text: text,
                description: map.text("description"))
            context.note("policies.\(key).\(name)", arn.description, .file(item.place))
            return policy
        } catch let error as ARNError {
            map.error("name", "`\(map.path)`: \(error.detail)", remedy: error.remedy)
        } catch let error as PolicyError {
            map.error("policy", "`\(map.path(of: "policy"))`: \(error.detail)", remedy: error.remedy)
        } catch {
            map.error("name", "`\(map.path)`: \(error)")
        }
        return nil
    }
}
