import Essentials
import Storage
import Testing

extension StoreCheck {
    static func line(_ id: String, _ kind: AuditRecord.Kind, _ fields: JSONObject = [:]) -> AuditRecord {
        AuditRecord(id: id, kind: kind, at: noon, action: "assume-role-with-web-identity", fields: fields)
    }

    static let audit = [
        StoreCheck("audit lines come back whole and in order") { store async throws in
            let lines = [
                line(
                    "1", .intent, ["role": "arn:aws:iam::1:role/é", "tags": [1, true, .null, "x\u{0}\"\n"]]),
                AuditRecord(
                    id: "1", kind: .outcome, at: Instant(seconds: -1, nanoseconds: 999_999_999), action: "ü",
                    fields: [:]),
                line("2", .refusal, ["why": ["nested": ["deep": 1]]]), line("3", .event),
            ]
            for line in lines { try await store.appendAudit(line) }
            let all = try await store.audit(after: 0, limit: 100)
            #expect(all.map(\.record) == lines)
            #expect(all.map(\.sequence) == all.map(\.sequence).sorted())
            #expect(Set(all.map(\.sequence)).count == 4)
        },
        StoreCheck("pages of the audit log join without gap or overlap") { store async throws in
            for number in 0..<25 { try await store.appendAudit(line(String(number), .event)) }
            var seen: [String] = []
            var after: Int64 = 0
            while true {
                let page = try await store.audit(after: after, limit: 10)
                guard let last = page.last else { break }
                seen += page.map(\.record.id)
                after = last.sequence
            }
            #expect(seen == (0..<25).map(String.init))
            #expect(try await store.audit(after: 0, limit: 0).isEmpty)
            #expect(try await store.audit(after: 0, limit: -1).isEmpty)
            #expect(try await store.audit(after: Int64.max, limit: 10).isEmpty)
            #expect(try await store.audit(after: Int64.min, limit: 3).count == 3)
        },
        StoreCheck("of many writers at once every line is kept once, each writer's in order") { store async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<20 {
                    group.addTask {
                        for number in 0..<10 { try await store.appendAudit(line("\(writer)-\(number)", .event)) }
                    }
                }
                try await group.waitForAll()
            }
            let ids = try await store.audit(after: 0, limit: 1000).map(\.record.id)
            #expect(ids.count == 200)
            #expect(Set(ids).count == 200)
            for writer in 0..<20 {
                #expect(ids.filter { $0.hasPrefix("\(writer)-") } == (0..<10).map { "\(writer)-\($0)" })
            }
        },
        StoreCheck("intents without outcome are told, in order") { store async throws in
            #expect(try await store.intentsWithoutOutcome().isEmpty)
            for id in ["c", "a", "b"] { try await store.appendAudit(line(id, .intent, ["n": .string(id)])) }
            try await store.appendAudit(line("a", .outcome))
            try await store.appendAudit(line("c", .event))
            try await store.appendAudit(line("b\u{0}", .outcome))
            try await store.appendAudit(line("x", .outcome))
            #expect(
                try await store.intentsWithoutOutcome() == [
                    line("c", .intent, ["n": "c"]), line("b", .intent, ["n": "b"]),
                ])
            try await store.appendAudit(line("c", .outcome))
            try await store.appendAudit(line("b", .outcome))
            #expect(try await store.intentsWithoutOutcome().isEmpty)
        },
        StoreCheck("an outcome is that of one intent, also where two have its id") { store async throws in
            try await store.appendAudit(line("a", .intent, ["n": 1]))
            try await store.appendAudit(line("a", .intent, ["n": 2]))
            try await store.appendAudit(line("a", .outcome))
            #expect(try await store.intentsWithoutOutcome() == [line("a", .intent, ["n": 2])])
            try await store.appendAudit(line("a", .outcome))
            #expect(try await store.intentsWithoutOutcome().isEmpty)
        },
        StoreCheck("a line that is too large or could not be read back is refused") { store async throws in
            var twins = JSONObject()
            twins["é"] = 1
            twins["e\u{301}"] = 2
            var deep: JSONValue = 1
            for _ in 0..<40 { deep = [deep] }
            for fields in [["x": .string(String(repeating: "a", count: 65_536))], twins, ["x": deep]] as [JSONObject] {
                await #expect(throws: StorageError.self) { try await store.appendAudit(line("1", .intent, fields)) }
            }
            #expect(try await store.audit(after: 0, limit: 10).isEmpty)
            #expect(try await store.intentsWithoutOutcome().isEmpty)
        },
    ]
}
