internal import Essentials

/// A reason that a program may hold on to: its code never changes, its clause says where it is written.
protocol ReasonCode: RawRepresentable<String>, CaseIterable, Sendable {
    /// Where the rule is written.
    var clause: String { get }
    /// What it means, for every case; one sentence.
    var meaning: String { get }
}

extension ReasonCode {
    /// Every code of this kind with its clause and meaning.
    static var rows: [(reason: String, clause: String, meaning: String)] {
        allCases.map { ($0.rawValue, $0.clause, $0.meaning) }
    }
}

/// Where a refusal's reason comes from: a list of this house's own, or whoever refused below.
enum ReasonOrigin<Code: ReasonCode> {
    case own(Code)
    case below(any Reportable)

    var reason: String {
        switch self {
        case .own(let code): code.rawValue
        case .below(let refusal): refusal.reason
        }
    }

    var clause: String? {
        switch self {
        case .own(let code): code.clause
        case .below(let refusal): refusal.clause
        }
    }
}
