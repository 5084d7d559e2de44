import CMicrohttpd
import Essentials

/// Hands answers to the library.
///
/// Manual: MHD_create_response_from_buffer, MHD_add_response_header, MHD_queue_response.
enum AnswerWriter {
    /// Queues an answer; false where its status or a header field cannot be sent. A HEAD request gets the
    /// head only, by the library.
    static func queue(_ response: HTTPResponse, on connection: OpaquePointer, closing: Bool) -> Bool {
        let status = response.status.rawValue
        guard (200...599).contains(status) else { return false }
        // RFC 9110 §15.3.5, §15.4.5: these have no content.
        let body = status == 204 || status == 304 ? [] : response.body
        let made = body.withUnsafeBytes { sp_mhd_response($0.baseAddress, $0.count) }
        guard let made else { return false }
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers.fields where !isOurs(name) {
            guard RequestHead.isToken(name.utf8), isFieldValue(value), add(name, value, to: made) else { return false }
        }
        if closing, sp_mhd_add_field(made, "Connection", "close") == 0 { return false }
        return sp_mhd_queue(connection, UInt32(status), made) != 0
    }

    /// The strings' own bytes are lent out: a string given to C by itself is copied into an array first.
    private static func add(_ name: String, _ value: String, to response: OpaquePointer) -> Bool {
        name.withCString { name in value.withCString { sp_mhd_add_field(response, name, $0) != 0 } }
    }

    /// Framing and the connection's life are the server's own business.
    private static func isOurs(_ name: String) -> Bool {
        oursAlone.contains { HTTPHeaders.isSame($0, name) }
    }

    private static let oursAlone = ["Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date"]

    private static func isFieldValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
