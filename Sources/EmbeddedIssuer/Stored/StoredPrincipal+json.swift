import Essentials
import IAM
import SecurityTokens
import Storage
import Vault

/// Why what was kept cannot be read.
struct UnreadableObject: Error {
    let what: String
}

extension StoredPrincipal {
    var json: JSONObject {
        var json: JSONObject = [
            "kind": .string(kind.rawValue), "arn": .string(arn.description), "id": .string(id),
            "created": .integer(createdAt.seconds), "duration": .integer(maximumDuration),
            "keys": .array(
                keys.map {
                    .object([
                        "id": .string($0.id), "sealed": .string(Base64.encode($0.sealed)),
                        "active": .bool($0.isActive), "created": .integer($0.createdAt.seconds),
                    ])
                }),
            "inline": .array(inline.map { .array([.string($0.name), .string($0.text.text)]) }),
            "attached": .array(attached.map { .string($0.description) }), "tags": StoredPrincipal.json(of: tags),
        ]
        json["description"] = description.map { .string($0) }
        json["boundary"] = boundary.map { .string($0.description) }
        json["trust"] = trustText.map { .string($0) }
        if !bindings.isEmpty {
            json["bindings"] = .array(
                bindings.sorted { $0.key.text < $1.key.text }.map {
                    .array([.string($0.key.description), .string($0.value)])
                })
        }
        return json
    }

    init(_ json: JSONObject, vault: Vault) throws {
        func text(_ name: String) throws -> String {
            guard let text = json[name]?.string else { throw UnreadableObject(what: name) }
            return text
        }
        func time(_ value: JSONValue?) throws -> Instant {
            guard let seconds = value?.number?.integer else { throw UnreadableObject(what: "created") }
            return Instant(seconds: seconds)
        }
        guard let kind = Kind(rawValue: try text("kind")) else { throw UnreadableObject(what: "kind") }
        self.init(
            kind: kind, arn: try ARN(try text("arn")), id: try text("id"), createdAt: try time(json["created"]))
        description = json["description"]?.string
        maximumDuration = json["duration"]?.number?.integer ?? 3600
        boundary = try json["boundary"]?.string.map { try ARN($0) }
        attached = try StoredPrincipal.list(json["attached"]).map { value in
            guard let text = value.string else { throw UnreadableObject(what: "attached") }
            return try ARN(text)
        }
        tags = try StoredPrincipal.tags(json["tags"])
        inline = try StoredPrincipal.list(json["inline"]).map { value in
            let (name, text) = try StoredPrincipal.pair(value)
            return InlinePolicy(
                name: name, text: text, policy: try Policy(text.utf8, kind: .identity, name: "the policy `\(name)`"))
        }
        keys = try StoredPrincipal.list(json["keys"]).map { value in
            guard let key = value.object, let id = key["id"]?.string, let sealed = key["sealed"]?.string,
                let bytes = Base64.decode(sealed), let isActive = key["active"]?.bool
            else { throw UnreadableObject(what: "keys") }
            return StoredKey(
                id: id, sealed: bytes,
                secret: Secret(try vault.open(bytes, for: .accessKey, context: StoredKey.context(id, of: self.id))),
                isActive: isActive, createdAt: try time(key["created"]))
        }
        guard let written = json["trust"]?.string else { return }
        var bound: [ARN: String] = [:]
        for value in try StoredPrincipal.list(json["bindings"]) {
            let (arn, id) = try StoredPrincipal.pair(value)
            bound[try ARN(arn)] = id
        }
        try trust(written) { bound[$0] }
    }

    static func json(of tags: [SessionTag]) -> JSONValue {
        .array(tags.map { .array([.string($0.key.text), .string($0.value.text)]) })
    }

    static func tags(_ value: JSONValue?) throws -> [SessionTag] {
        try list(value).map { value in
            let (key, text) = try pair(value)
            return try SessionTag(key: key, value: text)
        }
    }

    static func list(_ value: JSONValue?) throws -> [JSONValue] {
        guard let value else { return [] }
        guard let list = value.array else { throw UnreadableObject(what: "a list") }
        return list
    }

    static func pair(_ value: JSONValue) throws -> (String, String) {
        guard let pair = value.array, pair.count == 2, let first = pair[0].string, let second = pair[1].string else {
            throw UnreadableObject(what: "a pair")
        }
        return (first, second)
    }
}

extension StoredKey {
    /// What a key's secret is sealed with: it opens for this key of this user only.
    static func context(_ id: String, of user: String) -> [UInt8] { "\(id)/\(user)".bytes }
}

extension StoredPolicy {
    var json: JSONObject {
        var json: JSONObject = [
            "kind": "policy", "arn": .string(policy.arn.description), "id": .string(policy.policyID),
            "created": .integer(createdAt.seconds), "text": .string(policy.text.text),
            "tags": StoredPrincipal.json(of: tags),
        ]
        json["description"] = policy.description.map { .string($0) }
        return json
    }

    init(_ json: JSONObject) throws {
        guard let arn = json["arn"]?.string, let id = json["id"]?.string, let text = json["text"]?.string,
            let created = json["created"]?.number?.integer
        else { throw UnreadableObject(what: "a policy") }
        policy = try ManagedPolicy(
            arn: try ARN(arn), policyID: id, text: text, description: json["description"]?.string)
        createdAt = Instant(seconds: created)
        tags = try StoredPrincipal.tags(json["tags"])
    }
}
