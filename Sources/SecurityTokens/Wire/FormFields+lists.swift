import Essentials
import HTTP
import IAM

/// Lists and structures of the Query protocol: `Tags.member.1.Key`.
extension FormFields {
    /// The members of a list in the order of their numbers, each a map of its fields; a plain value is the field of
    /// no name.
    ///
    /// - Throws: `STSError` with `MalformedInput` for a number that is none, and `ValidationError` for more members
    ///   than `limit`.
    func members(of name: String, limit: Int) throws(STSError) -> [[String: String]] {
        let prefix = name + ".member."
        var members: [Int: [String: String]] = [:]
        for (parameter, value) in pairs where parameter.startsExactly(with: name + ".") {
            guard parameter.startsExactly(with: prefix) else {
                throw .malformedInput("\(parameter.prefix(64)) is not a member of a list.")
            }
            let rest = parameter.utf8.dropFirst(prefix.utf8.count)
            let digits = rest.prefix { $0 != UInt8(ascii: ".") }
            guard (1...4).contains(digits.count), digits.first != UInt8(ascii: "0"),
                digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(String(Substring(digits)))
            else { throw .malformedInput("\(parameter.prefix(64)) is not a member of a list.") }
            let field = String(Substring(rest.dropFirst(digits.count).dropFirst()))
            members[number, default: [:]][field] = value
        }
        guard members.count <= limit else {
            let member = name.prefix(1).lowercased() + name.dropFirst()
            throw .validation(
                "1 validation error detected: Value at '\(member)' failed to satisfy constraint: "
                    + "Member must have length less than or equal to \(limit)")
        }
        return members.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The session tags of `Tags`.
    ///
    /// - Throws: `STSError` where one has no key or no value, is none, or stands twice; keys are one where their
    ///   letters differ in case only.
    func sessionTags() throws(STSError) -> [SessionTag] {
        var tags: [SessionTag] = []
        var seen: Set<ExactString> = []
        for member in try members(of: "Tags", limit: 50) {
            guard let key = member["Key"], let value = member["Value"], member.count == 2 else {
                throw .validation(
                    "1 validation error detected: Value null at 'tags' failed to satisfy constraint: "
                        + "Member must not be null")
            }
            do throws(IssuerRefusal) { tags.append(try SessionTag(key: key, value: value)) } catch {
                throw .validation("The session tag key or value of \(key.prefix(128)) is invalid.")
            }
            guard seen.insert(ExactString(key.asciiLowercased)).inserted else {
                throw .validation("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
        }
        return tags
    }
}
