// embed: turns a folder of files into one Swift source, so that the binary holds its own templates and
// provider presets.
//
// usage: embed ENUM-NAME OUTPUT FOLDER FILE…

import Foundation

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    FileHandle.standardError.write(Data("usage: embed ENUM-NAME OUTPUT FOLDER FILE...\n".utf8))
    exit(2)
}
let folder = arguments[3].hasSuffix("/") ? arguments[3] : arguments[3] + "/"
var source = "/// The files of `\(URL(fileURLWithPath: folder).lastPathComponent)`, by path within it.\n"
source += "enum \(arguments[1]) {\n    static let files: [String: [UInt8]] = [\n"
for path in arguments.dropFirst(4).sorted() {
    guard path.hasPrefix(folder), let data = FileManager.default.contents(atPath: path) else {
        FileHandle.standardError.write(Data("embed: cannot read \(path)\n".utf8))
        exit(1)
    }
    // Base64 in a literal compiles at once, where an array literal of numbers takes minutes.
    source += "        \"\(path.dropFirst(folder.count))\": decoded(\"\(data.base64EncodedString())\"),\n"
}
if arguments.count == 4 { source += "        :\n" }
source += """
        ]

        private static func decoded(_ text: StaticString) -> [UInt8] {
            var out: [UInt8] = []
            var bits: UInt32 = 0
            var count: UInt32 = 0
            text.withUTF8Buffer { buffer in
                out.reserveCapacity(buffer.count / 4 * 3)
                for character in buffer {
                    let value: UInt32
                    switch character {
                    case 65...90: value = UInt32(character) - 65
                    case 97...122: value = UInt32(character) - 71
                    case 48...57: value = UInt32(character) + 4
                    case 43: value = 62
                    case 47: value = 63
                    default: return
                    }
                    bits = bits << 6 | value
                    count += 6
                    if count >= 8 {
                        count -= 8
                        out.append(UInt8(truncatingIfNeeded: bits >> count))
                    }
                }
            }
            return out
        }
    }

    """
do {
    try Data(source.utf8).write(to: URL(fileURLWithPath: arguments[2]))
} catch {
    FileHandle.standardError.write(Data("embed: cannot write \(arguments[2]): \(error)\n".utf8))
    exit(1)
}
