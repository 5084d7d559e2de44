import Essentials

/// The keys that a map of the configuration may have.
struct MapSchema {
    /// One key.
    struct Key {
        let name: String
        /// What it means, for the reference.
        let meaning: String
        /// False for a key that is laid down and not built yet: it is refused by name, never ignored.
        let isBuilt: Bool

        init(_ name: String, _ meaning: String, isBuilt: Bool = true) {
            self.name = name
            self.meaning = meaning
            self.isBuilt = isBuilt
        }
    }

    let keys: [Key]

    init(_ keys: [Key]) { self.keys = keys }

    func key(_ name: String) -> Key? { keys.first { $0.name.isExactly(name) } }
}
