import Essentials
import IAM

/// The fields of one simulation, each judged as it is taken.
struct SimulationFields {
    private let fields: JSONObject

    init(_ fields: JSONObject) { self.fields = fields }

    /// True where a field is there, and not null.
    func has(_ key: String) -> Bool { fields[key].map { $0 != .null } ?? false }

    func required(_ key: String) throws(SimulationError) -> String {
        guard let text = try text(key) else { throw .missing(key) }
        return text
    }

    private func text(_ key: String) throws(SimulationError) -> String? {
        guard has(key), let value = fields[key] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw .wrong(key, wanted: "a text") }
        return text
    }

    /// One policy.
    func one(_ key: String, _ kind: PolicyKind, _ files: inout PolicyFiles) throws(SimulationError) -> Policy? {
        guard has(key), let value = fields[key] else { return nil }
        return try files.policy(value, kind: kind, name: key)
    }

    /// Several policies, or one.
    func list(_ key: String, _ kind: PolicyKind, _ files: inout PolicyFiles) throws(SimulationError) -> [Policy] {
        guard has(key), let value = fields[key] else { return [] }
        return try policies(value, key, kind, &files)
    }

    /// Policies of one level of an organization; or, as a list of lists, of several.
    func levels(
        _ key: String, _ kind: PolicyKind, _ files: inout PolicyFiles
    ) throws(SimulationError) -> [[Policy]] {
        guard has(key), let value = fields[key] else { return [] }
        guard let levels = value.array, levels.contains(where: { $0.array != nil }) else {
            let level = try policies(value, key, kind, &files)
            return level.isEmpty ? [] : [level]
        }
        var all: [[Policy]] = []
        for (index, level) in levels.enumerated() { all.append(try policies(level, "\(key)[\(index)]", kind, &files)) }
        return all
    }

    private func policies(
        _ value: JSONValue, _ key: String, _ kind: PolicyKind, _ files: inout PolicyFiles
    ) throws(SimulationError) -> [Policy] {
        guard let elements = value.array else { return [try files.policy(value, kind: kind, name: key)] }
        var policies: [Policy] = []
        for (index, element) in elements.enumerated() {
            policies.append(try files.policy(element, kind: kind, name: "\(key)[\(index)]"))
        }
        return policies
    }

    /// The principal of an ARN, or a service's name; `nil` where none is given.
    func principal() throws(SimulationError) -> AccessPrincipal? {
        guard let text = try text("principal") else { return nil }
        if let arn = try? ARN(text), let principal = AccessPrincipal(named: arn) { return principal }
        let services = [".amazonaws.com", ".amazonaws.com.cn"]
        if services.contains(where: { text.endsExactly(with: $0) }),
            text.utf8.allSatisfy({ NameCharacters.isNameByte($0) })
        {
            return .service(text)
        }
        throw .wrong("principal", wanted: "the ARN of a user, role, session, federated user, provider or account root")
    }

    /// Whose the resource is: as said, as its ARN says, or else the principal's own account.
    func owner(of resource: String) throws(SimulationError) -> ResourceOwner {
        guard let text = try text("resource_account") else {
            let account = (try? ARN(resource))?.account ?? ""
            return (try? AccountID(account)).map { .account($0.description) } ?? .ownAccount
        }
        guard let account = try? AccountID(text) else { throw .wrong("resource_account", wanted: "twelve digits") }
        return .account(account.description)
    }

    /// Condition keys: an object of key to text or list of texts.
    func context(_ files: PolicyFiles) throws(SimulationError) -> RequestContext {
        var context = RequestContext()
        guard has("context"), let value = fields["context"] else { return context }
        for (key, value) in try files.object(value, name: "context").members {
            var texts: [String] = []
            for element in value.array ?? [value] {
                switch element {
                case .string(let text): texts.append(text)
                case .number(let number): texts.append(number.text)
                case .bool(let truth): texts.append(truth ? "true" : "false")
                case .null, .array, .object: throw .wrong("context.\(key)", wanted: "a text or a list of texts")
                }
            }
            context.add(texts, for: key)
        }
        return context
    }

    static func isAction(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }

    /// True where a role's trust policy is the resource's own policy.
    static func isAssumption(_ action: String, of resource: String) -> Bool {
        action.lowercased().startsExactly(with: "sts:") && (try? ARN(resource))?.roleName != nil
    }

    /// True where a KMS key's policy is: it must allow, whatever the identity's say.
    static func isKey(_ resource: String) -> Bool {
        (try? ARN(resource)).map { $0.service.isExactly("kms") && $0.resource.startsExactly(with: "key/") } ?? false
    }
}
