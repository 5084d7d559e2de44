internal import Essentials

/// The parameters of a query as the sender encoded them; each of the binding's own names once at most.
///
/// A signature covers the bytes as they were sent, so that they are kept: whoever decodes and encodes again may come
/// to others (SAML Bindings §3.4.4.1).
struct RedirectQuery {
    private static let names: [ExactString] = [
        "SAMLRequest", "SAMLResponse", "RelayState", "SAMLEncoding", "SigAlg", "Signature",
    ]
    private static let maximumParameters = 32

    private var raw: [ExactString: [UInt8]] = [:]

    init(_ query: [UInt8]) throws(BindingRefusal) {
        let parts = query.split(separator: UInt8(ascii: "&"), maxSplits: RedirectQuery.maximumParameters)
        guard parts.count <= RedirectQuery.maximumParameters else { throw .parameterMalformed("query") }
        for part in parts {
            let mark = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = part[..<mark]
            guard let decoded = PercentEncoding.decode(name, form: true), let text = String(strictUTF8: decoded) else {
                throw .parameterMalformed("query")
            }
            guard let known = RedirectQuery.names.first(where: { $0.text.isExactly(text) }) else { continue }
            // Another spelling of the name would not be the one that was signed.
            guard name.elementsEqual(known.text.utf8) else { throw .parameterMalformed(known.text) }
            guard raw[known] == nil else { throw .parameterRepeated(known.text) }
            raw[known] = Array(part[mark...].dropFirst())
        }
        if raw["SAMLRequest"] != nil, raw["SAMLResponse"] != nil { throw .parameterRepeated("SAMLRequest") }
    }

    /// The value as it was sent.
    subscript(_ name: String) -> [UInt8]? { raw[ExactString(name)] }

    /// The value decoded; `nil` where there is none.
    func text(_ name: String) throws(BindingRefusal) -> String? {
        guard let raw = self[name] else { return nil }
        guard let bytes = PercentEncoding.decode(raw, form: true), !bytes.contains(0),
            let text = String(strictUTF8: bytes)
        else { throw .parameterMalformed(name) }
        return text
    }
}
