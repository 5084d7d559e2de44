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
        /// True for a key that narrows what is let in or handed out: written and left blank, as a file filled by
        /// some other program may have it, it is an error, or the blank would open what was to be narrowed.
        let isNarrowing: Bool

        init(_ name: String, _ meaning: String, isBuilt: Bool = true, isNarrowing: Bool = false) {
            self.name = name
            self.meaning = meaning
            self.isBuilt = isBuilt
            self.isNarrowing = isNarrowing
        }
    }

    let keys: [Key]

    init(_ keys: [Key]) { self.keys = keys }

    func key(_ name: String) -> Key? { keys.first { $0.name.isExactly(name) } }
}
