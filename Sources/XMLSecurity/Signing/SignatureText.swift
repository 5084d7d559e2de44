internal import Essentials

/// The text of a signature, written in the form that canonicalisation would give it.
struct SignatureText {
    let algorithm: SignatureURI
    let identifier: ExactString
    let digestValue: String
    let inclusivePrefixes: [String]

    /// The canonical form of `ds:SignedInfo`: what is signed.
    var signedInfo: String { signedInfo(declaring: " xmlns:ds=\"\(Namespace.signature)\"") }

    /// The whole element; `certificate` is base64 of DER.
    func signature(value: String, certificate: String?) -> String {
        var text = "<ds:Signature xmlns:ds=\"\(Namespace.signature)\">" + signedInfo(declaring: "")
        text += "<ds:SignatureValue>\(value)</ds:SignatureValue>"
        if let certificate {
            text += "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>\(certificate)</ds:X509Certificate></ds:X509Data>"
            text += "</ds:KeyInfo>"
        }
        return text + "</ds:Signature>"
    }

    private func signedInfo(declaring declaration: String) -> String {
        var text = "<ds:SignedInfo\(declaration)>"
        text += method("CanonicalizationMethod", Canonicalisation.Algorithm.exclusive.uri)
        text += method("SignatureMethod", algorithm.uri)
        text += "<ds:Reference URI=\"#\(identifier)\"><ds:Transforms>"
        text += method("Transform", SignatureForm.envelopedSignature)
        text += method("Transform", Canonicalisation.Algorithm.exclusive.uri, content: prefixList)
        text += "</ds:Transforms>" + method("DigestMethod", algorithm.hash.digestURI)
        return text + "<ds:DigestValue>\(digestValue)</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    }

    private func method(_ name: String, _ uri: String, content: String = "") -> String {
        "<ds:\(name) Algorithm=\"\(uri)\">\(content)</ds:\(name)>"
    }

    private var prefixList: String {
        guard !inclusivePrefixes.isEmpty else { return "" }
        let list = inclusivePrefixes.joined(separator: " ")
        return "<ec:InclusiveNamespaces xmlns:ec=\"\(Namespace.exclusive)\" PrefixList=\"\(list)\">"
            + "</ec:InclusiveNamespaces>"
    }
}
