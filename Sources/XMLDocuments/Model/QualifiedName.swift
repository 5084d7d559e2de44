public import Essentials

/// A name in a namespace (Namespaces in XML 1.0 §2.1): what an element or an attribute is, whatever its prefix.
public struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    /// The namespace, where there is one.
    public let namespace: ExactString?
    /// The name without its prefix.
    public let name: ExactString

    /// A name of this namespace.
    public init(_ namespace: ExactString?, _ name: ExactString) {
        self.namespace = namespace
        self.name = name
    }

    /// `{namespace}name`, as James Clark writes it.
    public var description: String { (namespace.map { "{\($0)}" } ?? "") + name.text }
}
