public import Essentials

/// An attribute of a person (SAML Core §2.7.3.1).
public struct SAMLAttribute: Sendable, Hashable {
    /// The name.
    public let name: ExactString
    /// How the name is to be read, where that is told.
    public let nameFormat: ExactString?
    /// A name for people, where there is one. Nothing may be decided by it.
    public let friendlyName: String?
    /// The values as text, in their order.
    public let values: [String]

    /// An attribute of these parts.
    public init(name: ExactString, nameFormat: ExactString? = nil, friendlyName: String? = nil, values: [String]) {
        self.name = name
        self.nameFormat = nameFormat
        self.friendlyName = friendlyName
        self.values = values
    }

    /// Byte-wise.
    public static func == (left: SAMLAttribute, right: SAMLAttribute) -> Bool {
        left.name == right.name && left.nameFormat == right.nameFormat
            && left.friendlyName.map { ExactString($0) } == right.friendlyName.map { ExactString($0) }
            && left.values.map { ExactString($0) } == right.values.map { ExactString($0) }
    }

    /// By the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
