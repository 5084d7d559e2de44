// xmlsecurity-harness: the room XMLSecurity for programs that hold it against another implementation.
//
// Reads tasks from standard input, one a line, fields between tabs, and answers each with a line:
//   verify   FILE ID                             → `verified`, or the reason of the refusal
//   sign     FILE ID SCHEME PREFIXES OUTPUT      → `signed`, or the reason; PREFIXES between spaces
//   decrypt  FILE OUTPUT                         → `decrypted`, or the reason; the first encrypted element
//   encrypt  FILE CONTENT TRANSPORT PLACE OUTPUT → `encrypted`, or the reason; OUTPUT is saml:EncryptedAssertion
//   cost     FILE ROUNDS                         → microseconds of the processor that a message costs a verifier
//                                                  before it has judged a signature; the least of so many rounds
// `xmlsecurity-harness FOLDER [sha1] [inclusive] [cbc]` finds its keys in FOLDER: NAME.key.pem for rsa and ec, and
// what it verifies by is the public half of each. `xmlsecurity-harness FOLDER bench SECONDS FILE…` measures instead.

import Cryptography
import Essentials
import Foundation
import XMLDocuments
import XMLSecurity

@main
enum Harness {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard let folder = arguments.first else {
            FileHandle.standardError.write(Data("usage: xmlsecurity-harness FOLDER [SWITCH…]\n".utf8))
            exit(2)
        }
        arguments.removeFirst()
        let keys = try Keys(folder: folder)
        if arguments.first == "bench", arguments.count > 2, let seconds = Double(arguments[1]) {
            return try Bench(keys: keys).run(files: Array(arguments.dropFirst(2)), seconds: seconds)
        }
        let tasks = Tasks(keys: keys, switches: Set(arguments))
        while let line = readLine() {
            print(tasks.answer(line.components(separatedBy: "\t")))
        }
    }
}

/// What the harness signs, verifies and decrypts with.
struct Keys {
    let rsa: PrivateKey
    let ec: PrivateKey

    init(folder: String) throws {
        rsa = try PrivateKey(pem: Secret(try Files.read("\(folder)/rsa.key.pem")))
        ec = try PrivateKey(pem: Secret(try Files.read("\(folder)/ec.key.pem")))
    }

    var verification: [VerificationKey] {
        [VerificationKey(rsa.publicKey, label: "rsa"), VerificationKey(ec.publicKey, label: "ec")]
    }
}

enum Files {
    static func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
