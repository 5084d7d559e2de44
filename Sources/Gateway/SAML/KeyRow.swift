import Cryptography
import Essentials
import SAML

/// One key of the gateway's own, with the certificate that shows it and its place among those of its purpose.
struct KeyGeneration: Sendable {
    /// Counts from 1.
    let number: Int
    let key: PrivateKey
    let certificate: Certificate
    /// From when on it is the one in use.
    let begins: Instant
}

/// The keys of one purpose in the order of their turns, and what follows for them from the time. Every node that reads
/// the same keys comes to the same.
struct KeyRow: Sendable {
    /// In the order of their numbers; never empty.
    let generations: [KeyGeneration]

    /// `nil` where there is none.
    init?(_ generations: [KeyGeneration]) {
        guard !generations.isEmpty else { return nil }
        self.generations = generations.sorted { $0.number < $1.number }
    }

    /// Where the one in use stands: the last whose turn has come. A clock set back before all of them leaves the first.
    private func position(at now: Instant) -> Int { generations.lastIndex { $0.begins <= now } ?? 0 }

    /// The one in use.
    func current(at now: Instant) -> KeyGeneration { generations[position(at: now)] }

    /// Those whose turn is still to come.
    func coming(at now: Instant) -> ArraySlice<KeyGeneration> { generations[(position(at: now) + 1)...] }

    /// Those whose turn is over, the last of them first, as long as they are kept.
    func former(at now: Instant, keep: Duration) -> [KeyGeneration] {
        before(position(at: now)).filter { $0.over + keep > now }.map(\.generation)
    }

    /// Those that were kept long enough.
    func past(at now: Instant, keep: Duration) -> [KeyGeneration] {
        before(position(at: now)).filter { $0.over + keep <= now }.map(\.generation)
    }

    /// Those before a position, the last first, each with the end of its turn.
    private func before(_ position: Int) -> [(generation: KeyGeneration, over: Instant)] {
        zip(generations[..<position], generations[...position].dropFirst()).map { ($0, $1.begins) }.reversed()
    }

    /// When the turn of a key begins that must be made now; `nil` where none must.
    ///
    /// Where turns are told of late, the first is announced as long as any other.
    func due(at now: Instant, _ rollover: KeyRollover) -> Instant? {
        guard coming(at: now).isEmpty else { return nil }
        let end = current(at: now).begins + rollover.every
        guard now >= end - rollover.announce else { return nil }
        return max(end, now + rollover.announce)
    }
}
