import Essentials
import IAM

/// `sallyport simulate`: what policies decide about one request, or about one a line.
enum SimulateCommand: Command {
    static let name = "simulate"
    static let summary = "Decides a request by IAM policies and says which statement decided."
    static let operands = ""
    static let options = [
        CommandOption(name: "policy", shape: .values("FILE"), help: "a policy of the identity; as often as wanted"),
        CommandOption(name: "principal", shape: .value("ARN"), help: "who asks (nobody in particular)"),
        CommandOption(name: "boundary", shape: .value("FILE"), help: "the permissions boundary"),
        CommandOption(name: "session-policy", shape: .value("FILE"), help: "the session policy"),
        CommandOption(name: "resource-policy", shape: .value("FILE"), help: "the resource's own policy"),
        CommandOption(
            name: "resource-account", shape: .value("ID"), help: "whose the resource is (its ARN's, or the principal's)"
        ),
        CommandOption(name: "scp", shape: .values("FILE"), help: "a service control policy; as often as wanted"),
        CommandOption(name: "rcp", shape: .values("FILE"), help: "a resource control policy; as often as wanted"),
        CommandOption(name: "action", shape: .value("ACTION"), help: "what is asked for, `s3:GetObject`"),
        CommandOption(name: "resource", shape: .value("ARN"), help: "on what"),
        CommandOption(name: "context", shape: .value("FILE"), help: "condition keys: a JSON object of texts or lists"),
        CommandOption(name: "batch", shape: .value("FILE"), help: "JSON Lines in, one result a line out"),
        .json,
    ]

    /// Options that are given once, with the keys they have in a batch.
    private static let single = [
        "principal", "boundary", "session-policy", "resource-policy", "resource-account", "action", "resource",
        "context",
    ]
    private static let lists = [("policy", "policies"), ("scp", "scps"), ("rcp", "rcps")]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        if let batch = arguments["batch"] {
            var files = PolicyFiles(folder: Batch.folder(of: batch))
            return try Batch.run(file: batch, console, explain: awsMessage) { fields in
                SimulationReport(try Simulation(fields, &files).trace()).json
            }
        }
        for needed in ["action", "resource"] where arguments[needed] == nil {
            throw UsageError.required("--" + needed, command: name)
        }
        if arguments.all("policy").isEmpty, arguments["resource-policy"] == nil {
            throw UsageError.required("--policy", command: name)
        }
        var fields: JSONObject = [:]
        for option in single {
            fields[option.replacingHyphens] = arguments[option].map(JSONValue.string)
        }
        for (option, key) in lists where !arguments.all(option).isEmpty {
            fields[key] = .array(arguments.all(option).map(JSONValue.string))
        }
        var files = PolicyFiles(folder: "")
        let report = SimulationReport(try Simulation(fields, &files).trace())
        if arguments.has("json") {
            console.print(json: .object(report.json))
        } else {
            console.print(report.text)
        }
        return report.isAllowed ? .done : .refused
    }
}

extension SimulateCommand {
    /// How AWS words what is wrong with a policy.
    private static func awsMessage(_ error: any Reportable) -> JSONObject {
        (error as? SimulationError)?.awsMessage.map { ["aws_message": .string($0)] } ?? [:]
    }
}

extension String {
    fileprivate var replacingHyphens: String { String(map { $0 == "-" ? "_" : $0 }) }
}
