import Essentials

/// One option a command knows.
struct CommandOption: Sendable {
    /// How its value is given.
    enum Shape: Equatable, Sendable {
        /// Present or not.
        case flag
        /// Followed by a value, once.
        case value(String)
        /// Followed by a value, as often as wanted.
        case values(String)
    }

    let name: String
    let shape: Shape
    let help: String
    var isRequired = false

    static let json = CommandOption(name: "json", shape: .flag, help: "print one JSON object (or one a line)")
}

/// Why a command line is not understood.
enum UsageError: Reportable, Equatable {
    case unknownCommand(String, nearest: String?)
    case unknownOption(String, command: String)
    case valueMissing(String)
    case givenTwice(String)
    case required(String, command: String)
    case unexpected(String)
    case invalid(option: String, value: String, wanted: String)

    var reason: String {
        switch self {
        case .unknownCommand: "unknown-command"
        case .unknownOption: "unknown-option"
        case .valueMissing: "option-value-missing"
        case .givenTwice: "option-given-twice"
        case .required: "option-required"
        case .unexpected: "argument-unexpected"
        case .invalid: "option-value-invalid"
        }
    }

    var detail: String {
        switch self {
        case .unknownCommand(let name, let nearest):
            "there is no command `\(name)`" + (nearest.map { "; nearest: `\($0)`" } ?? "")
        case .unknownOption(let name, let command): "`\(command)` knows no option `\(name)`"
        case .valueMissing(let name): "the option `--\(name)` wants a value behind it"
        case .givenTwice(let name): "the option `--\(name)` was given twice"
        case .required(let name, let command): "`\(command)` needs `\(name)`"
        case .unexpected(let argument): "the argument `\(argument)` was not expected"
        case .invalid(let option, let value, let wanted): "`--\(option)` was `\(value)`; wanted is \(wanted)"
        }
    }

    var remedy: String? { "`--help` lists what is known" }
}

/// The arguments of one command, split by what the command declares.
struct CommandArguments {
    private var single: [String: String] = [:]
    private var many: [String: [String]] = [:]
    private var flags: Set<String> = []
    private(set) var positional: [String] = []

    /// Splits arguments: `--name value`, `--name=value`, flags, and the rest in order; `--` ends the options.
    init(_ arguments: [String], options: [CommandOption], command: String) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                positional += rest
                break
            }
            guard argument.hasPrefix("--") else {
                positional.append(argument)
                continue
            }
            let body = argument.dropFirst(2)
            let equals = body.firstIndex(of: "=")
            let name = String(body[..<(equals ?? body.endIndex)])
            guard let option = options.first(where: { $0.name == name }) else {
                throw .unknownOption("--" + name, command: command)
            }
            if option.shape == .flag {
                guard equals == nil else { throw .unexpected(argument) }
                flags.insert(name)
                continue
            }
            guard let value = equals.map({ String(body[body.index(after: $0)...]) }) ?? rest.popFirst() else {
                throw .valueMissing(name)
            }
            if case .values = option.shape {
                many[name, default: []].append(value)
            } else {
                guard single.updateValue(value, forKey: name) == nil else { throw .givenTwice(name) }
            }
        }
        for option in options where option.isRequired {
            guard single[option.name] != nil || many[option.name] != nil else {
                throw .required("--" + option.name, command: command)
            }
        }
    }

    subscript(_ name: String) -> String? { single[name] }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func all(_ name: String) -> [String] { many[name] ?? [] }
}
