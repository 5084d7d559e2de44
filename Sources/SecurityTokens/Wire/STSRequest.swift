import Essentials
public import HTTP

/// A request of the STS Query API, version 2011-06-15: an action and its parameters, by GET or POST.
public struct STSRequest: Sendable {
    /// The one version there is.
    public static let version = "2011-06-15"
    /// Bytes of a form or query that are read at most: the longest parameter (an assertion) percent-encoded.
    static let maximumBytes = 393_216

    /// What is asked for.
    public let action: STSAction
    /// The parameters, each name once.
    public let parameters: FormFields

    /// Reads a request.
    ///
    /// - Throws: `STSError`: no or an unknown action, another version, a parameter that stands twice (in query and
    ///   body together), another content type, another method.
    public init(_ request: HTTPRequest) throws(STSError) {
        guard request.method == .get || request.method == .post else {
            throw .invalidQueryParameter("The method \(request.method.rawValue) is not taken.")
        }
        let query: FormFields
        let form: FormFields?
        do throws(FormError) {
            query = try FormFields(parsing: request.rawQuery, limit: STSRequest.maximumBytes)
            form = request.method == .post ? try request.form(limit: STSRequest.maximumBytes) : FormFields([])
        } catch { throw .invalidQueryParameter("The request could not be read: \(error.detail).") }
        guard form != nil || request.body.isEmpty else {
            throw .invalidQueryParameter("The body must be of type application/x-www-form-urlencoded.")
        }
        let pairs = query.pairs + (form?.pairs ?? [])
        let fields = FormFields(pairs.map { ($0.name, $0.value) })
        try self.init(fields)
    }

    /// Reads a request from its fields.
    public init(_ fields: FormFields) throws(STSError) {
        if let name = fields.repeatedName {
            throw .invalidQueryParameter("The parameter \(name.prefix(64)) stands more than once.")
        }
        guard let action = fields["Action"], !action.isEmpty else { throw .missingAction }
        let version = fields["Version"] ?? "NO_VERSION_SPECIFIED"
        guard version.isExactly(STSRequest.version),
            let known = STSAction.allCases.first(where: { $0.rawValue.isExactly(action) })
        else { throw .invalidAction(String(action.prefix(128)), version: String(version.prefix(32))) }
        self.action = known
        parameters = fields
    }

    /// `MinimumSessionTokenSize`: characters that the session token has at least; 0 where it was not sent.
    public var minimumSessionTokenSize: Int {
        parameters[STSParameterRule.minimumSessionTokenSize.name].flatMap(STSParameterRule.integer) ?? 0
    }

    /// The whole number of a parameter.
    ///
    /// - Throws: `STSError` with `MalformedInput` where it is not one.
    func integer(_ rule: STSParameterRule) throws(STSError) -> Int? {
        guard let text = parameters[rule.name] else { return nil }
        guard let number = STSParameterRule.integer(text) else {
            throw .malformedInput("The value of \(rule.name) is not an integer.")
        }
        return number
    }

    /// Checks every scalar parameter against the table.
    ///
    /// - Throws: `STSError` with `ValidationError`, naming all that is broken.
    func validate() throws(STSError) {
        let violations = STSParameterRule.rules(of: action).flatMap { $0.violations(of: parameters[$0.name]) }
        guard violations.isEmpty else { throw .validation(STSParameterRule.sentence(violations)) }
    }
}
