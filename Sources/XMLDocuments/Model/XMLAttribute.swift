public import Essentials

/// An attribute as it was read.
public struct XMLAttribute: Sendable, Equatable {
    /// The name without its prefix.
    public let name: ExactString
    /// The namespace, where a prefix put it in one.
    public let namespace: ExactString?
    /// The value, normalised as XML 1.0 §3.3.3 has it.
    public let value: String

    /// Byte-wise.
    public static func == (left: XMLAttribute, right: XMLAttribute) -> Bool {
        left.name == right.name && left.namespace == right.namespace && left.value.isExactly(right.value)
    }
}
