import Essentials
import IAM

/// What a parameter of an action must be. The rules stand in one table, with the names and limits of the service's
/// public model; their violations read as AWS words them.
public struct STSParameterRule: Sendable {
    /// What the value is.
    enum Kind: Sendable {
        /// A text of so many characters, each of a class.
        case text(ClosedRange<Int>, CharacterClass?)
        /// A whole number within bounds.
        case integer(ClosedRange<Int>)
        /// One of these words.
        case oneOf([String])
    }

    /// The characters that a text may have; the raw value is the expression as AWS words it.
    enum CharacterClass: String, Sendable {
        case name = "[\\w+=,.@-]*"
        case arn = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+"
        case policy = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
        case externalID = "[\\w+=,.@:\\/-]*"
        case serial = "[\\w+=/:,.@-]*"
        case digits = "[\\d]*"
        case word = "[\\w]*"
        case marker = "[\\u0020-\\u00FF]*"
        case path = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)"
        case policyPath = "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/"
        case pathPrefix = "\\u002F[\\u0021-\\u007F]*"
        case description = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*"
        case scope =
            "[\\x21\\x23-\\x2B\\x2D-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x2B\\x2D-\\x5B\\x5D-\\x7E]+)*"

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch (self, scalar.value) {
            case (.name, let value): value < 0x80 && NameCharacters.isNameByte(UInt8(value))
            case (.externalID, 0x2F), (.externalID, 0x3A), (.serial, 0x2F), (.serial, 0x3A): true
            case (.externalID, let value), (.serial, let value):
                value < 0x80 && NameCharacters.isNameByte(UInt8(value))
            case (.digits, let value): (0x30...0x39).contains(value)
            case (.word, let value):
                value < 0x80 && NameCharacters.isNameByte(UInt8(value)) && !"+=,.@-".unicodeScalars.contains(scalar)
            case (.scope, let value): (0x20...0x7E).contains(value) && ![0x22, 0x2C, 0x5C].contains(value)
            case (.marker, let value): (0x20...0xFF).contains(value)
            case (.path, let value), (.pathPrefix, let value): (0x21...0x7E).contains(value)
            case (.policyPath, let value):
                value == 0x2F || value < 0x80 && NameCharacters.isNameByte(UInt8(value))
            case (.description, 0xA1...0xFF): true
            case (_, 0x09), (_, 0x0A), (_, 0x0D), (_, 0x20...0x7E): true
            case (.policy, 0x7F...0xFF): true
            case (.arn, 0x85), (.arn, 0xA0...0xD7FF), (.arn, 0xE000...0xFFFD), (.arn, 0x10000...0x10FFFF): true
            default: false
            }
        }
    }

    /// Whether a text is of a class as a whole: paths begin and end with a slash.
    static func isWhole(_ text: String, of characters: CharacterClass) -> Bool {
        guard text.unicodeScalars.allSatisfy(characters.contains) else { return false }
        switch characters {
        case .path: return text.startsExactly(with: "/") && text.endsExactly(with: "/")
        case .policyPath:
            return text.startsExactly(with: "/") && text.endsExactly(with: "/") && !text.contains("//")
        case .pathPrefix: return text.startsExactly(with: "/")
        default: return true
        }
    }

    /// The parameter's name, `RoleSessionName`.
    let name: String
    let kind: Kind
    let isRequired: Bool
    /// The value never stands in a message.
    let isSensitive: Bool

    init(_ name: String, _ kind: Kind, isRequired: Bool = false, isSensitive: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.isSensitive = isSensitive
    }

    static let roleARN = STSParameterRule("RoleArn", .text(20...2048, .arn), isRequired: true)
    static let roleSessionName = STSParameterRule("RoleSessionName", .text(2...64, .name), isRequired: true)
    static let webIdentityToken = STSParameterRule(
        "WebIdentityToken", .text(4...20_000, nil), isRequired: true, isSensitive: true)
    static let principalARN = STSParameterRule("PrincipalArn", .text(20...2048, .arn), isRequired: true)
    static let samlAssertion = STSParameterRule(
        "SAMLAssertion", .text(4...100_000, nil), isRequired: true, isSensitive: true)
    static let providerID = STSParameterRule("ProviderId", .text(4...2048, nil))
    static let policy = STSParameterRule("Policy", .text(1...2048, .policy))
    static let durationSeconds = STSParameterRule("DurationSeconds", .integer(900...43_200))
    static let minimumSessionTokenSize = STSParameterRule("MinimumSessionTokenSize", .integer(0...4096))

    /// The rules of an action's scalar parameters.
    static let table: [STSAction: [STSParameterRule]] = [
        .assumeRoleWithWebIdentity: [
            roleARN, roleSessionName, webIdentityToken, providerID, policy, durationSeconds, minimumSessionTokenSize,
        ],
        .assumeRoleWithSAML: [
            roleARN, principalARN, samlAssertion, policy, durationSeconds, minimumSessionTokenSize,
        ],
        .getCallerIdentity: [],
    ]
}

extension STSParameterRule {
    /// Every way in which a value breaks the rule, in AWS's words.
    func violations(of value: String?) -> [String] {
        guard let value else {
            return isRequired ? [words("Value null", "Member must not be null")] : []
        }
        let subject = isSensitive ? "Value" : "Value '\(value)'"
        switch kind {
        case .text(let lengths, let characters):
            var broken: [String] = []
            let isASCII = value.utf8.allSatisfy { $0 < 0x80 }
            let count = isASCII ? value.utf8.count : value.unicodeScalars.count
            if count < lengths.lowerBound {
                broken.append("Member must have length greater than or equal to \(lengths.lowerBound)")
            }
            if count > lengths.upperBound {
                broken.append("Member must have length less than or equal to \(lengths.upperBound)")
            }
            if let characters, !STSParameterRule.isWhole(value, of: characters) {
                broken.append("Member must satisfy regular expression pattern: \(characters.rawValue)")
            }
            return broken.map { words(subject, $0) }
        case .oneOf(let values):
            if values.contains(where: { $0.isExactly(value) }) { return [] }
            return [words(subject, "Member must satisfy enum value set: [\(values.joined(separator: ", "))]")]
        case .integer(let bounds):
            guard let number = STSParameterRule.integer(value) else { return [] }
            if number < bounds.lowerBound {
                return [words(subject, "Member must have value greater than or equal to \(bounds.lowerBound)")]
            }
            if number > bounds.upperBound {
                return [words(subject, "Member must have value less than or equal to \(bounds.upperBound)")]
            }
            return []
        }
    }

    /// A whole number of ASCII digits, at most nine, with an optional sign.
    static func integer(_ text: String) -> Int? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...9).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// AWS's sentence over all that is broken.
    static func sentence(_ violations: [String]) -> String {
        "\(violations.count) validation error\(violations.count == 1 ? "" : "s") detected: "
            + violations.joined(separator: "; ")
    }

    private func words(_ subject: String, _ constraint: String) -> String {
        let member = name.prefix(1).lowercased() + name.dropFirst()
        return "\(subject) at '\(member)' failed to satisfy constraint: \(constraint)"
    }
}
