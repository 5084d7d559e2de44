import Synchronization

/// Memory for the large bodies of all connections together, so that many strangers who each send the most that
/// one may send do not fill the machine.
///
/// The first 64 KiB of a body are its connection's own: no flood of large bodies takes them from a form.
final class BodyStore: Sendable {
    /// Bytes of a body that need not be asked for.
    static let share = 65_536

    private let limit: Int
    private let taken = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Takes bytes for a body; false where there is no room, and nothing was taken.
    func take(_ count: Int) -> Bool {
        guard taken.wrappingAdd(count, ordering: .relaxed).newValue > limit else { return true }
        give(count)
        return false
    }

    /// Gives bytes back.
    func give(_ count: Int) { taken.wrappingSubtract(count, ordering: .relaxed) }

    /// Bytes in use.
    var used: Int { taken.load(ordering: .relaxed) }
}
