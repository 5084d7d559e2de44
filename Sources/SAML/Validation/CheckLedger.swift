/// Runs the checks of one response and keeps what each came to. One that must only decide stops at the first that
/// fails; one that reports goes on as far as anything is left to judge.
final class CheckLedger {
    enum Manner {
        case stopsAtFirst
        case goesOn
    }

    private let manner: Manner
    private var outcomes: [ResponseCheck: ResponseReport.Outcome] = [:]
    /// Why the first check that failed did.
    private(set) var refusal: ResponseRefusal?

    init(_ manner: Manner) { self.manner = manner }

    /// Whether a check ran and failed.
    func failed(_ check: ResponseCheck) -> Bool {
        if case .failed = outcomes[check] { true } else { false }
    }

    /// Whether the checks go on where one failed.
    var goesOn: Bool { manner == .goesOn }

    /// Every check once, in its order.
    var entries: [ResponseReport.Entry] {
        ResponseCheck.allCases.map { ResponseReport.Entry(check: $0, outcome: outcomes[$0] ?? .notJudged) }
    }

    /// Runs a check that must hold.
    ///
    /// - Returns: what it found; `nil` where it failed and the checks go on.
    @discardableResult
    func require<Found>(_ check: ResponseCheck, _ body: () throws(ResponseRefusal) -> Found) throws(ResponseRefusal)
        -> Found?
    {
        do {
            let found = try body()
            if !failed(check) { outcomes[check] = .passed }
            return found
        } catch {
            try fail(check, error)
            return nil
        }
    }

    /// Runs a check that may have nothing to judge.
    ///
    /// - Returns: what it found; `nil` where there was nothing, or where it failed and the checks go on.
    func attempt<Found>(_ check: ResponseCheck, _ body: () throws(ResponseRefusal) -> Found?) throws(ResponseRefusal)
        -> Found?
    {
        do {
            let found = try body()
            if found != nil, !failed(check) { outcomes[check] = .passed }
            return found
        } catch {
            try fail(check, error)
            return nil
        }
    }

    private func fail(_ check: ResponseCheck, _ why: ResponseRefusal) throws(ResponseRefusal) {
        outcomes[check] = .failed(why)
        if refusal == nil { refusal = why }
        if manner == .stopsAtFirst { throw why }
    }
}
