import Essentials

/// `--batch`: one JSON object a line in, one result a line out, in order, going on after a bad line.
enum TokenBatch {
    static func run(file: String, _ console: Console) throws -> ExitCode {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        var keys = KeySetFiles(folder: folder)
        var isWhole = true
        let now = SystemClock().now()
        for line in try InputFile.read(file, limit: 256 * 1_048_576).split(separator: UInt8(ascii: "\n")) {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            var id: JSONValue?
            do {
                let fields = try JSONObject(parsing: Array(line), limits: .document)
                id = fields["id"]
                var result = try TokenInspection(fields, now: now).run(&keys).json
                result["id"] = id
                console.print(json: .object(result))
            } catch let error as any Reportable {
                isWhole = false
                var result: JSONObject = ["error": .string(error.reason), "detail": .string(error.detail)]
                result["id"] = id
                console.print(json: .object(result))
            }
        }
        return isWhole ? .done : .wrongCall
    }
}
