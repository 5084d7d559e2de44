import Essentials
import HTTP

/// The parts of a signature as they stand in a request, in the one place where they stand: the `Authorization` field,
/// or the query.
struct SignatureParts {
    /// Where they stood.
    enum Place: Equatable {
        case header
        /// With `X-Amz-Expires`, in seconds, where it is there.
        case query(lifetime: Int?)
    }

    let place: Place
    let algorithm: SigningAlgorithm
    let credential: String
    let signedHeaders: String
    let signature: String
    let date: String
    let sessionToken: String?
    /// What `x-amz-content-sha256` says of the body.
    let declaredPayload: String?
    /// `X-Amz-Region-Set`, which only goes with the asymmetric algorithm.
    let regionSet: String?

    /// The parameters that make a signature in the query, as they must be spelled.
    private static let parameters: [ExactString] = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-Region-Set",
    ]
    /// Those whose presence makes it one.
    private static let marks: Set<ExactString> = ["x-amz-algorithm", "x-amz-credential", "x-amz-signature"]

    /// True where the query has anything of a signature.
    static func isInQuery(_ request: HTTPRequest) -> Bool {
        guard let query = try? request.query() else { return false }
        return query.pairs.contains { marks.contains(ExactString($0.name.asciiLowercased)) }
    }

    init(_ request: HTTPRequest) throws(SigV4Refusal) {
        let fields = request.headers.all("Authorization")
        guard !SignatureParts.isInQuery(request) else {
            guard fields.isEmpty else { throw .ambiguous("it stands in the header and in the query") }
            self = try SignatureParts(query: request)
            return
        }
        guard let field = fields.first else { throw .missing }
        guard fields.count == 1 else { throw .ambiguous("`Authorization` stands twice") }
        self = try SignatureParts(field: field, of: request)
    }

    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the three in any order, each once.
    private init(field: String, of request: HTTPRequest) throws(SigV4Refusal) {
        guard field.utf8.count <= 4096 else { throw .incomplete("`Authorization` is too long") }
        guard let algorithm = SigningAlgorithm.allCases.first(where: { field.startsExactly(with: $0.rawValue + " ") })
        else { throw .incomplete("`Authorization` must begin with `\(SigningAlgorithm.hmac.rawValue)`") }
        var found: [ExactString: String] = [:]
        for part in field.utf8.dropFirst(algorithm.rawValue.utf8.count + 1).split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        {
            let pair = part.drop { $0 == UInt8(ascii: " ") }
            guard let mark = pair.firstIndex(of: UInt8(ascii: "=")) else { throw .incomplete("a part has no `=`") }
            let name = ExactString(String(Substring(pair[..<mark])))
            guard found[name] == nil else { throw .ambiguous("`\(name)` stands twice") }
            found[name] = String(Substring(pair[mark...].dropFirst()))
        }
        func part(_ name: ExactString) throws(SigV4Refusal) -> String {
            guard let value = found[name] else { throw .incomplete("`\(name)` is missing") }
            return value
        }
        func header(_ name: String) throws(SigV4Refusal) -> String? {
            let values = request.headers.all(name)
            guard values.count <= 1 else { throw .ambiguous("`\(name)` stands twice") }
            return values.first
        }
        place = .header
        self.algorithm = algorithm
        credential = try part("Credential")
        signedHeaders = try part("SignedHeaders")
        signature = try part("Signature")
        guard found.count == 3 else { throw .incomplete("`Authorization` holds something unknown") }
        guard let date = try header("X-Amz-Date") else { throw .incomplete("`X-Amz-Date` is missing") }
        self.date = date
        sessionToken = try header("X-Amz-Security-Token")
        declaredPayload = try header("X-Amz-Content-Sha256")
        regionSet = try header("X-Amz-Region-Set")
    }

    private init(query request: HTTPRequest) throws(SigV4Refusal) {
        guard let query = try? request.query() else { throw .malformedTarget }
        var found: [ExactString: String] = [:]
        for pair in query.pairs {
            let lowered = ExactString(pair.name.asciiLowercased)
            guard let name = SignatureParts.parameters.first(where: { ExactString($0.text.asciiLowercased) == lowered })
            else { continue }
            guard name == ExactString(pair.name) else { throw .incomplete("`\(name)` must be spelled so") }
            guard found[name] == nil else { throw .ambiguous("`\(name)` stands twice") }
            found[name] = pair.value
        }
        func part(_ name: ExactString) throws(SigV4Refusal) -> String {
            guard let value = found[name] else { throw .incomplete("`\(name)` is missing") }
            return value
        }
        // Both places at once: one reader would take this, another that.
        for name in ["X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Region-Set"] where request.headers.contains(name) {
            throw .ambiguous("`\(name)` stands beside a signature in the query")
        }
        let name = try part("X-Amz-Algorithm")
        guard let algorithm = SigningAlgorithm.allCases.first(where: { $0.rawValue.isExactly(name) }) else {
            throw .incomplete("`X-Amz-Algorithm` must be `\(SigningAlgorithm.hmac.rawValue)`")
        }
        var lifetime: Int?
        if let text = found["X-Amz-Expires"] {
            guard (1...9).contains(text.utf8.count),
                text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text)
            else { throw .incomplete("`X-Amz-Expires` must be a number of seconds") }
            lifetime = number
        }
        let declared = request.headers.all("X-Amz-Content-Sha256") + (found["X-Amz-Content-Sha256"].map { [$0] } ?? [])
        guard declared.count <= 1 else { throw .ambiguous("`X-Amz-Content-Sha256` stands twice") }
        place = .query(lifetime: lifetime)
        self.algorithm = algorithm
        credential = try part("X-Amz-Credential")
        signedHeaders = try part("X-Amz-SignedHeaders")
        signature = try part("X-Amz-Signature")
        date = try part("X-Amz-Date")
        sessionToken = found["X-Amz-Security-Token"]
        declaredPayload = declared.first
        regionSet = found["X-Amz-Region-Set"]
    }
}
