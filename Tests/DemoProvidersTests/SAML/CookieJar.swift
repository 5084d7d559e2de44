import HTTP
import Synchronization

/// The cookies of one browser at one site.
final class CookieJar: Sendable {
    private let kept = Mutex<[String: String]>([:])

    /// What it sends.
    var field: String? {
        let all = kept.withLock { $0 }
        return all.isEmpty ? nil : all.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
    }

    func keep(_ response: HTTPResponse) {
        for field in response.headers.all("Set-Cookie") {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            kept.withLock { $0[String(pair[0])] = field.contains("Max-Age=0") ? nil : String(pair[1]) }
        }
    }
}
