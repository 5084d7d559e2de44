internal import Cryptography
internal import Essentials
public import HTTP
public import XMLSecurity

/// The two messages of a binding by their parameter.
public enum MessageParameter: String, Sendable, Hashable {
    /// A request.
    case request = "SAMLRequest"
    /// A response.
    case response = "SAMLResponse"
}

/// Messages in the query of a redirect (SAML Bindings §3.4), signed in the query (§3.4.4.1).
public enum RedirectBinding {
    /// Bytes of a query that are read at most.
    public static let maximumQueryBytes = 65_536

    static let deflateEncoding = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

    /// The URL that carries a message.
    ///
    /// - Parameter credential: the key that signs the query; `nil` for a message that is not signed.
    /// - Throws: `MessageFailure.binding(.messageTooLong)` where the URL would be longer than 8 KiB.
    public static func encode(
        _ message: [UInt8], as parameter: MessageParameter, to location: HTTPURL, relayState: RelayState?,
        signedBy credential: SigningCredential?
    ) throws(MessageFailure) -> HTTPURL {
        let compressed: [UInt8]
        do {
            compressed = try Deflate.compress(message)
        } catch {
            throw .binding(.notDeflated)
        }
        var query = "\(parameter.rawValue)=\(PercentEncoding.encode(Base64.encode(compressed)))"
        if let relayState { query += "&RelayState=\(PercentEncoding.encode(relayState.text.text))" }
        if let credential {
            guard let algorithm = SignatureURI(credential.scheme) else { throw .schemeHasNoName }
            query += "&SigAlg=\(PercentEncoding.encode(algorithm.uri))"
            do {
                let signature = try credential.key.sign(Array(query.utf8), credential.scheme)
                query += "&Signature=\(PercentEncoding.encode(Base64.encode(signature)))"
            } catch {
                throw .cryptography(error)
            }
        }
        let separator = location.query == nil ? "?" : (location.query == "" ? "" : "&")
        guard let url = HTTPURL(location.text.text + separator + query) else { throw .binding(.messageTooLong) }
        return url
    }

    /// Takes a message out of a query, undecoded as it came. Nothing of it is verified yet.
    ///
    /// - Throws: `BindingRefusal`; `parameterRepeated` for any of the binding's own names that stands twice.
    public static func decode(
        _ rawQuery: [UInt8], _ parameter: MessageParameter, limit: Int = SAMLMessage.maximumBytes
    ) throws(BindingRefusal) -> RedirectMessage {
        guard rawQuery.count <= maximumQueryBytes else { throw .tooLarge(limit: maximumQueryBytes) }
        let query = try RedirectQuery(rawQuery)
        guard let raw = query[parameter.rawValue] else { throw .parameterMissing(parameter.rawValue) }
        if let encoding = try query.text("SAMLEncoding"), !encoding.isExactly(deflateEncoding) {
            throw .encodingRefused(found: encoding)
        }
        guard let compressed = try query.text(parameter.rawValue).flatMap(SAMLBase64.decode) else { throw .notBase64 }
        let xml: [UInt8]
        do {
            xml = try Deflate.decompress(compressed, limit: limit)
        } catch {
            throw error == .tooLong ? .inflatesTooFar(limit: limit) : .notDeflated
        }
        let relayState = try query.text("RelayState").map { text throws(BindingRefusal) in try RelayState(text) }
        var signed = "\(parameter.rawValue)=".bytes + raw
        if let rawState = query["RelayState"] { signed += "&RelayState=".bytes + rawState }
        var signature: RedirectMessage.Signature?
        switch (query["SigAlg"], query["Signature"]) {
        case (nil, nil): break
        case (let rawAlgorithm?, _?):
            signed += "&SigAlg=".bytes + rawAlgorithm
            guard let value = try query.text("Signature").flatMap(SAMLBase64.decode) else {
                throw .parameterMalformed("Signature")
            }
            signature = .init(algorithm: try query.text("SigAlg") ?? "", value: value, signedBytes: signed)
        default: throw .signatureIncomplete
        }
        return RedirectMessage(xml: xml, relayState: relayState, signature: signature)
    }
}

/// How a query was signed.
public struct QuerySignature: Sendable, Hashable {
    /// The signature algorithm.
    public let algorithm: SignatureURI
    /// The key that verified it.
    public let keyLabel: String
}

/// A message out of a query, not verified.
public struct RedirectMessage: Sendable {
    /// A detached signature as it came.
    struct Signature: Sendable {
        let algorithm: String
        let value: [UInt8]
        /// The parameters in their order, each as the sender encoded it.
        let signedBytes: [UInt8]
    }

    /// The message.
    public let xml: [UInt8]
    /// What came beside it.
    public let relayState: RelayState?
    let signature: Signature?

    /// Whether the query carries a signature.
    public var isSigned: Bool { signature != nil }

    /// Verifies the query's signature.
    ///
    /// - Returns: the label of the key that made it.
    /// - Throws: `SignatureRefusal`; `unsigned` where there is none.
    public func verifySignature(_ rules: SignatureRules) throws(SignatureRefusal) -> QuerySignature {
        guard let signature else { throw .unsigned(element: "query") }
        guard let algorithm = SignatureURI(signature.algorithm) else { throw .algorithmRefused(signature.algorithm) }
        if algorithm.hash == .sha1, !rules.allowsSHA1 { throw .sha1Refused(algorithm.uri) }
        guard !rules.keys.isEmpty else { throw .noKey }
        let fitting = rules.keys.compactMap { key in algorithm.scheme(for: key.key.kind).map { (key, $0) } }
        guard !fitting.isEmpty else { throw .noKeyFits(algorithm: algorithm.uri) }
        let tried = fitting.prefix(SignatureRules.maximumKeys)
        for (key, scheme) in tried {
            do {
                let isValid = try key.key.isValid(
                    signature.value, over: signature.signedBytes, scheme,
                    legacy: rules.allowsSHA1 ? .sha1 : .refused)
                guard isValid else { continue }
                if algorithm.hash == .sha1 {
                    rules.log.log(
                        .warning, "a signature that stands on SHA-1 was taken, as configured",
                        ["key": key.label, "element": "query"])
                }
                return .init(algorithm: algorithm, keyLabel: key.label)
            } catch {
                throw .libraryFailure(.init(detail: error.detail))
            }
        }
        throw .badSignature(algorithm: algorithm.uri, tried: tried.count, fitting: fitting.count)
    }
}
