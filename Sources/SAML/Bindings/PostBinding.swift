internal import Essentials
public import HTTP

/// A form that a browser posts (SAML Bindings §3.5): the page shows a button and submits it by script where it can.
public struct PostForm: Sendable {
    /// Where to.
    public let action: HTTPURL
    /// The hidden fields in their order.
    public let fields: [(name: String, value: String)]
}

/// Messages in a form that the browser posts (SAML Bindings §3.5), signed in the XML.
public enum PostBinding {
    /// Bytes of a form that are read at most: a message of the longest kind in base64, each `+` of it encoded.
    public static let maximumFormBytes = 1_048_576

    /// The form that carries a message.
    public static func encode(
        _ message: [UInt8], as parameter: MessageParameter, to location: HTTPURL, relayState: RelayState?
    ) -> PostForm {
        var fields = [(name: parameter.rawValue, value: Base64.encode(message))]
        if let relayState { fields.append((name: "RelayState", value: relayState.text.text)) }
        return PostForm(action: location, fields: fields)
    }

    /// Takes a message out of a form. Nothing of it is verified yet.
    ///
    /// - Throws: `BindingRefusal`.
    public static func decode(_ form: FormFields, _ parameter: MessageParameter) throws(BindingRefusal)
        -> (xml: [UInt8], relayState: RelayState?)
    {
        let message = try only(parameter.rawValue, form)
        guard let message else { throw .parameterMissing(parameter.rawValue) }
        guard message.utf8.count <= PostBinding.maximumFormBytes else {
            throw .tooLarge(limit: PostBinding.maximumFormBytes)
        }
        guard let xml = SAMLBase64.decode(message) else { throw .notBase64 }
        guard xml.count <= SAMLMessage.maximumBytes else { throw .tooLarge(limit: SAMLMessage.maximumBytes) }
        let relayState = try only("RelayState", form).map { text throws(BindingRefusal) in try RelayState(text) }
        return (xml, relayState)
    }

    private static func only(_ name: String, _ form: FormFields) throws(BindingRefusal) -> String? {
        let found = form.all(name)
        guard found.count <= 1 else { throw .parameterRepeated(name) }
        return found.first
    }
}
