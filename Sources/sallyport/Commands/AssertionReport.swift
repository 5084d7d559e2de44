import Essentials
import SAML

/// The verdict on one response.
struct AssertionReport {
    let isAccepted: Bool
    let json: JSONObject

    /// Nothing was judged: what judges it is missing.
    init(refusal: any Reportable) {
        isAccepted = false
        json = Self.verdict(refusal).adding([
            "name_id": .null, "name_id_format": .null, "attributes": [:], "session_index": .null, "signed": .array([]),
            "checks": .array([]),
        ])
    }

    init(_ report: ResponseReport) {
        isAccepted = report.assertion != nil
        var json =
            report.assertion == nil
            ? Self.verdict(report.refusal ?? ResponseRefusal.nothingSigned)
            : [
                "verdict": "accept", "reason": "verified",
                "detail": "the assertion is genuine, for this service, and current",
            ]
        // Of a response that is refused: what it says of itself, which nobody proved.
        let facts = report.facts
        json["name_id"] = facts.map { .string($0.nameID.value.text) } ?? .null
        json["name_id_format"] = facts.map { .string($0.nameID.format.text) } ?? .null
        json["attributes"] = .object(Self.attributes(facts))
        json["session_index"] = facts?.sessionIndex.map { .string($0.text) } ?? .null
        json["signed"] = .array(report.signatures.map { .string($0.cover.rawValue) })
        json["signatures"] = .array(
            report.signatures.map {
                [
                    "covers": .string($0.cover.rawValue), "id": .string($0.coveredID.text),
                    "algorithm": .string($0.algorithm), "key_sha256": .string($0.keyFingerprint),
                ]
            })
        json["checks"] = .array(report.entries.map { .object(Self.check($0)) })
        self.json = json
    }

    private static func verdict(_ refusal: any Reportable) -> JSONObject {
        var json: JSONObject = [
            "verdict": "reject", "reason": .string(refusal.reason), "detail": .string(refusal.detail),
        ]
        json["remedy"] = refusal.remedy.map(JSONValue.string)
        json["clause"] = refusal.clause.map(JSONValue.string)
        return json
    }

    private static func attributes(_ facts: AssertionFacts?) -> JSONObject {
        var json: JSONObject = [:]
        for attribute in facts?.attributes ?? [] {
            let before = json[attribute.name.text]?.array ?? []
            json[attribute.name.text] = .array(before + attribute.values.map { .string($0) })
        }
        return json
    }

    private static func check(_ entry: ResponseReport.Entry) -> JSONObject {
        var json: JSONObject = [
            "check": .string(entry.check.rawValue), "meaning": .string(entry.check.meaning),
            "clause": .string(entry.check.clause),
        ]
        switch entry.outcome {
        case .passed: json["outcome"] = "pass"
        case .notJudged: json["outcome"] = "not-judged"
        case .failed(let refusal):
            json["outcome"] = "fail"
            json["reason"] = .string(refusal.reason)
            json["detail"] = .string(refusal.detail)
        }
        return json
    }

    /// For a terminal.
    var text: String {
        var lines: [String] = []
        for name in ["verdict", "reason", "detail", "remedy", "clause", "name_id", "name_id_format", "session_index"] {
            if let value = json[name]?.string { lines.append("\(name): \(value)") }
        }
        for value in json["signatures"]?.array ?? [] {
            guard let signature = value.object else { continue }
            func text(_ name: String) -> String { signature[name]?.string ?? "" }
            lines.append("signed: \(text("covers")) \(text("id")) by \(text("algorithm")), key \(text("key_sha256"))")
        }
        if let attributes = json["attributes"], attributes != .object([:]) {
            lines.append("attributes\(isAccepted ? "" : " (as the response says; not proved)"):\n\(attributes.pretty)")
        }
        for value in json["checks"]?.array ?? [] {
            guard let check = value.object, let outcome = check["outcome"]?.string else { continue }
            let mark = outcome == "pass" ? "pass" : outcome == "fail" ? "FAIL" : "  — "
            lines.append(
                "\(mark)  \(check["meaning"]?.string ?? "") (\(check["clause"]?.string ?? ""))"
                    + (check["detail"]?.string.map { ": \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n")
    }
}

extension JSONObject {
    /// These members, and those.
    fileprivate func adding(_ others: JSONObject) -> JSONObject {
        var joined = self
        for (name, value) in others.members { joined[name] = value }
        return joined
    }
}
