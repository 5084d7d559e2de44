import Essentials
import HTTP
import Testing

@testable import SecurityTokens

@Suite struct IAMParameterTable {
    /// Two parameters of sessions at AWS's console, which is not here.
    private static let leftOut: Set<String> = ["MaxSigninSessionDuration", "ResetMaxSigninSessionDuration"]

    @Test func isThatOfThePublicModel() throws {
        let model = try Fixtures.json("iam-api/parameters.json")
        #expect(model["version"]?.string == IAMRequest.version)
        let actions = try #require(model["actions"]?.object)
        #expect(Set(actions.members.map(\.name)) == Set(IAMAction.allCases.map(\.rawValue)))
        for action in IAMAction.allCases {
            let shapes = try #require(actions[action.rawValue]?.array).compactMap(\.object)
            let lists = shapes.filter { $0["type"]?.string == "list" }.compactMap { $0["name"]?.string }
            #expect(STSParameterRule.lists(of: action) == lists, "\(action)")
            let scalars = shapes.filter {
                $0["type"]?.string != "list" && !Self.leftOut.contains($0["name"]?.string ?? "")
            }
            let rules = STSParameterRule.rules(of: action)
            #expect(Set(rules.map(\.name)) == Set(scalars.compactMap { $0["name"]?.string }), "\(action)")
            for rule in rules {
                let found = scalars.first { $0["name"]?.string == rule.name }
                try judge(rule, try #require(found), action)
            }
        }
    }

    private func judge(_ rule: STSParameterRule, _ shape: JSONObject, _ action: IAMAction) throws {
        let place: Comment = "\(rule.name) of \(action.rawValue)"
        #expect(rule.isRequired == shape["required"]?.bool, place)
        switch rule.kind {
        case .text(let lengths, let characters):
            #expect(shape["type"]?.string == "string", place)
            if let least = shape["min"]?.number?.integer { #expect(Int64(lengths.lowerBound) == least, place) }
            if let most = shape["max"]?.number?.integer { #expect(Int64(lengths.upperBound) == most, place) }
            guard let pattern = shape["pattern"]?.string, rule.name != "VersionId" else { return }
            // `*` and `+` differ in the empty text only, which the lengths judge.
            func loose(_ text: String) -> String { String(text.hasSuffix("+") ? text.dropLast() + "*" : text[...]) }
            #expect(characters.map { loose($0.rawValue) } == loose(pattern), place)
        case .integer(let bounds):
            #expect(shape["type"]?.string == "integer", place)
            #expect(Int64(bounds.lowerBound) == shape["min"]?.number?.integer, place)
            #expect(Int64(bounds.upperBound) == shape["max"]?.number?.integer, place)
        case .oneOf(let words):
            let expected = shape["enum"]?.array?.compactMap(\.string) ?? ["true", "false"]
            #expect(words == expected, place)
        }
    }

    @Test func resultsAndErrorsAreThoseOfThePublicModel() throws {
        let model = try Fixtures.json("iam-api/parameters.json")
        let results = try #require(model["results"]?.object)
        for action in IAMAction.allCases {
            #expect(results[action.rawValue]?.bool == action.hasResult, "\(action)")
        }
        let errors = try #require(model["errors"]?.object)
        for error in [
            STSError.noSuchEntity(""), .entityAlreadyExists(""), .deleteConflict(""), .limitExceeded(""),
            .unmodifiableEntity(""), .concurrentModification, .malformedPolicyDocument(""), .invalidInput(""),
        ] {
            #expect(errors[error.code]?.number?.integer == Int64(error.status.rawValue), "\(error.code)")
        }
    }

    @Test(arguments: [
        ("/", true), ("/team/", true), ("/a/b/", true), ("team/", false), ("/team", false), ("//", true), ("", false),
        ("/te am/", false), ("/té/", false),
    ])
    func pathsBeginAndEndWithASlash(path: String, isTaken: Bool) throws {
        let request = try IAMRequest(
            HTTPRequest(
                method: .post, rawTarget: "/iam".bytes, path: "/iam", rawQuery: [],
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: PercentEncoding.form([
                    ("Action", "CreateUser"), ("Version", "2010-05-08"), ("UserName", "x"), ("Path", path),
                ]).bytes, peer: "192.0.2.7"))
        var code: String?
        do throws(STSError) { try request.validate() } catch { code = error.code }
        #expect(code == (isTaken ? nil : "ValidationError"))
    }
}
