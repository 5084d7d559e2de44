internal import Essentials
internal import XMLDocuments

/// How a node is made into bytes, as `ds:CanonicalizationMethod` or a `ds:Transform` says.
struct Canonicalisation: Equatable {
    /// The algorithms that are known. Version 1.1 of the inclusive form is none of SAML's (SAML core §5.4.3).
    enum Algorithm: CaseIterable {
        case exclusive
        case exclusiveWithComments
        case inclusive
        case inclusiveWithComments

        var uri: String {
            switch self {
            case .exclusive: "http://www.w3.org/2001/10/xml-exc-c14n#"
            case .exclusiveWithComments: "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
            case .inclusive: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
            case .inclusiveWithComments: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
            }
        }

        init?(_ uri: String) {
            guard let found = Algorithm.allCases.first(where: { $0.uri.isExactly(uri) }) else { return nil }
            self = found
        }

        var isInclusive: Bool { self == .inclusive || self == .inclusiveWithComments }
    }

    /// Names in a `PrefixList`.
    static let maximumPrefixes = 16

    let algorithm: Algorithm
    let inclusivePrefixes: [String]

    /// The form of `ds:SignedInfo`: comments count where the algorithm says so.
    var form: CanonicalForm {
        switch algorithm {
        case .exclusive: .exclusive(withComments: false, inclusivePrefixes: inclusivePrefixes)
        case .exclusiveWithComments: .exclusive(withComments: true, inclusivePrefixes: inclusivePrefixes)
        case .inclusive: .inclusive(withComments: false)
        case .inclusiveWithComments: .inclusive(withComments: true)
        }
    }

    /// The form of what a reference `#ID` means: that is a set of nodes without the comments, whatever the
    /// algorithm would do with them (XML-DSig 1.1 §4.4.3.3).
    var formOfReference: CanonicalForm {
        algorithm.isInclusive
            ? .inclusive(withComments: false)
            : .exclusive(withComments: false, inclusivePrefixes: inclusivePrefixes)
    }
}
