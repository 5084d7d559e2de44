internal import Essentials
public import HTTP

/// Whose fault it is that a request over the back channel has no answer of SAML's (SOAP 1.1 §4.4.1).
public enum SOAPFault: String, Sendable, Hashable, CaseIterable {
    /// The envelope is of another version of SOAP.
    case versionMismatch = "VersionMismatch"
    /// Whoever asked.
    case client = "Client"
    /// Whoever answers.
    case server = "Server"

    /// The fault as an answer of HTTP, 500 whoever's it is (SOAP 1.1 §6.2, SAML Bindings §3.2.3.3).
    ///
    /// - Parameter words: one sentence that whoever asked may read.
    public func answer(_ words: String) -> HTTPResponse {
        var writer = MessageWriter()
        writer.element("soap:Envelope", ["xmlns:soap": SAMLNamespace.soapEnvelope.text]) { writer in
            writer.element("soap:Body") { writer in
                writer.element("soap:Fault") { writer in
                    writer.element("faultcode", text: "soap:\(rawValue)")
                    writer.element("faultstring", text: words)
                }
            }
        }
        return HTTPResponse(
            .internalServerError, headers: ["Content-Type": SOAPEnvelope.contentType], body: writer.bytes)
    }
}
