import Essentials
import Foundation
import Testing

@testable import IAM

/// One line of a file of Tests/Fixtures/iam: a rule that AWS documents, and what follows from it.
struct DocumentedCase: Sendable, CustomTestStringConvertible {
    let file: String
    let fields: JSONObject

    var testDescription: String { "\(fields["id"]?.string ?? "?"): \(fields["rule"]?.string ?? "?")" }

    /// The cases of every file of a form, in the order of their names.
    static func all(form: String) throws -> [DocumentedCase] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/iam")
        var cases: [DocumentedCase] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(file)))
            let document = try JSONObject(parsing: bytes, limits: .document)
            guard document["form"]?.string == form else { continue }
            let source = document["source"]
            for value in document["cases"]?.array ?? [] {
                var fields = try #require(value.object)
                fields["cite"] = fields["cite"] ?? source
                cases.append(DocumentedCase(file: file, fields: fields))
            }
        }
        return cases
    }

    func text(_ name: String) throws -> String { try #require(fields[name]?.string, "\(name)") }

    /// The condition keys.
    func context() throws -> RequestContext {
        var context = RequestContext()
        for (key, value) in fields["context"]?.object?.members ?? [] {
            context.add(try (value.array ?? [value]).map { try #require($0.string) }, for: key)
        }
        return context
    }

    /// Who asks, with the unique id where the case names one; `nil` where it names nobody.
    func principal() throws -> AccessPrincipal? {
        try fields["principal"]?.string.map { try named($0) }
    }

    private func named(_ text: String) throws -> AccessPrincipal {
        guard let arn = try? ARN(text) else { return .service(text) }
        guard let id = fields["principal_id"]?.string else { return try #require(AccessPrincipal(named: arn)) }
        if let (role, session) = arn.roleSession {
            let behind = try ARN("arn:\(arn.partition):iam::\(arn.account):role/\(role)")
            return try #require(AccessPrincipal.session(session, ofRole: behind, id: id))
        }
        return try #require(AccessPrincipal.user(arn, id: id))
    }

    /// The policies under a name.
    func policies(_ name: String, _ kind: PolicyKind) throws -> [Policy] {
        guard let value = fields[name] else { return [] }
        return try (value.array ?? [value]).enumerated().map { index, value in
            try Policy(parsing: try #require(value.object), kind: kind, name: "\(name)[\(index)]")
        }
    }

    /// Policies of one level, or of several.
    private func levels(_ name: String, _ kind: PolicyKind) throws -> [[Policy]] {
        guard let array = fields[name]?.array, array.contains(where: { $0.array != nil }) else {
            let level = try policies(name, kind)
            return level.isEmpty ? [] : [level]
        }
        return try array.map { level in
            try #require(level.array).map { value in
                try Policy(parsing: try #require(value.object), kind: kind, name: name)
            }
        }
    }

    func policySet() throws -> PolicySet {
        let resource = try text("resource")
        let isAssumption = try text("action").hasPrefix("sts:") && (try? ARN(resource))?.roleName != nil
        var own = try policies("resource_policy", isAssumption ? .trust : .resource).first
        if let bound = fields["bound"]?.object {
            own = try own?.bound { bound[$0.description]?.string }
        }
        let session = try policies("session_policy", .session)
        return PolicySet(
            identity: try policies("policies", .identity), boundary: try policies("boundary", .boundary).first,
            session: session.isEmpty ? [] : [session], resource: own, resourceMustAllow: resource.contains(":kms:"),
            serviceControl: try levels("scps", .serviceControl), resourceControl: try levels("rcps", .resourceControl))
    }

    func owner() throws -> ResourceOwner {
        if let account = fields["resource_account"]?.string { return .account(account) }
        let account = (try? ARN(try text("resource")))?.account ?? ""
        return account.count == 12 ? .account(account) : .ownAccount
    }

    /// The request as it is asked.
    func request() throws -> AccessRequest {
        var context = try context()
        let principal = try principal()
        if let principal { context.addKeys(of: principal) }
        return AccessRequest(
            principal: principal ?? .anonymous, action: try text("action"), resource: try text("resource"),
            context: context)
    }
}
