public import Essentials
public import HTTP
public import SecurityTokens

/// The resources of one service behind a proxy: at which hosts, whose, and which request is which action.
public struct ResourceMap: Sendable {
    /// Its key in the configuration.
    public let id: String
    /// The service that signatures name.
    public let service: ExactString
    /// The hosts, in small letters; one that begins with `*.` gives its first label to the path, as S3's virtual
    /// hosting does.
    public let hosts: [String]
    /// The account whose resources these are.
    public let account: String
    /// How a request may speak of its body, which is not seen here.
    public let payloads: Set<PayloadDeclaration>
    /// Header fields that change what a request does: a rule that does not know one of them is not for a request that
    /// has it. In small letters.
    public let decidingHeaders: Set<ExactString>
    /// Parameters that never decide: those of the signature, and what shapes an answer only.
    public let idleParameters: Set<ExactString>
    /// The rules; the first that fits is taken.
    public let rules: [ResourceRule]

    /// A map of these parts.
    public init(
        id: String, service: ExactString, hosts: [String], account: String, payloads: Set<PayloadDeclaration>,
        decidingHeaders: Set<ExactString>, idleParameters: Set<ExactString>, rules: [ResourceRule]
    ) {
        self.id = id
        self.service = service
        self.hosts = hosts
        self.account = account
        self.payloads = payloads
        self.decidingHeaders = decidingHeaders
        self.idleParameters = idleParameters
        self.rules = rules
    }

    /// One action on one resource, under these condition keys.
    public struct Access: Sendable, Equatable {
        /// `s3:GetObject`.
        public let action: String
        /// The resource's ARN.
        public let resource: String
    }

    /// What the parameters of every signature in the query are called.
    private static let signatureParameters: Set<ExactString> = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-Region-Set",
    ]

    /// True where a host, in small letters, is one of these; with the label that goes to the path.
    public func matches(_ host: String) -> (isOurs: Bool, label: String?) {
        for pattern in hosts {
            if pattern.isExactly(host) { return (true, nil) }
            guard pattern.startsExactly(with: "*."), host.endsExactly(with: String(pattern.dropFirst())) else {
                continue
            }
            let label = String(host.dropLast(pattern.utf8.count - 1))
            if ResourceMap.isLabel(label) { return (true, label) }
        }
        return (false, nil)
    }

    /// True for names that stand in the path as one segment however a host is read: a bucket's.
    private static func isLabel(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCIISmallOrDigit || $0 == UInt8(ascii: "-") }
        }
    }

    /// What a request does, by the first rule that fits.
    ///
    /// - Throws: `ResourceRefusal` for a path that may be read in two ways, and a request that no rule knows.
    public func accesses(
        _ request: HTTPRequest, label: String?
    ) throws(ResourceRefusal) -> (accesses: [Access], context: [(key: String, value: String)]) {
        var path = try ResourcePath(request.rawTarget)
        if let label { path = path.below(label) }
        guard let query = try? request.query() else { throw .ambiguousPath("its query cannot be read") }
        let parameters = Set(query.pairs.map { ExactString($0.name) })
            .subtracting(ResourceMap.signatureParameters).subtracting(idleParameters)
        guard query.repeatedName == nil else { throw .ambiguousPath("a parameter stands twice") }
        let deciding = Set(request.headers.fields.map { ExactString($0.name.asciiLowercased) })
            .intersection(decidingHeaders)
        for rule in rules where rule.methods.contains(request.method) {
            guard let captures = rule.captures(path), rule.demandedParameters.isSubset(of: parameters),
                parameters.isSubset(of: rule.demandedParameters.union(rule.furtherParameters)),
                rule.demandedHeaders.isSubset(of: deciding),
                deciding.isSubset(of: rule.demandedHeaders.union(rule.headerDeeds.keys))
            else { continue }
            let deeds =
                rule.deeds
                + rule.headerDeeds.filter { deciding.contains($0.key) }.sorted { $0.key < $1.key }
                .map(\.value)
            var accesses: [Access] = []
            for deed in deeds {
                let resource = try deed.resource.filled(captures) { () throws(ResourceRefusal) in
                    try ResourceMap.copySource(of: request)
                }
                accesses.append(Access(action: deed.action, resource: resource))
            }
            return (accesses, ResourceMap.context(rule, request, query))
        }
        throw .unknownRequest
    }

    private static func context(
        _ rule: ResourceRule, _ request: HTTPRequest, _ query: FormFields
    ) -> [(key: String, value: String)] {
        rule.context.compactMap { entry in
            let value: String? =
                switch entry.source {
                case .parameter(let name): query[name.text]
                case .header(let name): request.headers[name]
                }
            return value.map { (entry.key, $0) }
        }
    }

    /// `bucket/key` of `x-amz-copy-source`, with or without a slash before it; a version is not taken, for it is another
    /// action at AWS.
    private static func copySource(of request: HTTPRequest) throws(ResourceRefusal) -> String {
        let values = request.headers.all("x-amz-copy-source")
        guard values.count == 1, let value = values.first, !value.utf8.contains(UInt8(ascii: "?")) else {
            throw .unknownRequest
        }
        let raw = value.startsExactly(with: "/") ? value.bytes : "/".bytes + value.bytes
        // A bare plus is a plus to one reader and a space to another.
        guard !raw.contains(UInt8(ascii: "+")) else { throw .ambiguousPath("its copy source holds a bare `+`") }
        let path = try ResourcePath(raw)
        guard path.segments.count >= 2, path.segments.allSatisfy({ !$0.isEmpty }) else { throw .unknownRequest }
        return path.segments.joined(separator: "/")
    }
}
