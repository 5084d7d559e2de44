/// When the gateway's own keys for SAML take turns.
///
/// ```
///          made, shown        in use             decrypts, is shown
///  next ──────┼─────────────────┼──────────────────────┼──── former, then removed
///             └── announce ─────┘── every ─────────────┘── keep ──
/// ```
public struct KeyRollover: Sendable, Hashable {
    /// How long one key is in use.
    public let every: Duration
    /// How long ahead of its turn the next certificate stands in our metadata.
    public let announce: Duration
    /// How long after its turn a former key decrypts, and stands in our metadata as one that signed.
    public let keep: Duration

    /// How long a former key is kept where nothing is said of keys that take turns.
    public static let standardKeep: Duration = .seconds(30 * 86_400)

    /// Turns of these lengths; `nil` where announcing and keeping take longer than a turn, so that more than two keys
    /// would stand beside each other.
    public init?(every: Duration, announce: Duration, keep: Duration) {
        guard every > .zero, announce > .zero, keep > .zero, announce + keep <= every else { return nil }
        self.every = every
        self.announce = announce
        self.keep = keep
    }
}
