import Essentials
import Federation
import SAML
import Testing

@testable import Configuration

/// `operators` and `saml_keys`: who looks into the gateway, and when its own keys take turns.
@Suite struct OperatorTests {
    private func load(
        _ further: String, provider: String = Fixture.standardProvider
    ) -> (SallyportConfiguration?, [String]) {
        let (configuration, findings) = Fixture.load(text: Fixture.small(further, provider: provider))
        return (configuration, findings.map(\.text).filter { !$0.contains("there are no `rules`") })
    }

    private func identity(_ groups: [String], at provider: String = "home") throws -> ExternalIdentity {
        let definition = try #require(load("").0?.provider("home"))
        let found = try definition.identity(
            remembering: ["sub": "ada", "groups": .array(groups.map { .string($0) })],
            issuer: "https://id.example.org", subject: "ada")
        #expect(found.provider == provider)
        return found
    }

    @Test(arguments: [
        ("", [], false), ("operators: {when: {group: admins}}", ["admins"], true),
        ("operators: {when: {group: admins}}", ["developers"], false),
        ("operators: {when: {group: admins}}", ["Admins"], false),
        ("operators: {when: {group: admins}, provider: home}", ["admins"], true),
        ("operators: [{when: {group: a}}, {when: {group: b}}]", ["b"], true),
        ("operators: {when: {sub: {exists: true}}}", [], true),
        ("operators: {when: {not: {group: admins}}}", ["admins"], false),
    ])
    func whoFitsIsAnOperatorAndNobodyElse(_ text: String, _ groups: [String], _ isOne: Bool) throws {
        let (configuration, findings) = load(text)
        #expect(findings == [])
        #expect(try #require(configuration).isOperator(try identity(groups)) == isOne)
    }

    @Test func aRuleThatCannotBeEvaluatedMakesNobodyOne() throws {
        let configuration = try #require(load("operators: {when: {\"address\": \"*\"}}").0)
        let definition = try #require(configuration.provider("home"))
        let odd = try definition.identity(
            remembering: ["sub": "ada", "address": ["street": "a"]], issuer: "https://id.example.org", subject: "ada")
        #expect(!configuration.isOperator(odd))
    }

    @Test func itIsSaidInPlainWords() throws {
        let (configuration, _) = load("operators: {when: {group: admins}}")
        #expect(
            configuration?.sentences == ["People of group admins at home are operators and see the diagnosis pages"])
        #expect(configuration?.effective.contains { $0.key == "operators" && $0.value == "of group admins" } == true)
        #expect(load("").0?.effective.contains { $0.key == "operators" && $0.value == "nobody" } == true)
    }

    @Test(arguments: [
        ("operators: {}", "`operators.when` is missing"), ("operators: ", "`operators` says nothing"),
        ("operators: []", "`operators` says nothing"), ("operators: admins", "`operators` must be a map"),
        ("operators: {group: admins}", "`group` is not known under `operators`"),
        ("operators: {when: {}}", "which would hold for everybody"),
        ("operators: {when: {group: a}, provider: hom}", "which is not under `providers`; nearest: `home`"),
    ])
    func whatIsWrongIsSaid(_ text: String, _ words: String) {
        let (configuration, findings) = load(text)
        #expect(configuration == nil)
        #expect(findings.contains { $0.contains(": error: ") && $0.contains(words) }, "\(findings)")
    }

    /// Everybody has an account at Google: a group or a name that they chose must not open the operators' pages.
    @Test(arguments: [
        ("{sub: {exists: true}}", false), ("{email: \"*@example.org\"}", true), ("{email: ada@example.org}", true),
        ("{sub: \"10987\"}", true),
    ])
    func strangersAreKeptOut(_ when: String, _ isFine: Bool) throws {
        let google = "{preset: google, client_id: a, client_secret: env:SECRET}"
        let rule = "rules: [{when: {sub: \"10987\"}, grant: dev/A}]\n"
        let findings = load(rule + "operators: {when: \(when)}", provider: google).1
        #expect(findings.contains { $0.contains("`operators` lets strangers in") } != isFine, "\(findings)")
    }

    @Test func keysTakeNoTurnsUnlessTheFileSaysSo() throws {
        #expect(try #require(load("").0).keyRollover == nil)
        #expect(load("").0?.effective.contains { $0.key == "saml_keys.rollover" && $0.value == "never" } == true)
        let day: Duration = .seconds(86_400)
        #expect(
            try #require(load("saml_keys: {rollover: 365d}").0).keyRollover
                == KeyRollover(every: day * 365, announce: day * 30, keep: day * 30))
        #expect(
            try #require(load("saml_keys: {rollover: 2d, announce: 1d, keep: 6h}").0).keyRollover
                == KeyRollover(every: day * 2, announce: day, keep: .seconds(21_600)))
    }

    @Test(arguments: [
        ("saml_keys: {announce: 1d}", "`saml_keys.rollover` is missing"),
        ("saml_keys: {rollover: 59d}", "is shorter than `announce` (30d) and `keep` (30d) together"),
        ("saml_keys: {rollover: 2d, announce: 1d, keep: 25h}", "is shorter than"),
        ("saml_keys: {rollover: 1h}", "`saml_keys.rollover`"),
        ("saml_keys: {rollover: 365d, keep: 1m}", "`saml_keys.keep`"),
        ("saml_keys: 365d", "`saml_keys` must be a map"), ("saml_keys: {every: 1d}", "`every` is not known"),
    ])
    func turnsThatCannotBeAreSaid(_ text: String, _ words: String) {
        let (configuration, findings) = load(text)
        #expect(configuration == nil)
        #expect(findings.contains { $0.contains(": error: ") && $0.contains(words) }, "\(findings)")
    }
}
