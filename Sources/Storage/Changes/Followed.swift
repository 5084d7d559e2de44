import Synchronization

/// What was last read of a topic: one immutable value, swapped as a whole and read without I/O.
public final class Followed<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        /// Which reading it came of; one that began later has seen everything that an earlier one has.
        var reading: UInt64
        var revision: UInt64
    }

    private let state: Mutex<State>

    /// A value that nothing changes: for whoever follows no store.
    public init(_ value: Value) { state = Mutex(State(value: value, reading: 0, revision: 0)) }

    /// The value in force.
    public var value: Value { state.withLock { $0.value } }

    /// The value in force, and a number that grows whenever another takes its place: what is made of the value may be
    /// kept for as long as the number stays.
    public var current: (value: Value, revision: UInt64) { state.withLock { ($0.value, $0.revision) } }

    /// Puts a value in place, unless one of a later reading is there already.
    func install(_ value: Value, reading: UInt64) {
        state.withLock { state in
            guard reading > state.reading else { return }
            state.value = value
            state.reading = reading
            state.revision += 1
        }
    }
}
