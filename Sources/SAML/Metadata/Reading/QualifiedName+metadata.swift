internal import Essentials
internal import XMLDocuments

extension QualifiedName {
    /// A name of metadata.
    static func md(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.metadata, name) }
    /// A name of metadata's words for people.
    static func mdui(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.userInterface, name) }
}
