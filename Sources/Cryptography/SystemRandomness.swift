internal import COpenSSL
public import Essentials
internal import Glibc
internal import Synchronization

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
        return count <= Reservoir.share ? Reservoir.common.take(count) : SystemRandomness.generate(count)
    }

    fileprivate static func generate(_ count: Int) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        guard let length = Int32(exactly: count), RAND_bytes(&out, length) == 1 else {
            let words = Array("sallyport: the system gives no random bytes; ending\n".utf8)
            _ = write(STDERR_FILENO, words, words.count)
            abort()
        }
        return out
    }
}

/// Bytes drawn ahead: a draw from the generator costs the same for ten bytes as for a thousand, and an answer needs
/// half a dozen short ones. Each byte is given out once and wiped here. This process never forks.
private final class Reservoir: Sendable {
    static let common = Reservoir()
    /// What asks for more is served by the generator itself.
    static let share = 64
    private static let size = 1024

    private struct State {
        var bytes: [UInt8] = []
        var taken = 0
    }
    private let state = Mutex(State())

    func take(_ count: Int) -> [UInt8] {
        state.withLock { state in
            if state.bytes.count - state.taken < count {
                state.bytes = SystemRandomness.generate(Reservoir.size)
                state.taken = 0
            }
            let range = state.taken..<(state.taken + count)
            let out = Array(state.bytes[range])
            for index in range { state.bytes[index] = 0 }
            state.taken += count
            return out
        }
    }
}
