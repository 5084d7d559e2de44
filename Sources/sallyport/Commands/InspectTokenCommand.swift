import Essentials
import JOSE

/// `sallyport inspect jwt`: full verification of one token, or of one a line.
enum InspectTokenCommand: Command {
    static let name = "inspect jwt"
    static let summary = "Verifies a token in full and says why it is refused."
    static let operands = "TOKENFILE"
    static let options = [
        CommandOption(name: "jwks", shape: .value("FILE"), help: "the JSON Web Key Set"),
        CommandOption(name: "issuer", shape: .value("URL"), help: "the issuer expected"),
        CommandOption(name: "audience", shape: .value("TEXT"), help: "the audience expected"),
        CommandOption(name: "nonce", shape: .value("TEXT"), help: "the nonce expected; not judged where none is given"),
        CommandOption(name: "at", shape: .value("RFC3339"), help: "the instant to judge by (now)"),
        CommandOption(
            name: "algorithms", shape: .value("LIST"), help: "allowed algorithms, by comma (all but HS*)"),
        CommandOption(name: "skew", shape: .value("SECONDS"), help: "clock skew allowed (60)"),
        CommandOption(name: "batch", shape: .value("FILE"), help: "JSON Lines in, one result a line out"),
        .json,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        if let batch = arguments["batch"] {
            var keys = KeySetFiles(folder: Batch.folder(of: batch))
            let now = SystemClock().now()
            return try Batch.run(file: batch, console) { fields in
                try TokenInspection(fields, now: now).run(&keys).json
            }
        }
        for needed in ["jwks", "issuer", "audience"] where arguments[needed] == nil {
            throw UsageError.required("--" + needed, command: name)
        }
        guard let file = arguments.positional.first else { throw UsageError.required("TOKENFILE", command: name) }
        if arguments.positional.count > 1 { throw UsageError.unexpected(arguments.positional[1]) }
        var fields: JSONObject = ["token": .string(try InputFile.text(file).trimmingLineEnd)]
        for option in ["jwks", "issuer", "audience", "nonce", "at", "algorithms", "skew"] {
            fields[option] = arguments[option].map(JSONValue.string)
        }
        var keys = KeySetFiles(folder: "")
        let report = try TokenInspection(fields, now: SystemClock().now()).run(&keys)
        if arguments.has("json") {
            console.print(json: .object(report.json))
        } else {
            console.print(report.text)
        }
        return report.isAccepted ? .done : .refused
    }
}

extension String {
    /// Without the line end that editors and `echo` leave.
    fileprivate var trimmingLineEnd: String {
        var text = self[...]
        while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
        return String(text)
    }
}
