import Essentials
import HTTP
import IAM

/// Lists and structures of the Query protocol: `Tags.member.1.Key`.
extension STSRequest {
    /// The members of a list.
    func members(of name: String, limit: Int) throws(STSError) -> [[String: String]] {
        try parameters.members(of: name, limit: limit)
    }

    /// The session tags of `Tags`.
    func sessionTags() throws(STSError) -> [SessionTag] { try parameters.sessionTags() }

    /// The managed policies of `PolicyArns`: ten at most, each once.
    ///
    /// - Throws: `STSError` where one is no ARN.
    func policyARNs() throws(STSError) -> [ARN] {
        var arns: [ARN] = []
        for member in try members(of: "PolicyArns", limit: 10) {
            guard let text = member["arn"], member.count == 1 else {
                throw .validation(
                    "1 validation error detected: Value null at 'policyArns' failed to satisfy constraint: "
                        + "Member must not be null")
            }
            let rule = STSParameterRule("PolicyArns.member.arn", .text(20...2048, .arn))
            let violations = rule.violations(of: text)
            guard violations.isEmpty else { throw .validation(STSParameterRule.sentence(violations)) }
            do {
                let arn = try ARN(text)
                if !arns.contains(arn) { arns.append(arn) }
            } catch { throw .validation("Request ARN is invalid") }
        }
        return arns
    }

    /// The keys of `TransitiveTagKeys`.
    func transitiveTagKeys() throws(STSError) -> [ExactString] {
        var keys: [ExactString] = []
        for member in try members(of: "TransitiveTagKeys", limit: 50) {
            guard let key = member[""], member.count == 1, !key.isEmpty, key.unicodeScalars.count <= 128 else {
                throw .validation(
                    "1 validation error detected: Value at 'transitiveTagKeys' failed to satisfy constraint: "
                        + "Member must have length from 1 to 128")
            }
            if !keys.contains(ExactString(key)) { keys.append(ExactString(key)) }
        }
        return keys
    }

    /// Refuses what would ask for a narrower session than the caller would get.
    func refuse(_ lists: String...) throws(STSError) {
        for list in lists where parameters.pairs.contains(where: { $0.name.startsExactly(with: list + ".") }) {
            throw .validation("\(list) cannot be attached: this service has none.")
        }
    }
}
