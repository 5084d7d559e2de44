internal import Essentials
internal import XMLDocuments

/// The namespaces that signatures and encryption are written in.
enum Namespace {
    static let signature: ExactString = "http://www.w3.org/2000/09/xmldsig#"
    static let exclusive: ExactString = "http://www.w3.org/2001/10/xml-exc-c14n#"
    static let encryption: ExactString = "http://www.w3.org/2001/04/xmlenc#"
    static let encryption11: ExactString = "http://www.w3.org/2009/xmlenc11#"
    static let assertion: ExactString = "urn:oasis:names:tc:SAML:2.0:assertion"
}

extension QualifiedName {
    /// A name of XML signatures.
    static func signature(_ name: ExactString) -> QualifiedName {
        QualifiedName(Namespace.signature, name)
    }

    /// A name of XML encryption.
    static func encryption(_ name: ExactString) -> QualifiedName {
        QualifiedName(Namespace.encryption, name)
    }

    static let signature = QualifiedName.signature("Signature")
    static let keyInfo = QualifiedName.signature("KeyInfo")
    static let encryptedData = QualifiedName.encryption("EncryptedData")
    static let encryptedKey = QualifiedName.encryption("EncryptedKey")
    static let encryptionMethod = QualifiedName.encryption("EncryptionMethod")
    static let issuer = QualifiedName(Namespace.assertion, "Issuer")
}
