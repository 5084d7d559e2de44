// plant race|mutex|memory: what the sanitizers must see, and what they must not.
//
// `race` adds from several threads to a number without a lock; `mutex` does so under a contended `Mutex`; `memory` reads
// behind the end of an allocation. Built and run as the tests are.

import Glibc
import Synchronization

final class Numbers: @unchecked Sendable {
    static let shared = Numbers()
    let guarded = Mutex(0)
    var unguarded = 0
}

@main
enum Plant {
    typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?

    private static let withoutLock: Body = { _ in
        for _ in 0..<50_000 { Numbers.shared.unguarded += 1 }
        return nil
    }

    private static let underLock: Body = { _ in
        for _ in 0..<50_000 { Numbers.shared.guarded.withLock { $0 += 1 } }
        return nil
    }

    private static func onFourThreads(_ body: Body) {
        var threads = [pthread_t](repeating: pthread_t(), count: 4)
        for index in threads.indices { pthread_create(&threads[index], nil, body, nil) }
        for thread in threads { pthread_join(thread, nil) }
    }

    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "race":
            onFourThreads(withoutLock)
            print("raced")
        case "mutex":
            onFourThreads(underLock)
            print(Numbers.shared.guarded.withLock { $0 } == 200_000 ? "counted" : "lost")
        case "memory":
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
            bytes.initialize(repeating: 1, count: 16)
            print("read", bytes[Int(CommandLine.argc) + 14])
        default: exit(2)
        }
    }
}
