import Essentials

/// An answer as it comes in, bounded in head and body. No I/O.
struct IncomingAnswer {
    /// Why an answer is not read on.
    enum Trouble: Equatable {
        case tooLarge
        case malformed(String)
    }

    /// Bytes of all heads together, those of 1xx answers and trailers included.
    static let headLimit = 65_536

    var limit = 0
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private(set) var trouble: Trouble?
    private var headBytes = 0
    private var isHeadDone = false
    private var isFinal = false

    /// One line of a head; false ends the transfer. A later head replaces an earlier one (1xx); trailers are
    /// left out (RFC 9110 §6.5.1).
    mutating func take(header raw: UnsafeRawBufferPointer) -> Bool {
        headBytes += raw.count
        guard headBytes <= IncomingAnswer.headLimit else {
            trouble = .malformed("more than \(IncomingAnswer.headLimit) bytes of header fields")
            return false
        }
        var line = Array(raw)[...]
        while let last = line.last, last == 0x0D || last == 0x0A { line.removeLast() }
        if isHeadDone { return true }
        if line.isEmpty {
            isHeadDone = isFinal
        } else if line.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            // 1xx is followed by another head.
            let status = line.split(separator: 0x20, omittingEmptySubsequences: true).dropFirst().first
            isFinal = status?.first != UInt8(ascii: "1")
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), let name = String(strictUTF8: line[..<colon]),
            let value = String(strictUTF8: line[(colon + 1)...])
        {
            headers.add(name, value[...].trimmed)
        }
        return true
    }

    /// A part of the body; false ends the transfer.
    mutating func take(body part: UnsafeRawBufferPointer) -> Bool {
        guard part.count <= limit - body.count else {
            trouble = .tooLarge
            body = []
            return false
        }
        body.append(contentsOf: part)
        return true
    }
}
