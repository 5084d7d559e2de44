import Essentials

/// `Resource` or `NotResource`: patterns of ARNs that match byte by byte.
struct ResourceElement: Sendable {
    private let patterns: [CompiledText]
    let isNegated: Bool

    var member: String { isNegated ? "NotResource" : "Resource" }

    init(
        _ texts: [String], isNegated: Bool, kind: PolicyKind, version: PolicyDocument.Version, statement: Int
    ) throws(PolicyError) {
        self.isNegated = isNegated
        var patterns: [CompiledText] = []
        for text in texts {
            guard !text.isExactly("*") else {
                patterns.append(.fixed(WildcardPattern("*")))
                continue
            }
            var parsed: PolicyText
            do throws(VariableFault) {
                parsed = try PolicyText(text, wildcards: true, variables: version == .current)
            } catch { throw .invalidVariable(error.text, why: error.why, statement: statement) }
            try ResourceElement.judge(text, parsed, kind, statement)
            parsed.completeFields()
            patterns.append(CompiledText(parsed, .resource))
        }
        self.patterns = patterns
    }

    /// Whether the element includes the request's resource; `nil` where it is negated, none of its patterns is known
    /// to fit, and of one of them a variable has no value.
    func contains(_ request: AccessRequest) -> Bool? {
        request.resource.withBytes { resource -> Bool? in
            var isUnresolved = false
            for pattern in patterns {
                switch pattern.matches(resource, request.context) {
                case true: return !isNegated
                case false: continue
                default: isUnresolved = true
                }
            }
            return isNegated ? (isUnresolved ? nil : true) : false
        }
    }

    private static func judge(
        _ text: String, _ parsed: PolicyText, _ kind: PolicyKind, _ statement: Int
    ) throws(PolicyError) {
        func fault(_ fault: PolicyError.ResourceFault) -> PolicyError {
            .invalidResource(text, fault, statement: statement)
        }
        guard text.startsExactly(with: "arn:") else { throw fault(.notARN) }
        let fields = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        if kind == .session, fields.count < 6 { throw fault(.incomplete) }
        // `arn:*` completes to any ARN; otherwise the service is written out.
        if fields.count == 2, fields[1].elementsEqual("*".utf8) { return }
        guard fields.count > 2, !fields[2].isEmpty,
            !fields[2].contains(UInt8(ascii: "*")), !fields[2].contains(UInt8(ascii: "?")),
            !fields[2].contains(UInt8(ascii: "$"))
        else { throw fault(.vendor) }
    }
}
