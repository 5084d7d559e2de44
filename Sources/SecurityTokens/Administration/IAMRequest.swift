import Essentials
public import HTTP

/// A request of the IAM Query API, version 2010-05-08, its parameters within their limits.
public struct IAMRequest: Sendable {
    /// The one version there is.
    public static let version = "2010-05-08"
    /// Bytes of a form or query that are read at most: the longest document, percent-encoded.
    static let maximumBytes = 524_288

    /// What is asked for.
    public let action: IAMAction
    /// The parameters, each name once.
    public let parameters: FormFields

    /// Reads a request. The parameters are judged by `validate`, once it is known who asks.
    ///
    /// - Throws: `STSError`: no or an unknown action, another version, a parameter that stands twice (in query and body
    ///   together), another content type.
    public init(_ request: HTTPRequest) throws(STSError) {
        let query: FormFields
        let form: FormFields?
        do throws(FormError) {
            query = try FormFields(parsing: request.rawQuery, limit: IAMRequest.maximumBytes)
            form = request.method == .post ? try request.form(limit: IAMRequest.maximumBytes) : FormFields([])
        } catch { throw .invalidQueryParameter("The request could not be read: \(error.detail).") }
        guard form != nil || request.body.isEmpty else {
            throw .invalidQueryParameter("The body must be of type application/x-www-form-urlencoded.")
        }
        let fields = FormFields((query.pairs + (form?.pairs ?? [])).map { ($0.name, $0.value) })
        if let name = fields.repeatedName {
            throw .invalidQueryParameter("The parameter \(name.prefix(64)) stands more than once.")
        }
        guard let action = fields["Action"], !action.isEmpty else { throw .missingAction }
        let version = fields["Version"] ?? "NO_VERSION_SPECIFIED"
        guard version.isExactly(IAMRequest.version),
            let known = IAMAction.allCases.first(where: { $0.rawValue.isExactly(action) })
        else { throw .invalidAction(String(action.prefix(128)), version: String(version.prefix(32))) }
        self.action = known
        parameters = fields
    }

    /// The value of a parameter.
    public subscript(_ name: String) -> String? { parameters[name] }

    /// The whole number of a parameter that was validated.
    public func integer(_ name: String) -> Int? { parameters[name].flatMap(STSParameterRule.integer) }

    /// Checks every parameter against the table. One that this service does not know is refused: it could ask for
    /// less than would be granted.
    ///
    /// - Throws: `STSError` with `ValidationError`, naming all that is broken, or `MalformedInput`.
    public func validate() throws(STSError) {
        let rules = STSParameterRule.rules(of: action)
        let lists = STSParameterRule.lists(of: action)
        for (name, value) in parameters.pairs {
            if let rule = rules.first(where: { $0.name.isExactly(name) }) {
                if case .integer = rule.kind, STSParameterRule.integer(value) == nil {
                    throw .malformedInput("The value of \(name) is not an integer.")
                }
                continue
            }
            // Signatures in the query stand among its parameters.
            let isOfProtocol =
                ["Action", "Version"].contains { $0.isExactly(name) } || name.startsExactly(with: "X-Amz-")
            guard isOfProtocol || lists.contains(where: { name.isExactly($0) || name.startsExactly(with: $0 + ".") })
            else { throw .validation("The parameter \(name.prefix(64)) is not taken by \(action.rawValue).") }
        }
        let violations = rules.flatMap { $0.violations(of: parameters[$0.name]) }
        guard violations.isEmpty else { throw .validation(STSParameterRule.sentence(violations)) }
    }

    /// `Tags`.
    public func tags() throws(STSError) -> [SessionTag] { try parameters.sessionTags() }

    /// `TagKeys`.
    public func tagKeys() throws(STSError) -> [String] {
        try parameters.members(of: "TagKeys", limit: 50).map { $0[""] ?? "" }
    }
}
