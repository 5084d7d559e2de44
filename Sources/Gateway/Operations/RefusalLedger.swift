import Essentials

/// Bounds what strangers make the audit log hold: of refusals of one kind so many are written, the rest is counted and
/// written as one record a minute.
///
/// A kind is an action and a reason, both words of ours, so that there are few of them. What was refused to somebody
/// whose identity was proved is not a stranger's, and is always written.
struct RefusalLedger {
    /// What to do with a record.
    enum Verdict: Equatable {
        case write
        case count
    }

    private struct Kind: Hashable {
        let action: ExactString
        let reason: ExactString
    }

    private struct Page {
        var opened: Instant
        var written = 0
        var counted = 0
        var last: AuditRecord
    }

    /// Records of one kind that are written in a period.
    static let share = 100
    static let period: Duration = .seconds(60)

    private var pages: [Kind: Page] = [:]

    /// True for records that a stranger can cause at will.
    static func bounds(_ record: AuditRecord) -> Bool { record.kind == .refusal && record.fields["subject"] == nil }

    /// Says whether a record is written or counted.
    mutating func judge(_ record: AuditRecord) -> Verdict {
        let kind = Kind(
            action: ExactString(record.action), reason: ExactString(record.fields["reason"]?.string ?? ""))
        var page = pages[kind] ?? Page(opened: record.at, last: record)
        defer { pages[kind] = page }
        guard page.written >= RefusalLedger.share else {
            page.written += 1
            return .write
        }
        page.counted += 1
        page.last = record
        return .count
    }

    /// The records that stand for what was counted in periods that are over, and room for new ones.
    mutating func close(at now: Instant, all: Bool = false) -> [AuditRecord] {
        var records: [AuditRecord] = []
        for (kind, page) in pages where all || now >= page.opened + RefusalLedger.period || now < page.opened {
            if page.counted > 0 { records.append(RefusalLedger.sum(kind, page, now)) }
            pages[kind] = nil
        }
        return records
    }

    private static func sum(_ kind: Kind, _ page: Page, _ now: Instant) -> AuditRecord {
        AuditRecord(
            id: page.last.id, kind: .refusal, at: now, action: kind.action.text,
            fields: [
                "reason": .string(kind.reason.text), "result": "refused", "count": .integer(page.counted),
                "since": .string(page.opened.rfc3339), "last": .string(page.last.at.rfc3339),
                "detail": "further refusals of this kind, counted and not written one by one",
            ])
    }
}
