import Essentials

/// What the named groups of a rule's regular expressions took.
typealias Captures = [ExactString: String]

/// Why a template could not be filled for one person.
struct TemplateFailure: Error {
    let why: String
}

extension Template {
    /// Fills the gaps for one person.
    func fill(_ identity: ExternalIdentity, _ captures: Captures) throws(TemplateFailure) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .claim(let name): result += try Template.text(of: name, in: identity)
            case .subject: result += identity.subject.text
            case .provider: result += identity.provider
            case .capture(let name):
                guard let text = captures[name] else {
                    throw TemplateFailure(why: "the group `\(name)` took no part in the match")
                }
                result += text
            }
            guard result.utf8.count <= Template.maximumResultBytes else {
                throw TemplateFailure(why: "`\(text)` gives more than \(Template.maximumResultBytes) bytes")
            }
        }
        return result
    }

    private static func text(of claim: String, in identity: ExternalIdentity) throws(TemplateFailure) -> String {
        switch identity.find(.named(claim)) {
        case .absent: throw TemplateFailure(why: "the claim `\(claim)` is absent")
        case .withheld(let why): throw TemplateFailure(why: why)
        case .value(let value):
            guard let text = value.claimText else {
                throw TemplateFailure(why: "the claim `\(claim)` is an \(value.kind), not a text")
            }
            return text
        }
    }
}
