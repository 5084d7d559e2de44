import Cryptography
import Essentials
import IAM
import SecurityTokens

/// The session's name where no template gives one.
enum SessionNaming {
    /// The verified e-mail address made safe, else a hash of issuer and subject.
    ///
    /// An address that had to be changed gets a piece of the hash at its end, so that two people whose
    /// addresses become alike still have two names in the issuer's log.
    static func standard(for identity: ExternalIdentity) throws(TemplateFailure) -> RoleSessionName {
        do {
            guard let email = identity.verifiedEmail else {
                return try RoleSessionName("sub-" + subjectHash(identity).prefix(32))
            }
            if let unchanged = try? RoleSessionName(email) { return unchanged }
            let safe = email.unicodeScalars.prefix(55).map { scalar -> Unicode.Scalar in
                scalar.isASCII && NameCharacters.isNameByte(UInt8(truncatingIfNeeded: scalar.value)) ? scalar : "-"
            }
            return try RoleSessionName(
                String(String.UnicodeScalarView(safe)) + "-" + subjectHash(identity).prefix(8))
        } catch {
            throw TemplateFailure(why: "no session name could be made: \(error)")
        }
    }

    private static func subjectHash(_ identity: ExternalIdentity) throws -> String {
        let input = identity.issuer.text.bytes + [0] + identity.subject.text.bytes
        return Hexadecimal.encode(try Digest.hash(input, .sha256))
    }
}
