import Configuration
import Essentials
import Federation

/// `sallyport check`: the whole configuration, without starting anything.
enum CheckCommand: Command {
    static let name = "check"
    static let summary = "Validates the configuration and says in plain words what each rule grants."
    static let operands = ""
    static let options = [
        CommandOption(name: "config", shape: .value("FILE"), help: "the configuration file", isRequired: true),
        CommandOption(name: "effective", shape: .flag, help: "print every setting in force with its source"),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        let loaded = ConfigurationLoader.load(
            path: arguments["config"] ?? "", environment: ProcessEnvironment.variables, files: DiskFiles())
        let isValid = loaded.configuration != nil
        if arguments.has("json") {
            var json: JSONObject = [
                "valid": .bool(isValid), "findings": .array(loaded.findings.map { .object($0.json) }),
            ]
            if let configuration = loaded.configuration {
                json["rules"] = .array(configuration.sentences.map { .string($0) })
                if arguments.has("effective") {
                    json["effective"] = .array(configuration.effective.map { .object($0.json) })
                }
            }
            console.print(json: .object(json))
            return isValid ? .done : .wrongCall
        }
        loaded.findings.forEach { console.print($0.text) }
        guard let configuration = loaded.configuration else { return .wrongCall }
        if arguments.has("effective") {
            configuration.effective.forEach { console.print($0.text) }
        }
        configuration.sentences.forEach { console.print($0) }
        return .done
    }
}

extension Console {
    /// Says why a configuration is not taken: on standard output as one JSON object, else on standard error.
    func refuse(_ findings: [Finding], asJSON isJSON: Bool) {
        guard isJSON else { return findings.forEach { complain($0.text) } }
        print(json: [
            "error": "configuration-invalid", "detail": "the configuration has errors, each among the findings",
            "findings": .array(findings.map { .object($0.json) }),
        ])
    }
}

extension Finding {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "severity": .string(severity.rawValue), "file": .string(place.file), "line": .integer(place.line),
            "column": .integer(place.column), "message": .string(message),
        ]
        json["remedy"] = remedy.map(JSONValue.string)
        return json
    }
}

extension EffectiveSetting {
    fileprivate var json: JSONObject {
        ["key": .string(key), "value": .string(value), "source": .string(source.description)]
    }
}
