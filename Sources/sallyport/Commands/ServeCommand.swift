import Configuration
import Essentials
import Gateway

/// `sallyport serve`: the gateway, until SIGTERM.
enum ServeCommand: Command {
    static let name = "serve"
    static let summary = "Runs the gateway. SIGTERM stops it gracefully, SIGHUP reads the file again."
    static let operands = ""
    static let options = [
        CommandOption(name: "config", shape: .value("FILE"), help: "the configuration file", isRequired: true),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        let path = arguments["config"] ?? ""
        let output = ServerOutput(console: console, isJSON: arguments.has("json"))
        let loaded = ConfigurationLoader.load(path: path, environment: ProcessEnvironment.variables, files: DiskFiles())
        guard let configuration = loaded.configuration else {
            console.refuse(loaded.findings, asJSON: output.isJSON)
            return .wrongCall
        }
        loaded.findings.forEach { console.complain($0.text) }
        let gateway = Serving(configuration: configuration, log: output.log) {
            let again = ConfigurationLoader.load(
                path: path, environment: ProcessEnvironment.variables, files: DiskFiles())
            again.findings.forEach { console.complain($0.text) }
            return again.configuration
        }
        try await gateway.run { output.ready(url: $0) }
        return .done
    }
}

/// What a server says on standard output: the one line that it is ready.
struct ServerOutput {
    let console: Console
    let isJSON: Bool

    var log: ConsoleLog { ConsoleLog(console: console, clock: SystemClock(), least: .info) }

    /// `ready http://127.0.0.1:8400` on a line of its own.
    func ready(url: String) {
        if isJSON {
            console.print(json: ["event": "ready", "url": .string(url)])
        } else {
            console.print("ready \(url)")
        }
    }
}
