import Configuration
import Essentials
import Federation

/// `sallyport explain`: what the rules say about claims, rule by rule.
enum ExplainCommand: Command {
    static let name = "explain"
    static let summary = "Shows for a set of claims which rules match, why others do not, and the roles granted."
    static let operands = ""
    static let options = [
        CommandOption(name: "config", shape: .value("FILE"), help: "the configuration file", isRequired: true),
        CommandOption(
            name: "provider", shape: .value("ID"), help: "the provider that the claims are from", isRequired: true),
        CommandOption(name: "claims", shape: .value("FILE"), help: "the claims, a JSON object", isRequired: true),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        let loaded = ConfigurationLoader.load(
            path: arguments["config"] ?? "", environment: ProcessEnvironment.variables, files: DiskFiles())
        guard let configuration = loaded.configuration else {
            console.refuse(loaded.findings, asJSON: arguments.has("json"))
            return .wrongCall
        }
        let id = arguments["provider"] ?? ""
        guard let provider = configuration.providers.first(where: { $0.id.isExactly(id) }) else {
            let known = configuration.providers.map(\.id).joined(separator: ", ")
            throw UsageError.invalid(option: "provider", value: id, wanted: "one of \(known)")
        }
        let claims = try JSONObject(parsing: InputFile.read(arguments["claims"] ?? ""), limits: .document)
        let explanation: Explanation
        do { explanation = try configuration.explain(claims: claims, at: provider) } catch {
            refuse(error, arguments, console)
            return .refused
        }
        if arguments.has("json") {
            console.print(json: .object(explanation.json))
        } else {
            console.print(explanation.text)
        }
        return !explanation.result.grants.isEmpty ? .done : .refused
    }

    /// The answer is no before any rule was asked: the provider's people are not let in with such claims.
    private static func refuse(_ refusal: IdentityRefusal, _ arguments: CommandArguments, _ console: Console) {
        guard arguments.has("json") else { return console.print("not let in: \(refusal.description)") }
        var json: JSONObject = [
            "refused": .string(refusal.reason), "detail": .string(refusal.detail), "grants": .array([]),
        ]
        json["remedy"] = refusal.remedy.map(JSONValue.string)
        console.print(json: .object(json))
    }
}
