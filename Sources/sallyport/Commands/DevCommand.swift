import Essentials
import Gateway

/// `sallyport dev`: gateway, demo provider and embedded issuer on loopback.
enum DevCommand: Command {
    static let name = "dev"
    static let summary = "Runs a gateway to try: demo provider, embedded issuer, loopback only."
    static let operands = ""
    static let options = [
        CommandOption(name: "port", shape: .value("PORT"), help: "the port to listen on, 0 for a free one (8400)"),
        CommandOption(
            name: "state", shape: .value("DIR"),
            help: "where keys, store and example files go (~/.local/state/sallyport-dev)"),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        let given = arguments["port"] ?? "8400"
        guard let port = UInt16(given) else {
            throw UsageError.invalid(option: "port", value: given, wanted: "a number from 0 to 65535")
        }
        let state = arguments["state"] ?? defaultState
        let output = ServerOutput(console: console, isJSON: arguments.has("json"))
        let development = Development(port: port, stateFolder: state, log: output.log)
        try await development.run { started in
            if output.isJSON {
                console.print(
                    json: [
                        "event": "ready", "url": .string(started.url), "role_arn": .string(started.roleARN),
                        "token_file": .string(started.tokenFile), "sts": .string(started.stsEndpoint),
                        "config": .string(started.configurationFile),
                    ])
                return
            }
            console.print(
                """

                Sallyport, development mode: everything on this machine, nothing to set up.

                  open   \(started.url)
                  people \(started.people)
                  config \(started.configurationFile)

                Try it with the AWS CLI:
                  \(started.trialCommand)

                """)
            output.ready(url: started.url)
        }
        return .done
    }

    private static var defaultState: String {
        let variables = ProcessEnvironment.variables
        if let folder = variables["XDG_STATE_HOME"], folder.hasPrefix("/") { return folder + "/sallyport-dev" }
        return (variables["HOME"] ?? "/tmp") + "/.local/state/sallyport-dev"
    }
}
