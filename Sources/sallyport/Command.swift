import Essentials

/// How a command ends.
enum ExitCode: Int32 {
    /// Done; the answer is yes.
    case done = 0
    /// The answer is no: refused, invalid, denied.
    case refused = 1
    /// The call or the configuration is wrong.
    case wrongCall = 2
    /// Something needed could not be reached.
    case unreachable = 3
}

/// One command of the command line.
protocol Command {
    /// The words that call it.
    static var name: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// What stands behind the name and options, for `--help`.
    static var operands: String { get }
    /// Its options, without `--help`.
    static var options: [CommandOption] { get }
    /// Runs it.
    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode
}

extension Command {
    /// The text of `--help`.
    static var help: String {
        var text =
            "usage: sallyport \(name) [options]\(operands.isEmpty ? "" : " " + operands)\n\n\(summary)\n\noptions:\n"
        let all = options + [CommandOption(name: "help", shape: .flag, help: "print this text")]
        let heads = all.map { option in
            switch option.shape {
            case .flag: "--\(option.name)"
            case .value(let value): "--\(option.name) \(value)"
            case .values(let value): "--\(option.name) \(value)…"
            }
        }
        let width = (heads.map(\.count).max() ?? 0) + 2
        for (head, option) in zip(heads, all) {
            text += "  \(head)\(String(repeating: " ", count: width - head.count))\(option.help)"
            text += option.isRequired ? " (required)\n" : "\n"
        }
        return text + "\nexit: 0 done, 1 the answer is no, 2 the call or configuration is wrong, 3 not reached\n"
    }
}

/// A command as the list of commands holds it.
struct ListedCommand: Sendable {
    let name: String
    let summary: String
    let options: [CommandOption]
    let help: String
    /// False where every argument is an option: one that stands alone is a mistake, not a thing to pass over.
    let takesOperands: Bool
    let run: @Sendable (CommandArguments, Console) async throws -> ExitCode

    init<Listed: Command & SendableMetatype>(_ command: Listed.Type) {
        name = command.name
        summary = command.summary
        options = command.options
        help = command.help
        takesOperands = !command.operands.isEmpty
        run = { arguments, console in try await command.run(arguments, console) }
    }
}
