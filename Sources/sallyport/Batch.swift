import Essentials

/// `--batch`: one JSON object a line in, one result a line out, in order, going on after a bad line.
enum Batch {
    /// The folder that file names in a batch are relative to: the batch file's own.
    static func folder(of file: String) -> String { file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "" }

    /// Answers every line of a file by `answer`; `explain` adds to the result of a line that has none.
    static func run(
        file: String, _ console: Console, limits: JSONLimits = .document,
        explain: (any Reportable) -> JSONObject = { _ in [:] }, answer: (JSONObject) throws -> JSONObject
    ) throws -> ExitCode {
        var isWhole = true
        for line in try InputFile.read(file, limit: 256 * 1_048_576).split(separator: UInt8(ascii: "\n")) {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            var id: JSONValue?
            var result: JSONObject
            do {
                let fields = try JSONObject(parsing: Array(line), limits: limits)
                id = fields["id"]
                result = try answer(fields)
            } catch let error as any Reportable {
                isWhole = false
                result = ["error": .string(error.reason), "detail": .string(error.detail)]
                for (name, value) in explain(error).members { result[name] = value }
            }
            result["id"] = id
            console.print(json: .object(result))
        }
        return isWhole ? .done : .wrongCall
    }
}
