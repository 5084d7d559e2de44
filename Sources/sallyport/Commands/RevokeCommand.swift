import Configuration
import Essentials
import Gateway

/// `sallyport revoke`: ends sessions before their time, at every gateway over the state folder.
enum RevokeCommand: Command {
    static let name = "revoke"
    static let summary = "Ends sessions: one, or those of a role, user, account, person or provider."
    static let operands = "session ID | role ARN | user ARN | account ID | person PROVIDER NAME | provider KEY"
    static let options = [
        CommandOption(name: "config", shape: .value("FILE"), help: "the configuration file", isRequired: true),
        CommandOption(
            name: "before", shape: .value("TIME"), help: "end what began before this (RFC 3339); now, unless said"),
        CommandOption(name: "why", shape: .value("TEXT"), help: "kept with it, and in the audit log"),
        CommandOption(name: "list", shape: .flag, help: "print the revocations in force in place of making one"),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        let isJSON = arguments.has("json")
        let loaded = ConfigurationLoader.load(
            path: arguments["config"] ?? "", environment: ProcessEnvironment.variables, files: DiskFiles())
        guard let configuration = loaded.configuration else {
            console.refuse(loaded.findings, asJSON: isJSON)
            return .wrongCall
        }
        let command = RevocationCommand(
            configuration: configuration, log: ConsoleLog(console: console, clock: SystemClock(), least: .warning))
        if arguments.has("list") {
            if let operand = arguments.positional.first { throw UsageError.unexpected(operand) }
            if let option = ["before", "why"].first(where: { arguments[$0] != nil }) {
                throw UsageError.unexpected("--" + option)
            }
            for revocation in try await command.list() {
                console.print(isJSON ? JSONValue.object(revocation).serialized : sentence(revocation))
            }
            return .done
        }
        guard let kind = arguments.positional.first else {
            throw UsageError.required(RevocationCommand.kinds.joined(separator: "|"), command: name)
        }
        let made = try await command.revoke(
            kind: kind, names: Array(arguments.positional.dropFirst()), before: arguments["before"],
            why: arguments["why"])
        console.print(isJSON ? JSONValue.object(made).serialized : sentence(made))
        return .done
    }

    /// One line for a person.
    private static func sentence(_ revocation: JSONObject) -> String {
        func text(_ name: String) -> String? { revocation[name]?.string }
        let kinds = RevocationCommand.kinds.filter { text($0) != nil }.map { "\($0) \(text($0) ?? "")" }
        return "revoked: \(kinds.joined(separator: " at ")), begun before \(text("before") ?? "") "
            + "(by \(text("by") ?? "") at \(text("made_at") ?? "")\(text("why").map { ": \($0)" } ?? ""))"
    }
}
