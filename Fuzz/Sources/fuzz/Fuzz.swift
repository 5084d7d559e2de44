// fuzz: one entry for libFuzzer; `FUZZ_TARGET` names what is fed.
//
// A target must answer every input with a value or a typed error. A trap, a hang, or memory past the limit that
// libFuzzer is given is a finding; so is a broken promise that the target checks itself.

import Glibc

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    Targets.chosen(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

enum Targets {
    static let all: [String: @Sendable ([UInt8]) -> Void] = [
        "request-heads": RequestHeadsTarget.run, "jwt": TokenTarget.run, "jwk": KeySetTarget.run,
        "forms": FormsTarget.run,
    ]

    static let chosen: @Sendable ([UInt8]) -> Void = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = all[name] else {
            fputs("fuzz: FUZZ_TARGET must be one of \(all.keys.sorted().joined(separator: ", "))\n", stderr)
            exit(2)
        }
        return target
    }()
}

/// A promise that was broken: ends the process, so that libFuzzer keeps the input.
func promise(_ holds: Bool, _ what: String) {
    guard !holds else { return }
    fputs("fuzz: broken promise: \(what)\n", stderr)
    abort()
}
