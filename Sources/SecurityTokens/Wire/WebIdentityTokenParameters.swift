import Essentials
import HTTP

/// The parameters of `GetWebIdentityToken`, checked.
public struct WebIdentityTokenParameters: Sendable {
    /// The algorithms that a token may be signed with.
    public enum Algorithm: String, Sendable, CaseIterable {
        case rs256 = "RS256"
        case es384 = "ES384"
    }

    /// Whom the token is about.
    public enum Subject: Sendable, Equatable {
        /// The principal that asks.
        case principal
        /// The person or workload on whose behalf its session acts, with the OAuth scope that was asked for.
        case origin(scope: String?)
    }

    /// `Audience`.
    public let audiences: [String]
    /// `DurationSeconds`, where it was sent.
    public let duration: Duration?
    /// `SigningAlgorithm`.
    public let algorithm: Algorithm
    /// `SubjectMode` and `Scope`.
    public let subject: Subject
    /// `Tags`.
    public let tags: [SessionTag]

    /// Reads the parameters of a request.
    ///
    /// - Throws: `STSError`: a value outside its limits.
    public init(_ request: STSRequest) throws(STSError) {
        let duration = try request.integer(.tokenDuration)
        try request.validate()
        audiences = try WebIdentityTokenParameters.audiences(request)
        let named = request.parameters["SigningAlgorithm"] ?? ""
        guard let algorithm = Algorithm.allCases.first(where: { named.isExactly($0.rawValue) }) else {
            throw .validation("SigningAlgorithm must be one of RS256 and ES384.")
        }
        self.algorithm = algorithm
        self.duration = duration.map { .seconds($0) }
        subject = try WebIdentityTokenParameters.subject(request)
        tags = try request.sessionTags()
    }

    private static func audiences(_ request: STSRequest) throws(STSError) -> [String] {
        var audiences: [String] = []
        for member in try request.members(of: "Audience", limit: 10) {
            let count = member[""]?.unicodeScalars.count ?? 0
            guard let text = member[""], member.count == 1, (1...1000).contains(count) else {
                throw .validation(
                    "1 validation error detected: Value at 'audience' failed to satisfy constraint: "
                        + "Member must have length from 1 to 1000")
            }
            guard !audiences.contains(where: { $0.isExactly(text) }) else {
                throw .validation("An audience stands twice.")
            }
            audiences.append(text)
        }
        guard !audiences.isEmpty else {
            throw .validation(
                STSParameterRule.sentence([
                    "Value null at 'audience' failed to satisfy constraint: Member must not be null"
                ]))
        }
        return audiences
    }

    private static func subject(_ request: STSRequest) throws(STSError) -> Subject {
        let scope = request.parameters["Scope"]
        switch request.parameters["SubjectMode"] {
        case "OriginIdentity":
            let words = scope?.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) ?? []
            guard !words.contains(where: \.isEmpty),
                Set(words.map { ExactString(String($0) ?? "") }).count == words.count
            else { throw .validation("Scope must hold each value once, with one space between two.") }
            return .origin(scope: scope)
        case nil, "AWSIdentity":
            guard scope == nil else { throw .validation("Scope goes with the SubjectMode OriginIdentity only.") }
            return .principal
        default: throw .validation("SubjectMode must be one of AWSIdentity and OriginIdentity.")
        }
    }
}
