public import Essentials
public import HTTP

/// One line of a rule file: which requests it is about, and what they do to what.
public struct ResourceRule: Sendable {
    /// The methods.
    public var methods: Set<HTTPMethod>
    /// The path's segments.
    public var path: [PathPart]
    /// Parameters that must stand in the query.
    public var demandedParameters: Set<ExactString>
    /// Further parameters that may stand there. A request with any other is not this rule's.
    public var furtherParameters: Set<ExactString>
    /// Header fields that must be there; of the fields that decide (`ResourceMap.decidingHeaders`) no other may.
    public var demandedHeaders: Set<ExactString>
    /// What the request does.
    public var deeds: [ResourceDeed]
    /// What it does besides where a header field is there (`x-amz-acl` on an upload).
    public var headerDeeds: [ExactString: ResourceDeed]
    /// Condition keys, and where their values stand.
    public var context: [(key: String, source: ContextSource)]

    /// One part of a path.
    public enum PathPart: Sendable, Equatable {
        /// Exactly this segment.
        case literal(ExactString)
        /// One segment that is not empty.
        case one(String)
        /// All the rest, one segment at least, the first not empty.
        case rest(String)
    }

    /// Where the value of a condition key stands.
    public enum ContextSource: Sendable, Equatable {
        /// In a parameter of the query.
        case parameter(ExactString)
        /// In a header field.
        case header(String)
    }

    /// A rule of these parts.
    public init(
        methods: Set<HTTPMethod>, path: [PathPart], demandedParameters: Set<ExactString> = [],
        furtherParameters: Set<ExactString> = [], demandedHeaders: Set<ExactString> = [], deeds: [ResourceDeed],
        headerDeeds: [ExactString: ResourceDeed] = [:], context: [(key: String, source: ContextSource)] = []
    ) {
        self.methods = methods
        self.path = path
        self.demandedParameters = demandedParameters
        self.furtherParameters = furtherParameters
        self.demandedHeaders = demandedHeaders
        self.deeds = deeds
        self.headerDeeds = headerDeeds
        self.context = context
    }

    /// What stood in the names of the path; `nil` where the path is another.
    func captures(_ found: ResourcePath) -> [ExactString: String]? {
        var captures: [ExactString: String] = [:]
        var segments = found.segments[...]
        for part in path {
            switch part {
            case .literal(let name):
                guard let segment = segments.popFirst(), ExactString(segment) == name else { return nil }
            case .one(let name):
                guard let segment = segments.popFirst(), !segment.isEmpty else { return nil }
                captures[ExactString(name)] = segment
            case .rest(let name):
                guard let first = segments.first, !first.isEmpty else { return nil }
                captures[ExactString(name)] = segments.joined(separator: "/")
                segments = []
            }
        }
        // `/bucket` and `/bucket/` are the same; a slash behind a key is part of the key.
        guard segments.isEmpty || (segments.count == 1 && segments.first?.isEmpty == true) else { return nil }
        return captures
    }
}

/// One thing that a request does: an action on a resource.
public struct ResourceDeed: Sendable, Equatable {
    /// `s3:GetObject`.
    public let action: String
    /// The resource, with names of the path in braces.
    public let resource: ResourceTemplate

    /// A deed.
    public init(action: String, resource: ResourceTemplate) {
        self.action = action
        self.resource = resource
    }
}

/// The name of a resource, with holes.
public struct ResourceTemplate: Sendable, Equatable {
    /// A piece of it.
    enum Piece: Sendable, Equatable {
        case text(String)
        case capture(ExactString)
        /// What `x-amz-copy-source` names, `bucket/key`.
        case copySource
    }

    let pieces: [Piece]

    /// Reads `arn:aws:s3:::{bucket}/{key}`; `{copy-source}` is what the header of that meaning names.
    ///
    /// - Throws: `ResourceRuleError` for braces that do not close, and a name that the path does not have.
    public init(_ text: String, names: Set<ExactString>) throws(ResourceRuleError) {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let after = rest.utf8.index(after: open)
            guard let close = rest[after...].utf8.firstIndex(of: UInt8(ascii: "}")) else {
                throw .template(text, why: "a brace does not close")
            }
            let name = ExactString(String(rest[after..<close]))
            if name == "copy-source" {
                pieces.append(.copySource)
            } else {
                guard names.contains(name) else { throw .template(text, why: "the path has no `{\(name)}`") }
                pieces.append(.capture(name))
            }
            rest = rest[rest.utf8.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    /// Fills the holes.
    func filled(_ captures: [ExactString: String], copySource: () throws(ResourceRefusal) -> String)
        throws(ResourceRefusal) -> String
    {
        var out = ""
        for piece in pieces {
            switch piece {
            case .text(let text): out += text
            case .capture(let name): out += captures[name] ?? ""
            case .copySource: out += try copySource()
            }
        }
        return out
    }
}

/// Why a rule file is not taken.
public enum ResourceRuleError: Reportable, Equatable {
    case template(String, why: String)
    case path(String, why: String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .template: "resource-rule-template"
        case .path: "resource-rule-path"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .template(let text, let why): "the resource `\(text)` cannot be read: \(why)"
        case .path(let text, let why): "the path `\(text)` cannot be read: \(why)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .template: "write names of the path in braces, as in `arn:aws:s3:::{bucket}/{key}`"
        case .path: "write a path such as `/{bucket}/{key...}`, the dots at its end only"
        }
    }
}

extension ResourceRule.PathPart {
    /// Reads `/{bucket}/{key...}`.
    ///
    /// - Throws: `ResourceRuleError.path`.
    public static func read(_ text: String) throws(ResourceRuleError) -> [ResourceRule.PathPart] {
        guard text.startsExactly(with: "/") else { throw .path(text, why: "it does not begin with a slash") }
        var parts: [ResourceRule.PathPart] = []
        var names: Set<ExactString> = []
        let segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for (index, segment) in segments.enumerated() {
            if segment.isEmpty {
                guard index == segments.count - 1 else { throw .path(text, why: "it holds an empty segment") }
                continue
            }
            guard segment.startsExactly(with: "{"), segment.endsExactly(with: "}") else {
                parts.append(.literal(ExactString(segment)))
                continue
            }
            var name = String(segment.dropFirst().dropLast())
            let isRest = name.endsExactly(with: "...")
            if isRest {
                guard index == segments.count - 1 else { throw .path(text, why: "the dots are not at its end") }
                name = String(name.dropLast(3))
            }
            guard !name.isEmpty, names.insert(ExactString(name)).inserted else {
                throw .path(text, why: "a name is empty or stands twice")
            }
            parts.append(isRest ? .rest(name) : .one(name))
        }
        return parts
    }

    /// The name it gives a value to.
    public var name: ExactString? {
        switch self {
        case .literal: nil
        case .one(let name), .rest(let name): ExactString(name)
        }
    }
}
