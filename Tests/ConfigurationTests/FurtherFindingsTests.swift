import Essentials
import Testing

@testable import Configuration

/// Findings whose causes are too large, too binary or too absent for a fixture file.
@Suite struct FurtherFindings {
    static let rule = "rules:\n  - {when: {group: x}, grant: dev/A}"

    private func errors(_ text: String, files: [String: [UInt8]] = [:]) -> [String] {
        var all = files
        all["sallyport.yaml"] = text.bytes
        let (_, findings) = ConfigurationLoader.load(
            path: "sallyport.yaml", environment: Fixture.environment, files: MemoryFiles(all))
        return findings.filter { $0.severity == .error }.map(\.text)
    }

    @Test func aFileThatIsNotThere() {
        let (configuration, findings) = ConfigurationLoader.load(
            path: "nowhere.yaml", environment: [:], files: MemoryFiles([:]))
        #expect(configuration == nil)
        #expect(findings.map(\.text) == ["nowhere.yaml:1:1: error: there is no file `nowhere.yaml`"])
    }

    @Test func aFileThatIsTooLarge() {
        let large = [UInt8](repeating: UInt8(ascii: "#"), count: 1_048_577)
        #expect(
            errors(Fixture.small("include: big.yaml\n\(Self.rule)"), files: ["big.yaml": large]) == [
                "sallyport.yaml:5:10: error: `big.yaml` holds more than 1048576 bytes"
            ])
    }

    @Test func aReferencedFileThatIsNoText() {
        let provider =
            #"{preset: generic-oidc, issuer: "https://id.example.org", client_id: "file:id", client_authentication: none}"#
        #expect(
            errors(Fixture.small(Self.rule, provider: provider), files: ["id": [0xFF]]) == [
                "sallyport.yaml:3:77: error: `providers.home.client_id` names the file `id`, which is not UTF-8"
            ])
    }

    @Test func tooManyTags() {
        let tags = (0..<51).map { "t\($0): x" }.joined(separator: ", ")
        #expect(
            errors(Fixture.small("tags: {\(tags)}\n\(Self.rule)")) == [
                "sallyport.yaml:5:7: error: `tags` has 51 tags; a session has at most 50"
            ])
    }

    @Test(arguments: [(2048, 0), (2049, 1)])
    func aSessionPolicyThatAWSDoesNotTake(_ length: Int, _ count: Int) {
        let frame = #"{"Statement":""}"#
        let policy = #"{"Statement":"\#(String(repeating: "x", count: length - frame.utf8.count))"}"#
        let found = errors(
            Fixture.small("roles: {dev: {name: A, policy: \"file:p.json\"}}\n\(Self.rule)"),
            files: ["p.json": policy.bytes])
        #expect(
            found
                == Array(
                    repeating:
                        "sallyport.yaml:5:32: error: `roles.dev.policy` has \(length) characters without white space; AWS takes 2048",
                    count: count))
    }

    @Test(arguments: [
        ("presets: nowhere", "sallyport.yaml:5:10: error: there is no file `nowhere`"),
        ("issuers: [a]", "sallyport.yaml:5:10: error: `issuers` must be a map, and is a list"),
        ("organisation: \"\"", "sallyport.yaml:5:15: error: `organisation` is empty"),
        ("state: [x]", "sallyport.yaml:5:8: error: `state` must be a text, and is a list"),
        (
            "listen: 127.0.0.1",
            "sallyport.yaml:5:9: error: `listen` is `127.0.0.1`, which is not a numeric address and a port (write 127.0.0.1:8400, 0.0.0.0:8400 or [::]:8400)"
        ),
        ("max_duration: 13h", "sallyport.yaml:5:15: error: `max_duration` is `13h`; it must be 15m to 12h"),
    ])
    func oneLine(_ line: String, _ expected: String) {
        #expect(errors(Fixture.small("\(line)\n\(Self.rule)")) == [expected])
    }

    @Test func severalFindingsStandInTheOrderOfTheFile() {
        let found = errors("zzz: 1\nurl: nothing\nproviders: {x: {}}\n")
        #expect(
            found.map { $0.split(separator: " ").first } == [
                "sallyport.yaml:1:1:", "sallyport.yaml:2:6:", "sallyport.yaml:3:13:",
            ])
    }
}
