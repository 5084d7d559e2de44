public import Essentials

/// What changes together and is read together: the revocations, the objects of IAM.
public struct ChangeTopic: Sendable, Hashable {
    /// Its name in the store.
    public let name: ExactString

    /// A topic of this name.
    public init(_ name: ExactString) { self.name = name }
}

/// The mark that every change of a topic leaves in the store: bytes that differ from those before.
///
/// A change is written first and marked then, so that whoever sees a mark and reads afterwards sees the change.
enum ChangeMark {
    static let collection = "change"
    static let index = "all"
    static let length = 16

    static func record(_ topic: ChangeTopic, _ randomness: any Randomness) -> StoredRecord {
        StoredRecord(
            key: topic.name.text, value: randomness.bytes(length), expires: nil, indexes: [index])
    }
}
