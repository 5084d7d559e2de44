public import Essentials

/// What travels beside a message and comes back with its answer (SAML Bindings §3.4.3).
public struct RelayState: Sendable, Hashable {
    /// The text.
    public let text: ExactString

    /// Bytes that it may have at most.
    public static let maximumBytes = 80

    /// A text that came from outside.
    ///
    /// - Throws: `BindingRefusal.relayStateTooLong`.
    public init(_ text: String) throws(BindingRefusal) {
        guard text.utf8.count <= RelayState.maximumBytes else { throw .relayStateTooLong }
        self.text = ExactString(text)
    }

    /// A random handle, which tells nobody anything.
    public init(_ randomness: some Randomness) { text = ExactString(randomness.handle(bytes: 24)) }
}
