import Essentials

/// Chooses a handler by method and path.
///
/// A pattern is a path of literal segments, `{name}` for one segment, and at its end `{name...}` for one or
/// more. Segments of the raw target are decoded one by one, so that an encoded slash never makes two of
/// one. A literal wins over a name, a name over a rest; where the more literal way ends nowhere, the other
/// is tried. Nothing is normalised: `//`, `/./` and `/../` match no pattern.
public struct Router: Sendable {
    /// Answers a request whose path fitted.
    public typealias Handler = @Sendable (HTTPRequest, PathParameters) async -> HTTPResponse

    /// What a request was matched to.
    public struct Match: Sendable {
        /// The pattern as it was given; a metric's label.
        public let pattern: String
        /// What stood in the pattern's names.
        public let parameters: PathParameters
        /// The methods that this path takes.
        public let methods: [HTTPMethod]
        /// The handler of the request's method; `nil` where there is none.
        public let handler: Handler?
    }

    private var root = Node()

    /// Knows no path.
    public init() {}

    /// Adds a handler. A pattern that cannot be read, or one given twice for one method, is a mistake of the
    /// programmer and ends the process at start.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping Handler) {
        precondition(pattern.hasPrefix("/"), "the pattern \(pattern) does not start with a slash")
        let segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        root.insert(segments[...], at: Endpoint(pattern: pattern), method, handler)
    }

    /// What the request's path is matched to; `nil` where there is no such path.
    public func match(_ request: HTTPRequest) -> Match? {
        let raw = request.rawTarget.prefix { $0 != UInt8(ascii: "?") }
        guard raw.first == UInt8(ascii: "/") else { return nil }
        var segments: [String] = []
        for part in raw.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard segments.count < 64, let bytes = PercentEncoding.decode(part, form: false),
                let text = String(strictUTF8: bytes)
            else { return nil }
            segments.append(text)
        }
        guard let (endpoint, values) = root.find(segments[...]) else { return nil }
        let handler = endpoint.handlers[request.method] ?? (request.method == .head ? endpoint.handlers[.get] : nil)
        return Match(
            pattern: endpoint.pattern, parameters: PathParameters(values), methods: endpoint.methods, handler: handler)
    }

    /// The answer of the handler that fits; 405 with `Allow` where the path takes other methods only
    /// (RFC 9110 §15.5.6); `nil` where there is no such path. HEAD is answered by GET's handler.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        guard let match = match(request) else { return nil }
        guard let handler = match.handler else {
            let allowed = match.methods.map(\.rawValue).joined(separator: ", ")
            var refusal = HTTPResponse.text(.methodNotAllowed, "method not allowed\n")
            refusal.headers.set("Allow", allowed)
            return refusal
        }
        return await handler(request, match.parameters)
    }
}

/// What stood in the names of a pattern, decoded.
public struct PathParameters: Sendable {
    private let values: [(name: String, value: String)]

    /// These values.
    public init(_ values: [(name: String, value: String)] = []) { self.values = values }

    /// What stood in the place of a name; `nil` where the pattern has no such name.
    public subscript(_ name: String) -> String? { values.first { $0.name.isExactly(name) }?.value }
}

/// The end of a pattern: its handlers.
private struct Endpoint: Sendable {
    let pattern: String
    var handlers: [HTTPMethod: Router.Handler] = [:]

    /// What `Allow` lists, HEAD beside GET.
    var methods: [HTTPMethod] {
        HTTPMethod.allCases.filter { handlers[$0] != nil || ($0 == .head && handlers[.get] != nil) }
    }
}

/// One segment's choices.
private struct Node: Sendable {
    typealias Values = [(name: String, value: String)]
    private var literals: [ExactString: Node] = [:]
    /// At most one element; an array because a struct cannot hold itself.
    private var named: [(name: String, node: Node)] = []
    private var rest: (name: String, endpoint: Endpoint)?
    private var endpoint: Endpoint?

    mutating func insert(
        _ segments: ArraySlice<Substring>, at new: Endpoint, _ method: HTTPMethod, _ handler: @escaping Router.Handler
    ) {
        guard let segment = segments.first else {
            endpoint = Node.adding(handler, method, to: endpoint ?? new)
            return
        }
        if segment.hasPrefix("{"), segment.hasSuffix("...}") {
            precondition(segments.count == 1, "a rest stands at the end of \(new.pattern)")
            let name = String(segment.dropFirst().dropLast(4))
            precondition(rest == nil || rest?.name == name, "\(new.pattern) names a rest differently")
            rest = (name, Node.adding(handler, method, to: rest?.endpoint ?? new))
        } else if segment.hasPrefix("{"), segment.hasSuffix("}") {
            let name = String(segment.dropFirst().dropLast())
            if named.isEmpty { named = [(name, Node())] }
            precondition(named[0].name == name, "\(new.pattern) names a segment differently")
            named[0].node.insert(segments.dropFirst(), at: new, method, handler)
        } else {
            precondition(!segment.contains { $0 == "{" || $0 == "}" }, "a name is a whole segment in \(new.pattern)")
            literals[ExactString(String(segment)), default: Node()].insert(
                segments.dropFirst(), at: new, method, handler)
        }
    }

    func find(_ segments: ArraySlice<String>) -> (Endpoint, Values)? {
        guard let segment = segments.first else { return endpoint.map { ($0, []) } }
        if let found = literals[ExactString(segment)]?.find(segments.dropFirst()) { return found }
        if let (name, node) = named.first, Node.isValue(segment), let found = node.find(segments.dropFirst()) {
            return (found.0, [(name, segment)] + found.1)
        }
        if let (name, endpoint) = rest, segments.allSatisfy(Node.isValue) {
            return (endpoint, [(name, segments.joined(separator: "/"))])
        }
        return nil
    }

    /// Empty segments and dots are never the value of a name.
    private static func isValue(_ segment: String) -> Bool { !segment.isEmpty && segment != "." && segment != ".." }

    private static func adding(_ handler: @escaping Router.Handler, _ method: HTTPMethod, to endpoint: Endpoint)
        -> Endpoint
    {
        var endpoint = endpoint
        precondition(endpoint.handlers[method] == nil, "\(method.rawValue) \(endpoint.pattern) is given twice")
        endpoint.handlers[method] = handler
        return endpoint
    }
}
