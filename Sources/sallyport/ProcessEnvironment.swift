import Glibc

/// The variables this process was started with.
enum ProcessEnvironment {
    /// By name. Read once at start, before any thread could change them.
    static let variables: [String: String] = {
        var found: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            let text = String(cString: pair)
            if let equals = text.firstIndex(of: "=") {
                found[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return found
    }()
}
