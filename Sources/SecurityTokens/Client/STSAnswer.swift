import Essentials
import HTTP
import IAM
import XMLDocuments

/// An answer of an issuer, read: credentials, or what kind of no.
///
/// Elements are found by their local names: MinIO, Ceph and moto write namespaces of their own.
enum STSAnswer {
    /// Reads the answer to a call that assumes a role.
    static func assumedRole(
        _ response: HTTPResponse, for call: STSCall, at now: Instant
    ) throws(IssuerRefusal) -> AssumedRole {
        let root: XMLElement
        do { root = try XMLElement(parsing: response.body) } catch { throw .unexpectedAnswer(error.detail) }
        guard let result = root.only(ExactString("\(call.action.rawValue)Result")),
            let keys = result.only("Credentials")
        else {
            throw .unexpectedAnswer("`Credentials` is missing in `\(root.name.text.prefix(64))`")
        }
        let credentials = try credentials(keys, at: now)
        let user = result.only("AssumedRoleUser")
        // MinIO leaves the user empty; what the session is called follows from what was asked.
        let written = user?.only("Arn").flatMap { $0.text.isEmpty ? nil : $0.text }
        let arn: ARN
        if let written {
            do { arn = try ARN(written) } catch { throw .unexpectedAnswer(error.detail) }
        } else {
            arn = call.sessionName.flatMap { call.roleARN.assumedRole(session: $0.text) } ?? call.roleARN
        }
        func text(_ name: ExactString) -> String? {
            result.only(name).flatMap { $0.text.isEmpty ? nil : String($0.text.prefix(2048)) }
        }
        return AssumedRole(
            credentials: credentials, assumedRoleARN: arn,
            assumedRoleID: String((user?.only("AssumedRoleId")?.text ?? "").prefix(193)),
            subjectFromToken: text("SubjectFromWebIdentityToken"), audience: text("Audience"),
            provider: text("Provider"),
            asserted: call.action == .assumeRoleWithSAML
                ? AssertedSubject(
                    subject: text("Subject") ?? "", subjectType: text("SubjectType") ?? "",
                    issuer: text("Issuer") ?? "", audience: text("Audience") ?? "",
                    nameQualifier: text("NameQualifier") ?? "") : nil,
            sourceIdentity: text("SourceIdentity"),
            packedPolicySize: text("PackedPolicySize").flatMap { Int($0) },
            requestID: root.only("ResponseMetadata")?.only("RequestId").map { String($0.text.prefix(128)) })
    }

    private static func credentials(_ keys: XMLElement, at now: Instant) throws(IssuerRefusal) -> TemporaryCredentials {
        let id = keys.only("AccessKeyId")?.text ?? ""
        let secret = keys.only("SecretAccessKey")?.text ?? ""
        let token = keys.only("SessionToken")?.text ?? ""
        guard (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) }) else {
            throw .unexpectedAnswer("`AccessKeyId` is missing or not one")
        }
        guard (1...256).contains(secret.utf8.count), isVisible(secret) else {
            throw .unexpectedAnswer("`SecretAccessKey` is missing or not one")
        }
        guard (1...16_384).contains(token.utf8.count), isVisible(token) else {
            throw .unexpectedAnswer("`SessionToken` is missing or not one")
        }
        guard let expiration = Instant(rfc3339: keys.only("Expiration")?.text ?? "") else {
            throw .unexpectedAnswer("`Expiration` is missing or not a time")
        }
        guard expiration > now else { throw .unexpectedAnswer("the credentials were past their time on arrival") }
        return TemporaryCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(token), expiration: expiration)
    }

    private static func isVisible(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// What an error answer says: code and words, the token that was sent cut out of them.
    static func failure(_ response: HTTPResponse, token: Secret) -> (code: String, words: String)? {
        guard let root = try? XMLElement(parsing: response.body) else { return nil }
        // AWS: ErrorResponse/Error; MinIO the same; some write Error alone.
        let error = root.name == "Error" ? root : root.only("Error") ?? root.only("Errors")?.only("Error")
        guard let error, let code = error.only("Code")?.text.trimmedForReading, (1...128).contains(code.utf8.count)
        else { return nil }
        let message = error.only("Message")?.text ?? ""
        return (code, cleaned(message, token: token))
    }

    /// Without the token, without control characters, 512 characters at most.
    private static func cleaned(_ message: String, token: Secret) -> String {
        var text = message
        // A token's parts are secrets each: a message may quote one of them alone.
        let parts = (token.revealText() ?? "").split(separator: ".").map(String.init).filter { $0.utf8.count >= 16 }
        for part in parts { text = text.split(separatedBy: part).joined(separator: "«token»") }
        let visible = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return String(String(visible).trimmedForReading.prefix(512))
    }
}

extension String {
    fileprivate var trimmedForReading: String {
        let bytes = Array(utf8).drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? bytes.startIndex
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// The pieces between byte-wise occurrences of a text.
    fileprivate func split(separatedBy separator: String) -> [String] {
        let needle = Array(separator.utf8)
        let bytes = Array(utf8)
        guard !needle.isEmpty, bytes.count >= needle.count else { return [self] }
        var pieces: [String] = []
        var start = 0
        var index = 0
        while index + needle.count <= bytes.count {
            if bytes[index..<(index + needle.count)].elementsEqual(needle) {
                pieces.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += needle.count
                start = index
            } else {
                index += 1
            }
        }
        return pieces + [String(decoding: bytes[start...], as: UTF8.self)]
    }
}
