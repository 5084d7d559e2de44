public import Essentials

/// Why nothing came of an exchange over the back channel.
public enum ExchangeFailure: Reportable, Equatable {
    /// The request could not be made.
    case notSent(MessageFailure)
    /// What came back is not taken.
    case refused(MessageRefusal)

    private var inner: any Reportable {
        switch self {
        case .notSent(let failure): failure
        case .refused(let refusal): refusal
        }
    }

    /// A stable code.
    public var reason: String { inner.reason }
    /// What was wrong.
    public var detail: String { inner.detail }
    /// What to do about it.
    public var remedy: String? { inner.remedy }
    /// The clause.
    public var clause: String? { inner.clause }
}
