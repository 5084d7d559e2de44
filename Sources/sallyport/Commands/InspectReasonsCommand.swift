import Essentials
import JOSE
import SAML
import XMLDocuments
import XMLSecurity

/// `sallyport inspect reasons`: every code a refusal may carry.
enum InspectReasonsCommand: Command {
    static let name = "inspect reasons"
    static let summary = "Lists every reason code with its clause and meaning."
    static let operands = ""
    static let options: [CommandOption] = [.json]

    private static let catalogues = [
        TokenRefusal.catalogue, KeySetError.catalogue, KeyDefect.catalogue, ResponseRefusal.catalogue,
        MessageRefusal.catalogue, MessageFailure.catalogue, BindingRefusal.catalogue, MetadataRefusal.catalogue,
        MetadataWarning.catalogue, SignatureRefusal.catalogue, SigningFailure.catalogue, DecryptionRefusal.catalogue,
        XMLError.catalogue,
    ]

    static func run(_ arguments: CommandArguments, _ console: Console) async throws -> ExitCode {
        // A code of several catalogues means the same in each.
        var seen: Set<String> = []
        let entries = catalogues.joined().filter { seen.insert($0.reason).inserted }
        if arguments.has("json") {
            let list = entries.map { entry -> JSONValue in
                [
                    "reason": .string(entry.reason), "clause": .string(entry.clause),
                    "meaning": .string(entry.meaning),
                ]
            }
            console.print(json: ["reasons": .array(list)])
            return .done
        }
        for entry in entries { console.print("\(entry.reason)\n  \(entry.meaning)\n  \(entry.clause)\n") }
        return .done
    }
}
