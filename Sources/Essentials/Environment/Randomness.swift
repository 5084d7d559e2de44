/// Where unpredictable bytes come from. Handed in everywhere, so that a test chooses them.
public protocol Randomness: Sendable {
    /// This many bytes that nobody can predict.
    func bytes(_ count: Int) -> [UInt8]
}

extension Randomness {
    /// A random handle of this many bytes, as base64url.
    public func handle(bytes count: Int = 32) -> String { Base64.encodeURL(bytes(count)) }
}
