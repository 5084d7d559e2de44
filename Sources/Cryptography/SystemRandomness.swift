internal import COpenSSL
public import Essentials
internal import Glibc

/// OpenSSL's generator, seeded by the kernel.
public struct SystemRandomness: Randomness {
    /// Keeps nothing.
    public init() {}

    /// This many bytes that nobody can predict.
    ///
    /// A failure ends the process, deliberately: every caller would have to choose between a predictable
    /// key and none, and there is no right third way.
    public func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var out = [UInt8](repeating: 0, count: count)
        guard let length = Int32(exactly: count), RAND_bytes(&out, length) == 1 else {
            let words = Array("sallyport: the system gives no random bytes; ending\n".utf8)
            _ = write(STDERR_FILENO, words, words.count)
            abort()
        }
        return out
    }
}
