internal import Essentials
internal import XMLDocuments

/// Reads a NameID: text alone, not empty, bounded.
enum NameIDReader {
    static func read(_ node: XMLNode) throws(ResponseRefusal) -> NameID {
        let value = try ResponseHead.text(node)
        guard !value.isEmpty else { throw .nameIDRefused("it is empty") }
        for part in [value] + ["Format", "NameQualifier", "SPNameQualifier"].compactMap({ node.attribute($0) }) {
            guard part.utf8.count <= NameID.maximumBytes else {
                throw .tooLong("`NameID`", limit: NameID.maximumBytes)
            }
        }
        return NameID(
            value: ExactString(value),
            format: node.attribute("Format").map { ExactString($0) } ?? NameIDFormat.unspecified,
            nameQualifier: node.attribute("NameQualifier").map { ExactString($0) },
            spNameQualifier: node.attribute("SPNameQualifier").map { ExactString($0) })
    }
}
