internal import Essentials
internal import Synchronization

/// Since when a place of metadata does not answer; outlives a reload of the configuration.
final class MetadataSilence: Sendable {
    private let began = Mutex<Instant?>(nil)

    /// When it began; `nil` where there is none.
    var since: Instant? { began.withLock { $0 } }

    /// The place does not answer at this instant, or does with something that is not taken; what was wrong here tells
    /// nothing of it.
    func judge(_ refusal: MetadataRefusal, at now: Instant) {
        switch refusal.placeAnswered {
        case true?: ended()
        case false?: began.withLock { $0 = $0 ?? now }
        case nil: break
        }
    }

    /// The place answered.
    func ended() { began.withLock { $0 = nil } }
}

extension MetadataRefusal {
    /// Whether the place answered with success, whatever became of the answer; `nil` where it was not asked.
    var placeAnswered: Bool? {
        switch self {
        case .unreachable, .answerRefused: false
        case .fileUnreadable, .placeMalformed, .tooBusy: nil
        default: true
        }
    }
}
