import Essentials
import Gateway

/// The commands there are, and how one is chosen.
enum CommandLineProgram {
    static let version = SallyportVersion.current

    static let commands = [
        ListedCommand(DevCommand.self), ListedCommand(ServeCommand.self), ListedCommand(CheckCommand.self),
        ListedCommand(ExplainCommand.self), ListedCommand(InspectTokenCommand.self),
        ListedCommand(InspectAssertionCommand.self),
        ListedCommand(InspectReasonsCommand.self), ListedCommand(SimulateCommand.self),
        ListedCommand(RevokeCommand.self),
    ]

    /// Runs the command that the arguments name.
    static func run(_ arguments: [String], _ console: Console) async -> ExitCode {
        if arguments.isEmpty || ["--help", "-h", "help"].contains(arguments[0]) {
            console.print(overview)
            return arguments.isEmpty ? .wrongCall : .done
        }
        if arguments[0] == "--version" {
            console.print("sallyport \(version)")
            return .done
        }
        guard let (command, rest) = choose(arguments) else {
            if arguments.count == 2, ["--help", "-h"].contains(arguments[1]), let list = overview(of: arguments[0]) {
                console.print(list)
                return .done
            }
            let wanted = arguments.prefix(2).joined(separator: " ")
            return report(UsageError.unknownCommand(wanted, nearest: nearest(to: wanted)), arguments, console)
        }
        if rest.contains("--help") || rest.contains("-h") {
            console.print(command.help)
            return .done
        }
        do {
            let split = try CommandArguments(rest, options: command.options, command: command.name)
            if !command.takesOperands, let operand = split.positional.first { throw UsageError.unexpected(operand) }
            return try await command.run(split, console)
        } catch let error as any Reportable {
            return report(error, arguments, console)
        } catch {
            console.complain("sallyport: \(error)")
            return .wrongCall
        }
    }

    /// The command of two words before the one of one.
    private static func choose(_ arguments: [String]) -> (ListedCommand, [String])? {
        for words in [2, 1] where arguments.count >= words {
            let name = arguments.prefix(words).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name }) {
                return (command, Array(arguments.dropFirst(words)))
            }
        }
        return nil
    }

    private static func nearest(to name: String) -> String? {
        commands.map(\.name).first { $0.hasPrefix(name.prefix(3)) || name.hasPrefix($0.prefix(3)) }
    }

    /// An error of the call, or of what it names, as text or as JSON.
    private static func report(_ error: any Reportable, _ arguments: [String], _ console: Console) -> ExitCode {
        if arguments.contains("--json") {
            var json: JSONObject = ["error": .string(error.reason), "detail": .string(error.detail)]
            json["remedy"] = error.remedy.map(JSONValue.string)
            console.print(json: .object(json))
        } else {
            console.complain("sallyport: \(error.description)")
        }
        return .wrongCall
    }

    /// The commands of two words that begin with this one; `nil` where there are none.
    private static func overview(of word: String) -> String? {
        let group = commands.filter { $0.name.startsExactly(with: word + " ") }
        guard !group.isEmpty else { return nil }
        let lines = lines(of: group).joined(separator: "\n")
        return
            "usage: sallyport \(word) COMMAND [options]\n\n\(lines)\n\n`sallyport COMMAND --help` lists a command's options."
    }

    private static func lines(of commands: [ListedCommand]) -> [String] {
        let width = (commands.map { $0.name.count }.max() ?? 0) + 2
        return commands.map { command in
            "  \(command.name)\(String(repeating: " ", count: width - command.name.count))\(command.summary)"
        }
    }

    private static var overview: String {
        let lines = lines(of: commands)
        return """
            sallyport \(version): prove who you are, take short-lived credentials

            usage: sallyport COMMAND [options]

            \(lines.joined(separator: "\n"))

            `sallyport COMMAND --help` lists a command's options.
            """
    }
}
