// plant race|mutex|memory: what the sanitizers must see, and what they must not.
//
// `race` adds from several threads to a number without a lock; `mutex` does so under a contended `Mutex`; `memory` reads
// behind the end of an allocation. Built and run as the tests are.

import Dispatch
import Glibc
import Synchronization

final class Unguarded: @unchecked Sendable { var number = 0 }

final class Guarded: Sendable { let number = Mutex(0) }

func onFourThreads(_ work: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<4 { DispatchQueue.global().async(group: group, execute: DispatchWorkItem(block: work)) }
    group.wait()
}

switch CommandLine.arguments.dropFirst().first {
case "race":
    let plant = Unguarded()
    onFourThreads { for _ in 0..<10_000 { plant.number += 1 } }
    print("raced")
case "mutex":
    let plant = Guarded()
    onFourThreads { for _ in 0..<10_000 { plant.number.withLock { $0 += 1 } } }
    print(plant.number.withLock { $0 } == 40_000 ? "counted" : "lost")
case "memory":
    let plant = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
    plant.initialize(repeating: 1, count: 16)
    let behind = (plant + 16 + Int(getpid() & 0)).pointee
    print("read", behind)
default: exit(2)
}
