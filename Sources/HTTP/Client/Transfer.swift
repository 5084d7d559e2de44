import CCurl
import Essentials

/// One transfer: its easy handle, what it sends, and what has come in. Lives on the loop's thread.
///
/// Manual: https://curl.se/libcurl/c/curl_easy_setopt.html
final class Transfer {
    let submission: Submission
    let easy: UnsafeMutableRawPointer
    private let context: UnsafeMutablePointer<sp_curl_context>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private(set) var answer = IncomingAnswer()
    /// An address was refused by the policy, and one was tried.
    private var hasRefusedAddress = false
    private var hasTriedAddress = false
    private let lookups: NameLookups
    /// A look-up of the host's name has begun and no address of it has been seen.
    private var isLookingUp = false

    init(
        _ submission: Submission, _ settings: HTTPClientSettings, _ lookups: NameLookups
    ) throws(HTTPSendError) {
        self.lookups = lookups
        let host = submission.request.url.host
        guard let easy = curl_easy_init() else { throw .notReached(host: host, "out of memory") }
        self.easy = easy
        self.submission = submission
        context = .allocate(capacity: 1)
        context.initialize(
            to: sp_curl_context(
                callbacks: TransferCallbacks.all, context: Unmanaged.passUnretained(self).toOpaque()))
        answer.limit = submission.request.peer.maximumResponseBytes
        let code = sp_curl_callbacks(easy, context)
        guard code == SP_CURLE_OK.rawValue else { throw Transfer.unset(host, code) }
        try EasyOptions(easy: easy, host: host).apply(submission, settings)
        fields = try EasyOptions(easy: easy, host: host).apply(fieldsOf: submission)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(fields)
        context.deallocate()
    }

    static func unset(_ host: String, _ code: Int32) -> HTTPSendError {
        .notReached(host: host, "an option was refused: \(words(code))")
    }

    // MARK: Called by the library

    /// Opens a socket where the policy allows the address; -1 where it does not.
    func open(family: Int32, kind: Int32, protocolNumber: Int32, _ address: UnsafePointer<sockaddr>?) -> Int32 {
        endLookup(isAbandoned: false)
        guard let found = IPAddress(address), submission.route.policy.allows(found) else {
            hasRefusedAddress = true
            return -1
        }
        hasTriedAddress = true
        return sp_curl_socket(family, kind, protocolNumber)
    }

    /// Counts a look-up that is about to begin; false where too many of the host's are under way.
    func mayLookUp() -> Bool {
        if !isLookingUp { isLookingUp = lookups.begin(host) }
        return isLookingUp
    }

    private var host: ExactString { ExactString(submission.route.host.lowercased()) }

    private func endLookup(isAbandoned: Bool) {
        guard isLookingUp else { return }
        isLookingUp = false
        lookups.end(host, isAbandoned: isAbandoned)
    }

    /// The transfer is out of the library's hands; a look-up that was still on is left behind unless it failed.
    func close(_ result: Result<HTTPResponse, HTTPSendError>) {
        var hasFailed = false
        if case .failure(.nameNotResolved) = result { hasFailed = true }
        endLookup(isAbandoned: !hasFailed)
    }

    /// Judges the address once more when the request is about to go out: a reused connection was opened for
    /// another request.
    func mayRequest(_ address: String) -> Bool {
        if submission.route.policy == .any { return true }
        guard let found = IPAddress(address), submission.route.policy.allows(found) else {
            hasRefusedAddress = true
            hasTriedAddress = false
            return false
        }
        return true
    }

    func take(header line: UnsafeRawBufferPointer) -> Bool { answer.take(header: line) }
    func take(body part: UnsafeRawBufferPointer) -> Bool { answer.take(body: part) }

    // MARK: The end

    /// What came of it.
    func result(_ code: Int32) -> Result<HTTPResponse, HTTPSendError> {
        let host = submission.request.url.host
        if let trouble = answer.trouble {
            switch trouble {
            case .tooLarge: return .failure(.responseTooLarge(host: host, limit: answer.limit))
            case .malformed(let why): return .failure(.malformedResponse(host: host, why))
            }
        }
        if code == SP_CURLE_OK.rawValue {
            let status = sp_curl_status(easy)
            guard (200...599).contains(status) else {
                return .failure(.malformedResponse(host: host, "status \(status)"))
            }
            return .success(
                HTTPResponse(HTTPStatus(rawValue: status), headers: answer.headers, body: answer.body))
        }
        return .failure(error(code, host: host))
    }

    private func error(_ code: Int32, host: String) -> HTTPSendError {
        if hasRefusedAddress, !hasTriedAddress { return .addressRefused(host: host) }
        switch UInt32(bitPattern: code) {
        case SP_CURLE_UNRESOLVED.rawValue: return .nameNotResolved(host: host)
        case SP_CURLE_TIMED_OUT.rawValue: return .timedOut(host: host, submission.request.peer.timeout)
        case SP_CURLE_TOO_LARGE.rawValue: return .responseTooLarge(host: host, limit: answer.limit)
        case SP_CURLE_CERTIFICATE.rawValue, SP_CURLE_BAD_AUTHORITIES.rawValue:
            return .certificateRefused(host: host, Transfer.words(code))
        case SP_CURLE_WEIRD_REPLY.rawValue, SP_CURLE_HTTP2.rawValue, SP_CURLE_HTTP2_STREAM.rawValue,
            SP_CURLE_PARTIAL.rawValue, SP_CURLE_NOTHING.rawValue, SP_CURLE_UNSUPPORTED_PROTOCOL.rawValue:
            return .malformedResponse(host: host, Transfer.words(code))
        default: return .notReached(host: host, Transfer.words(code))
        }
    }

    private static func words(_ code: Int32) -> String {
        guard let text = curl_easy_strerror(CURLcode(UInt32(bitPattern: code))) else { return "error \(code)" }
        return String(cString: text)
    }
}
