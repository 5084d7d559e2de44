// fuzz: one entry for libFuzzer; `FUZZ_TARGET` names what is fed. Without it the names are listed.
//
// A target must answer every input with a value or a typed error. A trap, a hang, or memory past the limit that
// libFuzzer is given is a finding; so is a broken promise that the target checks itself.

import Glibc

private typealias Input = @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// libFuzzer's own driver; it reads the options, feeds the inputs and does not come back before its time is over.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>, _ input: Input
) -> CInt

/// The package manager calls a program's `main` by this name.
@_cdecl("fuzz_main")
func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    if getenv("FUZZ_TARGET") == nil {
        for name in Targets.all.keys.sorted() { print(name) }
        return 0
    }
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzOneInput)
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    Targets.chosen(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

enum Targets {
    static let all: [String: @Sendable ([UInt8]) -> Void] = [
        "request-heads": RequestHeadsTarget.run, "jwt": TokenTarget.run, "jwk": KeySetTarget.run,
        "forms": FormsTarget.run, "saml": SAMLTarget.run, "xmlsecurity": XMLSecurityTarget.run,
        "xml": XMLTarget.run,
    ]

    static let chosen: @Sendable ([UInt8]) -> Void = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = all[name] else {
            complain("FUZZ_TARGET must be one of \(all.keys.sorted().joined(separator: ", "))")
            exit(2)
        }
        return target
    }()
}

/// A promise that was broken: ends the process, so that libFuzzer keeps the input.
func promise(_ holds: Bool, _ what: String) {
    guard !holds else { return }
    complain("broken promise: \(what)")
    abort()
}

private func complain(_ what: String) {
    let line = Array("fuzz: \(what)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
