import Essentials
import IAM

/// Why a simulation could not be made: the call is wrong, or a policy is none. Never a decision.
enum SimulationError: Reportable {
    case missing(String)
    case wrong(String, wanted: String)
    case policy(String, PolicyError)
    case json(String, JSONError)
    case file(InputError)

    var reason: String {
        switch self {
        case .missing: "key-missing"
        case .wrong: "value-invalid"
        case .policy(_, let error): error.reason
        case .json(_, let error): error.reason
        case .file(let error): error.reason
        }
    }

    var detail: String {
        switch self {
        case .missing(let key): "`\(key)` is missing"
        case .wrong(let key, let wanted): "`\(key)` must be \(wanted)"
        case .policy(let name, let error): "`\(name)`: \(error.detail)"
        case .json(let name, let error): "`\(name)`: \(error.detail)"
        case .file(let error): error.detail
        }
    }

    var clause: String? {
        if case .policy(_, let error) = self { error.clause } else { nil }
    }

    /// What AWS says to such a policy (`MalformedPolicyDocument`).
    var awsMessage: String? {
        if case .policy(_, let error) = self { error.awsMessage } else { nil }
    }
}

/// Policies read from files, each once, relative to a folder.
struct PolicyFiles {
    private struct Name: Hashable {
        let path: String
        let kind: PolicyKind
    }

    private let folder: String
    private var policies: [Name: Policy] = [:]

    init(folder: String) { self.folder = folder }

    /// A policy from a path, or as a JSON object; `name` is what an object goes by.
    mutating func policy(_ value: JSONValue, kind: PolicyKind, name: String) throws(SimulationError) -> Policy {
        switch value {
        case .object(let document):
            do throws(PolicyError) { return try Policy(parsing: document, kind: kind, name: name) } catch {
                throw .policy(name, error)
            }
        case .string(let path):
            let known = Name(path: path, kind: kind)
            if let policy = policies[known] { return policy }
            let bytes = try read(path)
            do throws(PolicyError) {
                let policy = try Policy(bytes, kind: kind, name: path)
                policies[known] = policy
                return policy
            } catch { throw .policy(path, error) }
        default: throw .wrong(name, wanted: "a path or a JSON object")
        }
    }

    /// An object from a path, or as it stands there.
    func object(_ value: JSONValue, name: String) throws(SimulationError) -> JSONObject {
        switch value {
        case .object(let object): return object
        case .string(let path):
            let bytes = try read(path)
            do throws(JSONError) { return try JSONObject(parsing: bytes, limits: .document) } catch {
                throw .json(path, error)
            }
        default: throw .wrong(name, wanted: "a path or a JSON object")
        }
    }

    private func read(_ path: String) throws(SimulationError) -> [UInt8] {
        let full = path.startsExactly(with: "/") || folder.isEmpty ? path : folder + "/" + path
        do throws(InputError) { return try InputFile.read(full, limit: 4 * Policy.maximumCharacters) } catch {
            throw .file(error)
        }
    }
}

/// One request and the policies that count for it.
struct Simulation {
    private let request: AccessRequest
    private let policies: PolicySet
    private let owner: ResourceOwner

    /// Reads the fields of one line, or of the command's options: `policies`, `principal`, `boundary`,
    /// `session_policy`, `resource_policy`, `resource_account`, `scps`, `rcps`, `action`, `resource`, `context`.
    init(_ fields: JSONObject, _ files: inout PolicyFiles) throws(SimulationError) {
        let fields = SimulationFields(fields)
        let action = try fields.required("action")
        let resource = try fields.required("resource")
        guard SimulationFields.isAction(action) else { throw .wrong("action", wanted: "of the form `service:name`") }
        let principal = try fields.principal()
        let resourceKind: PolicyKind = SimulationFields.isAssumption(action, of: resource) ? .trust : .resource
        policies = PolicySet(
            identity: try fields.list("policies", .identity, &files),
            boundary: try fields.one("boundary", .boundary, &files),
            session: try fields.one("session_policy", .session, &files).map { [[$0]] } ?? [],
            resource: try fields.one("resource_policy", resourceKind, &files),
            resourceMustAllow: SimulationFields.isKey(resource),
            serviceControl: try fields.levels("scps", .serviceControl, &files),
            resourceControl: try fields.levels("rcps", .resourceControl, &files))
        if !fields.has("policies"), policies.resource == nil { throw .missing("policies") }
        var context = try fields.context(files)
        if let principal { context.addKeys(of: principal) }
        request = AccessRequest(
            principal: principal ?? .anonymous, action: action, resource: resource, context: context)
        owner = try fields.owner(of: resource)
    }

    func trace() -> AccessTrace { policies.trace(request, owner: owner) }
}

/// The verdict on one request.
struct SimulationReport {
    private let trace: AccessTrace

    init(_ trace: AccessTrace) { self.trace = trace }

    var isAllowed: Bool { trace.decision.isAllowed }

    var json: JSONObject {
        var json: JSONObject = [
            "decision": .string(trace.decision.outcome.rawValue),
            "reason": .string(trace.decision.step.rawValue),
            "detail": .string(trace.decision.explanation),
            "matched": .array(
                trace.statements.filter { $0.why == nil }.map { .object(Self.json($0.statement)) }),
            "trace": .array(
                trace.steps.map { step in
                    var json: JSONObject = [
                        "step": .string(step.step.rawValue), "result": .string(step.result.name),
                    ]
                    json["by"] = step.statement.map { .object(Self.json($0)) }
                    return .object(json)
                }),
            "missed": .array(Array(missed.prefix(Self.maximumMissed))),
        ]
        json["decided_by"] = trace.decision.statement.map { .object(Self.json($0)) }
        return json
    }

    /// How many statements that did not apply a result tells of; of a policy of thousands nobody reads more.
    private static let maximumMissed = 100

    private var missed: [JSONValue] {
        trace.statements.compactMap { entry in
            entry.why.map { why in
                var json = Self.json(entry.statement)
                json["why"] = .string(why)
                return .object(json)
            }
        }
    }

    private static func json(_ statement: DecidingStatement) -> JSONObject {
        var json: JSONObject = [
            "policy": .string(statement.policy), "kind": .string(statement.kind.rawValue),
            "statement": .integer(statement.reference.number), "effect": .string(statement.effect.rawValue),
        ]
        json["sid"] = statement.reference.sid.map(JSONValue.string)
        return json
    }

    /// For a terminal.
    var text: String {
        var lines = ["decision: \(trace.decision.outcome.rawValue)", "because: \(trace.decision.explanation)"]
        for step in trace.steps where step.result != .absent {
            lines.append("  \(step.step.rawValue): \(step.result.name)" + (step.statement.map { ", \($0)" } ?? ""))
        }
        for entry in trace.statements {
            let effect = entry.statement.effect.rawValue
            lines.append("  \(effect) by \(entry.statement): \(entry.why.map { "no, \($0)" } ?? "applies")")
        }
        return lines.joined(separator: "\n")
    }
}
