public import Essentials

extension Revocation {
    /// As the API and the command show it, and as it is kept.
    public var json: JSONObject {
        var json: JSONObject = ["id": .string(id.text)]
        for (name, value) in subject.json.members { json[name] = value }
        json["before"] = .string(before.rfc3339)
        json["made_at"] = .string(madeAt.rfc3339)
        json["by"] = .string(by)
        json["why"] = why.map { .string($0) }
        json["forgotten_at"] = .string(forgottenAt.rfc3339)
        return json
    }

    /// What is kept: the same, with its instants whole.
    var kept: JSONObject {
        var kept = json
        kept["before_instant"] = before.parts
        kept["made_instant"] = madeAt.parts
        return kept
    }

    /// Reads what `kept` wrote; `nil` where it is not of this form.
    init?(kept json: JSONObject) {
        guard let id = json["id"]?.string, let subject = try? Subject(json),
            let before = Instant(json["before_instant"]),
            let madeAt = Instant(json["made_instant"]), let by = json["by"]?.string
        else { return nil }
        self.init(
            id: ExactString(id), subject: subject, before: before, madeAt: madeAt, by: by, why: json["why"]?.string)
    }
}

extension Revocation.Subject {
    /// One member of the kind's name; a person has the provider's beside it.
    public var json: JSONObject {
        if case .person(let provider, let subject) = self {
            return ["provider": .string(provider.text), "person": .string(subject.text)]
        }
        var json: JSONObject = [:]
        json[kind] = .string(names[0])
        return json
    }

    /// Reads what `json` writes, among whatever other members.
    ///
    /// - Throws: `RevocationError` where no subject, or more than one, is named.
    public init(_ json: JSONObject) throws(RevocationError) {
        var named: [(kind: String, name: String)] = []
        for kind in Revocation.Subject.kinds {
            guard let value = json[kind] else { continue }
            guard let text = value.string else { throw .malformed(kind: kind, value.serialized) }
            named.append((kind, text))
        }
        switch named.map(\.kind) {
        case ["person", "provider"]: try self.init(kind: "person", names: [named[1].name, named[0].name])
        case let kinds where kinds.count == 1: try self.init(kind: kinds[0], names: [named[0].name])
        default: throw .notOneSubject(named.map(\.kind))
        }
    }
}

extension Instant {
    /// Seconds and nanoseconds.
    fileprivate var parts: JSONValue { .array([.integer(seconds), .integer(Int64(nanoseconds))]) }

    fileprivate init?(_ parts: JSONValue?) {
        guard let parts = parts?.array, parts.count == 2, let seconds = parts[0].number?.integer,
            let nanoseconds = parts[1].number?.integer
        else { return nil }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }
}
