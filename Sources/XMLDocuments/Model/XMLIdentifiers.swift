public import Essentials

/// Which attributes are of type ID. There is no DTD and no schema at run time, so the caller says it; an attribute
/// that only looks like one, `xml:id` or the `Id` of a `ds:Object`, is none.
public struct XMLIdentifiers: Sendable {
    /// The attribute's name, in no namespace.
    let attribute: ExactString
    private let elements: Set<QualifiedName>

    /// The attribute of this name is an ID on these elements.
    public init(_ attribute: ExactString, of elements: Set<QualifiedName>) {
        self.attribute = attribute
        self.elements = elements
    }

    func include(_ element: QualifiedName) -> Bool { elements.contains(element) }

    /// No attribute is an ID.
    public static let none = XMLIdentifiers("", of: [])

    /// `ID` where the schemas of SAML have it (SAML 2.0 Core §2.3.3, §3.2.1, §3.2.2; Metadata §2.3, §2.4, §2.5).
    public static let saml = XMLIdentifiers(
        "ID",
        of: Set(
            ["Assertion"].map { QualifiedName("urn:oasis:names:tc:SAML:2.0:assertion", $0) }
                + [
                    "ArtifactResolve", "ArtifactResponse", "AssertionIDRequest", "AttributeQuery", "AuthnQuery",
                    "AuthnRequest", "AuthzDecisionQuery", "LogoutRequest", "LogoutResponse", "ManageNameIDRequest",
                    "ManageNameIDResponse", "NameIDMappingRequest", "NameIDMappingResponse", "Response",
                    "SubjectQuery",
                ].map { QualifiedName("urn:oasis:names:tc:SAML:2.0:protocol", $0) }
                + [
                    "AffiliationDescriptor", "AttributeAuthorityDescriptor", "AuthnAuthorityDescriptor",
                    "EntitiesDescriptor", "EntityDescriptor", "IDPSSODescriptor", "PDPDescriptor", "RoleDescriptor",
                    "SPSSODescriptor",
                ].map { QualifiedName("urn:oasis:names:tc:SAML:2.0:metadata", $0) }))
}
