/// Which canonical form of an element.
public enum CanonicalForm: Sendable, Equatable {
    /// Exclusive XML Canonicalization 1.0. The prefixes of `InclusiveNamespaces PrefixList` are treated as the
    /// inclusive form treats all; `#default` is the default namespace.
    case exclusive(withComments: Bool, inclusivePrefixes: [String])
    /// Canonical XML 1.0.
    case inclusive(withComments: Bool)

    /// How many prefixes a `PrefixList` may have.
    public static let maximumPrefixes = 16
}

extension XMLNode {
    /// The canonical form of this element with all that is inside: what a signature's digest is made of. Never
    /// empty.
    ///
    /// - Parameter omitting: an element inside that is left out, as the enveloped-signature transform leaves out
    ///   the signature (XML Signature §6.6.4).
    /// - Throws: `XMLError.canonicalisationFailed`, `.nodeOfAnotherDocument`.
    public func canonical(_ form: CanonicalForm, omitting omitted: XMLNode? = nil) throws(XMLError) -> [UInt8] {
        if let omitted {
            guard omitted.document === document else { throw .nodeOfAnotherDocument }
            guard contains(omitted) else { throw .canonicalisationFailed("what is left out stands outside of it") }
        }
        var canonicaliser = try Canonicaliser(form, omitted: omitted?.pointer, capacity: document.byteCount)
        try canonicaliser.write(from: pointer)
        // An empty form would have the digest of nothing, which anyone can sign for anything.
        guard !canonicaliser.output.bytes.isEmpty else { throw .canonicalisationFailed("it is empty") }
        return canonicaliser.output.bytes
    }
}

/// Which namespace declarations an element brings along that is taken out of its document.
public enum BroughtDeclarations: Sendable {
    /// All that are in scope where it stands: each signature inside still means the same.
    case all
    /// Those that names inside use.
    case used
}

extension XMLNode {
    /// This element as the bytes of a document of its own, for reading it again: comments and CDATA sections stay, so
    /// that what is refused here for one is refused there as well.
    ///
    /// - Throws: `XMLError.canonicalisationFailed`.
    public func alone(bringing declarations: BroughtDeclarations) throws(XMLError) -> [UInt8] {
        let form: CanonicalForm =
            switch declarations {
            case .all: .inclusive(withComments: true)
            case .used: .exclusive(withComments: true, inclusivePrefixes: [])
            }
        var canonicaliser = try Canonicaliser(form, omitted: nil, for: .reading, capacity: document.byteCount)
        try canonicaliser.write(from: pointer)
        return canonicaliser.output.bytes
    }
}
