import Essentials

extension InspectionPage {
    /// The template's values.
    public func values(_ messages: Messages) -> PageValues {
        var values = person.values
        values["diagnosis_current"] = .text("page")
        values["title"] = .text(messages.text("inspect.title"))
        values["action"] = .link("/operator/inspect")
        values["no_provider"] = .flag(providers.isEmpty)
        values["has_provider"] = .flag(!providers.isEmpty)
        values["providers"] = .list(
            providers.map { provider in
                [
                    "id": .text(provider.id), "name": .text(provider.name),
                    "chosen": .flag(entry.provider?.isExactly(provider.id) ?? false),
                ]
            })
        values["request"] = .text(entry.request)
        values["at"] = .text(entry.at)
        values["problem"] = .optional(problem.map { messages.text("inspect.problem.\($0.rawValue)") })
        values["result"] = result.map { .values(self.values(of: $0, messages)) } ?? .absent
        return PageValues(values)
    }

    private func values(of result: Result, _ messages: Messages) -> TemplateValues {
        let verdict = result.isAccepted ? "accepted" : "rejected"
        return [
            "accepted": .flag(result.isAccepted), "icon": .text(result.isAccepted ? "check" : "cross"),
            "verdict": .text(messages.text("inspect.\(verdict)")), "reason": .text(result.reason),
            "detail": .text(result.detail), "remedy": .optional(result.remedy), "clause": .optional(result.clause),
            "note": .optional(result.wasRequestJudged ? nil : messages.text("inspect.request-not-judged")),
            "signed": .flag(!result.signatures.isEmpty),
            "signatures": .list(
                result.signatures.map { signature in
                    [
                        "covers": .text(messages.text("inspect.covers.\(signature.covers)")),
                        "covered": .text(signature.id), "algorithm": .text(signature.algorithm),
                        "key": .text(signature.key), "key_name": .text(signature.keyName ?? ""),
                    ]
                }),
            "has_facts": .flag(!(result.facts.isEmpty && result.attributes.isEmpty)),
            "facts_title": .text(messages.text(result.isAccepted ? "inspect.says" : "inspect.claims")),
            "facts": .list(
                result.facts.map {
                    ["label": .text(messages.text("inspect.fact.\($0.label.rawValue)")), "value": .text($0.value)]
                }),
            "attributes": .list(
                result.attributes.map { ["attribute": .text($0.name), "values": .text($0.values)] }),
            "has_checks": .flag(!result.checks.isEmpty), "checks": .list(result.checks.map { row($0, messages) }),
        ]
    }

    private func row(_ check: Check, _ messages: Messages) -> TemplateValues {
        let (state, mark) =
            switch check.outcome {
            case .pass: ("open", "check")
            case .fail: ("stop", "cross")
            case .notJudged: ("", "dash")
            }
        return [
            "meaning": .text(check.meaning.sentenceCased), "failed": .flag(check.outcome == .fail),
            "state": .text(state), "mark": .text(mark),
            "outcome": .text(messages.text("inspect.outcome.\(check.outcome.rawValue)")),
            "found": .text(check.found ?? ""), "rule": .text(check.clause),
        ]
    }
}

extension String {
    /// With a capital at its beginning; `the response is XML` stands alone in a table.
    fileprivate var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}
