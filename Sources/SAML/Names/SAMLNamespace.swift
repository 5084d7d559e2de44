public import Essentials

/// The XML namespaces that SAML's documents are written in.
public enum SAMLNamespace {
    /// Assertions (SAML Core §1.2), prefix `saml`.
    public static let assertion: ExactString = "urn:oasis:names:tc:SAML:2.0:assertion"
    /// Protocol messages (SAML Core §1.2), prefix `samlp`; also what a role descriptor names as the protocol it
    /// speaks (SAML Metadata §2.4.1).
    public static let protocolMessages: ExactString = "urn:oasis:names:tc:SAML:2.0:protocol"
    /// Metadata (SAML Metadata §1.1), prefix `md`.
    public static let metadata: ExactString = "urn:oasis:names:tc:SAML:2.0:metadata"
    /// Login and discovery user interface (SAML MDUI §2.1), prefix `mdui`.
    public static let userInterface: ExactString = "urn:oasis:names:tc:SAML:metadata:ui"
    /// Algorithms a party supports (SAML Algorithm Support §2), prefix `alg`.
    public static let algorithmSupport: ExactString = "urn:oasis:names:tc:SAML:metadata:algsupport"
    /// Shibboleth's metadata extensions, of which `Scope` is in use everywhere, prefix `shibmd`.
    public static let shibbolethMetadata: ExactString = "urn:mace:shibboleth:metadata:1.0"
    /// XML Signature (XML-DSig §1.3), prefix `ds`.
    public static let signature: ExactString = "http://www.w3.org/2000/09/xmldsig#"
    /// XML Encryption (XML-Enc §1.3), prefix `xenc`.
    public static let encryption: ExactString = "http://www.w3.org/2001/04/xmlenc#"
    /// SOAP 1.1 (§3), prefix `soap`.
    public static let soapEnvelope: ExactString = "http://schemas.xmlsoap.org/soap/envelope/"
    /// XML Schema instances, prefix `xsi`.
    public static let schemaInstance: ExactString = "http://www.w3.org/2001/XMLSchema-instance"
    /// XML Schema, prefix `xs`.
    public static let schema: ExactString = "http://www.w3.org/2001/XMLSchema"
    /// The namespace that the prefix `xml` always stands for.
    public static let xml: ExactString = "http://www.w3.org/XML/1998/namespace"
}
