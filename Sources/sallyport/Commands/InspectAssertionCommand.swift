import Essentials

/// `sallyport inspect saml`: full verification of one response, or of one a line.
enum InspectAssertionCommand: Command {
    static let name = "inspect saml"
    static let summary = "Verifies a SAML response in full and says what each check makes of it."
    static let operands = "RESPONSEFILE"
    static let options = [
        CommandOption(name: "metadata", shape: .value("FILE"), help: "the identity provider's metadata"),
        CommandOption(name: "entity-id", shape: .value("URI"), help: "which entity, where the metadata has several"),
        CommandOption(name: "acs-url", shape: .value("URL"), help: "where the response was to be sent"),
        CommandOption(name: "audience", shape: .value("URI"), help: "the service provider's entity ID"),
        CommandOption(name: "request-id", shape: .value("ID"), help: "the request that it must answer"),
        CommandOption(name: "decryption-key", shape: .value("PEM"), help: "a file with the key that decrypts"),
        CommandOption(name: "at", shape: .value("RFC3339"), help: "the instant to judge by (now)"),
        CommandOption(name: "skew", shape: .value("SECONDS"), help: "clock skew allowed (60)"),
        CommandOption(name: "allow-unsolicited", shape: .flag, help: "take a response that answers no request"),
        CommandOption(name: "batch", shape: .value("FILE"), help: "JSON Lines in, one result a line out"),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        if let batch = arguments["batch"] { return try runBatch(batch, console) }
        for needed in ["metadata", "acs-url", "audience"] where arguments[needed] == nil {
            throw UsageError.required("--" + needed, command: name)
        }
        guard let file = arguments.positional.first else { throw UsageError.required("RESPONSEFILE", command: name) }
        if arguments.positional.count > 1 { throw UsageError.unexpected(arguments.positional[1]) }
        var fields: JSONObject = [:]
        for option in options where option.name != "batch" && option.name != "json" {
            let key = String(option.name.map { $0 == "-" ? "_" : $0 })
            fields[key] = arguments[option.name].map(JSONValue.string)
        }
        fields["allow_unsolicited"] = .bool(arguments.has("allow-unsolicited"))
        var files = AssertionFiles(folder: "")
        let response = try InputFile.read(file)
        let report = try AssertionInspection(fields, response: response, now: SystemClock().now()).run(&files)
        if arguments.has("json") {
            console.print(json: .object(report.json))
        } else {
            console.print(report.text)
        }
        return report.isAccepted ? .done : .refused
    }

    private static func runBatch(_ file: String, _ console: Console) throws -> ExitCode {
        var files = AssertionFiles(folder: Batch.folder(of: file))
        let now = SystemClock().now()
        // Room for responses that are too long: whoever asks wants to be told so.
        let limits = JSONLimits(bytes: 16 * 1_048_576, depth: 16, values: 4096)
        return try Batch.run(file: file, console, limits: limits) { fields in
            guard let response = fields["response"]?.string else { throw InspectionError.missing("response") }
            return try AssertionInspection(fields, response: response.bytes, now: now).run(&files).json
        }
    }
}
