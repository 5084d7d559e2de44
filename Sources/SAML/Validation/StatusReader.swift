internal import Essentials
internal import XMLDocuments

/// Reads `samlp:Status` (SAML Core §3.2.2.1).
enum StatusReader {
    /// The codes from the outermost inwards, and the message.
    static func read(_ status: XMLNode) throws(ResponseRefusal) -> ProviderStatus {
        var codes: [ExactString] = []
        var next = try ResponseHead.only(.samlp("StatusCode"), in: status)
        while let code = next, codes.count < ProviderStatus.maximumLevels {
            codes.append(ExactString(code.attribute("Value") ?? ""))
            next = try ResponseHead.only(.samlp("StatusCode"), in: code)
        }
        guard !codes.isEmpty else { throw .structureRefused("the response's `Status` has no `StatusCode`") }
        // The message decides nothing: one that cannot be read is one that is not there.
        let message = try? status.only(.samlp("StatusMessage"))?.text()
        return ProviderStatus(codes: codes, message: message ?? nil)
    }
}

extension StatusReader {
    /// The status of a response other than a sign-in's.
    static func readMessage(_ message: XMLNode) throws(MessageRefusal) -> ProviderStatus {
        do {
            guard let status = try ResponseHead.only(.samlp("Status"), in: message) else {
                throw ResponseRefusal.structureRefused("the response has no `Status`")
            }
            return try read(status)
        } catch let refusal as ResponseRefusal {
            if case .xmlRefused(let error) = refusal { throw .xmlRefused(error) }
            throw .contentMalformed(refusal.detail)
        } catch {
            throw .contentMalformed("the response's status cannot be read")
        }
    }
}
