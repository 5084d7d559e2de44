import Essentials
import Glibc

// The command line: chooses the command, reads its options, runs it, ends with its exit code.

let console = Console()
let code = await CommandLineProgram.run(Array(CommandLine.arguments.dropFirst()), console)
exit(code.rawValue)
