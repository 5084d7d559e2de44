import Cryptography
import Essentials
import Synchronization
import Testing

@testable import Storage

/// Two nodes over one file, each with a store and a feed of its own.
@Suite struct ChangeFeeds {
    private static let topic: ChangeTopic = ChangeTopic("things")

    private final class Hand: WallClock {
        private let instant = Mutex(Instant(seconds: 1_800_000_000))
        func now() -> Instant { instant.withLock { $0 } }
        func wait(_ time: Duration) { instant.withLock { $0 = $0 + time } }
    }

    private struct Node {
        let store: SQLiteStore
        let feed: ChangeFeed
        let things: Followed<[String]>

        init(_ path: String, _ clock: any WallClock) async throws {
            let store = try await SQLiteStore.open(path: path)
            self.store = store
            feed = ChangeFeed(store: store, clock: clock, randomness: SystemRandomness(), log: NoLog())
            things = try await feed.follow(ChangeFeeds.topic) {
                try await store.find(index: "all", in: "things", at: clock.now()).map(\.key)
            }
        }

        func add(_ thing: String) async throws {
            try await store.put(
                StoredRecord(key: thing, value: [], expires: nil, indexes: ["all"]), into: "things")
        }
    }

    @Test func aChangeIsInForceHereAtOnceAndThereAtTheNextLook() async throws {
        let folder = try TemporaryFolder()
        let clock = Hand()
        let one = try await Node(folder.file("db"), clock)
        let two = try await Node(folder.file("db"), clock)
        try await one.add("a")
        await two.feed.look()
        #expect(two.things.value == [])
        try await one.feed.announce(Self.topic)
        #expect(one.things.value == ["a"])
        #expect(two.things.value == [])
        await two.feed.look()
        #expect(two.things.value == ["a"])
        let revision = two.things.current.revision
        await two.feed.look()
        #expect(two.things.current.revision == revision)
        await one.store.close()
        await two.store.close()
    }

    @Test func aCommandsChangeReachesEveryNode() async throws {
        let folder = try TemporaryFolder()
        let clock = Hand()
        let node = try await Node(folder.file("db"), clock)
        let command = try await SQLiteStore.open(path: folder.file("db"))
        try await command.put(StoredRecord(key: "b", value: [], expires: nil, indexes: ["all"]), into: "things")
        try await ChangeFeed.mark(Self.topic, in: command, SystemRandomness())
        await command.close()
        await node.feed.look()
        #expect(node.things.value == ["b"])
        await node.store.close()
    }

    /// A process that dies between its write and its mark has still changed something.
    @Test func whatNobodyMarkedIsReadWithinHalfAMinute() async throws {
        let folder = try TemporaryFolder()
        let clock = Hand()
        let node = try await Node(folder.file("db"), clock)
        try await node.add("c")
        clock.wait(.seconds(29))
        await node.feed.look()
        #expect(node.things.value == [])
        clock.wait(.seconds(1))
        await node.feed.look()
        #expect(node.things.value == ["c"])
        await node.store.close()
    }

    /// A reading that began earlier and ended later does not take back what a later one has seen.
    @Test func anEarlierReadingDoesNotReplaceALaterOne() {
        let followed = Followed(["first"])
        followed.install(["third"], reading: 3)
        followed.install(["second"], reading: 2)
        #expect(followed.value == ["third"])
        #expect(followed.current.revision == 1)
    }

    @Test func aStoreThatCannotBeReadLeavesTheLastValueAndSaysSo() async throws {
        let folder = try TemporaryFolder()
        let clock = Hand()
        let node = try await Node(folder.file("db"), clock)
        try await node.add("d")
        try await node.feed.announce(Self.topic)
        await node.store.close()
        clock.wait(.seconds(5))
        await node.feed.look()
        #expect(!node.feed.isStale)
        clock.wait(.milliseconds(1))
        await node.feed.look()
        #expect(node.feed.isStale)
        #expect(node.things.value == ["d"])
        await #expect(throws: StorageError.closed) { try await node.feed.announce(Self.topic) }
    }
}
