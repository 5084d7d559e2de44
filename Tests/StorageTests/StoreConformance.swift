import Essentials
import Storage
import Testing

/// What every store must do, whatever it is made of. A new store's tests run all of `StoreCheck.all`,
/// each on a store that holds nothing yet.
struct StoreCheck: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (any Store) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any Store) async throws -> Void) {
        testDescription = description
        self.run = run
    }

    static let all = records + expiry + indexes + handles + audit

    static let noon = Instant(seconds: 1_800_000_000, nanoseconds: 500)

    static func record(
        _ key: String, _ value: [UInt8] = [1, 2, 3], expires: Instant? = nil, indexes: [String] = []
    ) -> StoredRecord {
        StoredRecord(key: key, value: value, expires: expires, indexes: indexes)
    }

    static func expect(_ error: StorageError, _ body: () async throws -> Void) async {
        await #expect(throws: error) { try await body() }
    }

    private static let records = [
        StoreCheck("what was inserted is got") { store async throws in
            let whole = record("k", Array(0...255), expires: noon + .seconds(1), indexes: ["a", "b\u{0}c"])
            try await store.insert(whole, into: "sessions")
            #expect(try await store.get("k", from: "sessions", at: noon) == whole)
            #expect(try await store.get("k", from: "others", at: noon) == nil)
            #expect(try await store.get("K", from: "sessions", at: noon) == nil)
        },
        StoreCheck("an empty value, an empty key and an empty collection are values like others") {
            store async throws in
            try await store.insert(record("", []), into: "")
            #expect(try await store.get("", from: "", at: noon)?.value == [])
        },
        StoreCheck("a key is inserted once in its collection") { store async throws in
            try await store.insert(record("k", [1]), into: "a")
            await expect(.alreadyExists(collection: "a")) { try await store.insert(record("k", [2]), into: "a") }
            try await store.insert(record("k", [3]), into: "b")
            #expect(try await store.get("k", from: "a", at: noon)?.value == [1])
        },
        StoreCheck("an insert refused leaves no index behind") { store async throws in
            try await store.insert(record("k", [1], indexes: ["old"]), into: "a")
            await expect(.alreadyExists(collection: "a")) {
                try await store.insert(record("k", [2], indexes: ["new"]), into: "a")
            }
            #expect(try await store.find(index: "new", in: "a", at: noon).isEmpty)
        },
        StoreCheck("of many inserts at once one wins") { store async throws in
            let winners = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        do {
                            try await store.insert(record("k", [UInt8(number)]), into: "a")
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        },
        StoreCheck("put replaces value, expiry and indexes") { store async throws in
            try await store.put(record("k", [1], expires: noon + .seconds(1), indexes: ["old", "both"]), into: "a")
            let new = record("k", [2], indexes: ["both", "new"])
            try await store.put(new, into: "a")
            #expect(try await store.get("k", from: "a", at: noon + .seconds(10)) == new)
            #expect(try await store.find(index: "old", in: "a", at: noon).isEmpty)
            #expect(try await store.find(index: "both", in: "a", at: noon) == [new])
            #expect(try await store.find(index: "new", in: "a", at: noon) == [new])
        },
        StoreCheck("delete tells whether there was something") { store async throws in
            try await store.put(record("k", indexes: ["i"]), into: "a")
            #expect(try await store.delete("k", from: "b") == false)
            #expect(try await store.delete("k", from: "a") == true)
            #expect(try await store.delete("k", from: "a") == false)
            #expect(try await store.get("k", from: "a", at: noon) == nil)
            #expect(try await store.find(index: "i", in: "a", at: noon).isEmpty)
            try await store.insert(record("k"), into: "a")
        },
        StoreCheck("keys are compared as bytes") { store async throws in
            let keys = ["k", "K", "\u{212A}", "é", "e\u{301}", "k\u{0}", "k\u{0}x", "k "]
            for (number, key) in keys.enumerated() {
                try await store.insert(record(key, [UInt8(number)], indexes: [key]), into: "a")
            }
            for (number, key) in keys.enumerated() {
                #expect(try await store.get(key, from: "a", at: noon)?.value == [UInt8(number)])
                #expect(try await store.find(index: key, in: "a", at: noon).map(\.value) == [[UInt8(number)]])
            }
        },
        StoreCheck("what is too large is refused") { store async throws in
            let long = String(repeating: "k", count: 1025)
            for record in [
                record(long), record("k", [UInt8](repeating: 0, count: 1_048_577)), record("k", indexes: [long]),
                record("k", indexes: (0..<33).map(String.init)),
            ] {
                await #expect(throws: StorageError.self) { try await store.insert(record, into: "a") }
                await #expect(throws: StorageError.self) { try await store.put(record, into: "a") }
            }
            let largest = record(
                String(repeating: "k", count: 1024), [UInt8](repeating: 7, count: 1_048_576),
                indexes: (0..<32).map { String(repeating: "i", count: 1000) + String($0) })
            try await store.insert(largest, into: "a")
            #expect(try await store.get(largest.key, from: "a", at: noon) == largest)
        },
        StoreCheck("SQL in a key is text") { store async throws in
            let key = "'; DROP TABLE record; --"
            try await store.put(record(key), into: key)
            #expect(try await store.get(key, from: key, at: noon) != nil)
        },
    ]

    private static let expiry = [
        StoreCheck("a record is absent from its expiry on, to the nanosecond") { store async throws in
            let end = Instant(seconds: noon.seconds, nanoseconds: 1000)
            try await store.put(record("k", expires: end, indexes: ["i"]), into: "a")
            let before = Instant(seconds: noon.seconds, nanoseconds: 999)
            #expect(try await store.get("k", from: "a", at: before)?.expires == end)
            #expect(try await store.get("k", from: "a", at: end) == nil)
            #expect(try await store.find(index: "i", in: "a", at: before).count == 1)
            #expect(try await store.find(index: "i", in: "a", at: end).isEmpty)
        },
        StoreCheck("far times do not wrap round") { store async throws in
            for seconds in [Int64.min, -1, 0, 253_402_300_800, Int64.max] {
                let end = Instant(seconds: seconds)
                try await store.put(record("k", expires: end), into: "a")
                let found = try await store.get("k", from: "a", at: Instant(seconds: 1))
                #expect((found != nil) == (seconds > 1))
            }
        },
        StoreCheck("expired records and handles are forgotten, others stay") { store async throws in
            for number in 0..<1203 {
                try await store.put(
                    record("old\(number)", expires: noon, indexes: ["i"]), into: number % 2 == 0 ? "a" : "b")
            }
            try await store.put(record("kept", expires: noon + .nanoseconds(1), indexes: ["i"]), into: "a")
            try await store.put(record("forever", indexes: ["i"]), into: "a")
            #expect(try await store.use("h1", in: "a", until: noon, at: noon - .seconds(9)))
            #expect(try await store.use("h2", in: "a", until: noon + .seconds(1), at: noon - .seconds(9)))
            #expect(try await store.removeExpired(at: noon) == 1204)
            #expect(try await store.removeExpired(at: noon) == 0)
            #expect(try await store.find(index: "i", in: "a", at: noon).map(\.key) == ["forever", "kept"])
            #expect(try await store.use("h2", in: "a", until: noon + .seconds(9), at: noon) == false)
            try await store.insert(record("old0"), into: "a")
        },
        StoreCheck("an expired record keeps its key until it is forgotten") { store async throws in
            try await store.insert(record("k", [1], expires: noon), into: "a")
            await expect(.alreadyExists(collection: "a")) { try await store.insert(record("k"), into: "a") }
            #expect(try await store.removeExpired(at: noon) == 1)
            try await store.insert(record("k"), into: "a")
        },
    ]

    private static let indexes = [
        StoreCheck("an index finds all its records in the order of their keys, in its collection only") {
            store async throws in
            for key in ["c", "a", "B", "é", "z"] {
                try await store.put(record(key, indexes: ["issuer\u{0}sid", "of \(key)"]), into: "sessions")
            }
            try await store.put(record("other", indexes: ["issuer\u{0}sid"]), into: "logouts")
            let found = try await store.find(index: "issuer\u{0}sid", in: "sessions", at: noon)
            #expect(found.map(\.key) == ["B", "a", "c", "z", "é"])
            #expect(try await store.find(index: "of c", in: "sessions", at: noon).map(\.key) == ["c"])
            #expect(try await store.find(index: "issuer", in: "sessions", at: noon).isEmpty)
            #expect(try await store.find(index: "issuer\u{0}sid2", in: "sessions", at: noon).isEmpty)
            #expect(try await store.find(index: "%", in: "sessions", at: noon).isEmpty)
        },
        StoreCheck("an index named twice finds its record once") { store async throws in
            try await store.put(record("k", indexes: ["i", "i"]), into: "a")
            #expect(try await store.find(index: "i", in: "a", at: noon).count == 1)
        },
    ]

    private static func use(
        _ store: any Store, _ handle: String, _ collection: String, until: Instant, at now: Instant
    ) async throws -> Bool {
        try await store.use(handle, in: collection, until: until, at: now)
    }

    private static let handles = [
        StoreCheck("of a hundred uses at once exactly one is the first") { store async throws in
            for round in 0..<3 {
                let first = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            try await store.use("h\(round)", in: "a", until: noon + .seconds(60), at: noon)
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(first == 1)
            }
        },
        StoreCheck("a handle is used again only after its time, and apart in each collection") { store async throws in
            let end = noon + .seconds(60)
            #expect(try await use(store, "h", "a", until: end, at: noon))
            #expect(try await use(store, "h", "b", until: end, at: noon))
            #expect(try await use(store, "H", "a", until: end, at: noon))
            #expect(try await !use(store, "h", "a", until: end + .seconds(60), at: end - .nanoseconds(1)))
            // The refused use did not make the handle last longer.
            #expect(try await use(store, "h", "a", until: end + .seconds(60), at: end))
            #expect(try await !use(store, "h", "a", until: end + .seconds(90), at: end))
        },
        StoreCheck("a handle's name is compared as bytes and bounded") { store async throws in
            for handle in ["é", "e\u{301}", "", "x\u{0}y", "x\u{0}z"] {
                #expect(try await use(store, handle, "a", until: noon + .seconds(1), at: noon))
                #expect(try await !use(store, handle, "a", until: noon + .seconds(1), at: noon))
            }
            await #expect(throws: StorageError.self) {
                try await store.use(String(repeating: "h", count: 1025), in: "a", until: noon, at: noon)
            }
        },
    ]
}
