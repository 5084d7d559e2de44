import Essentials
import HTTP
import Testing

@testable import SecurityTokens

/// One case of the published signing vectors.
struct SigningVector: CustomTestStringConvertible, Sendable {
    let name: String
    var testDescription: String { name }

    static let all: [SigningVector] = {
        let names = (try? Fixtures.folders(in: "vectors/sigv4/v4")) ?? []
        return names.map(SigningVector.init(name:))
    }()

    func text(_ file: String) throws -> String { try Fixtures.text("vectors/sigv4/v4/\(name)/\(file)") }

    /// Method, target, fields and body of `request.txt`; a line that begins with a space goes on the field before.
    func request() throws -> (method: HTTPMethod, target: [UInt8], headers: HTTPHeaders, body: [UInt8]) {
        let text = try text("request.txt")
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let first = try #require(lines.first)
        let method = try #require(HTTPMethod(rawValue: String(first.prefix { $0 != " " })))
        let target = first.dropFirst(method.rawValue.count + 1).dropLast(" HTTP/1.1".count)
        var fields: [HTTPHeaders.Field] = []
        for line in lines.dropFirst() {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].value += "\n" + line
            } else {
                let colon = try #require(line.firstIndex(of: ":"))
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        return (method, Array(target.utf8), HTTPHeaders(fields), body)
    }
}

@Suite struct SigningVectors {
    /// The token is added after signing: our verification asks that every `x-amz-*` field be signed.
    static let refusedByVerification: Set<String> = ["post-sts-header-after"]

    @Test func areThere() { #expect(SigningVector.all.count == 38) }

    @Test(arguments: SigningVector.all)
    func signAndVerify(_ vector: SigningVector) throws {
        let context = try Fixtures.json("vectors/sigv4/v4/\(vector.name)/context.json")
        let keys = try #require(context["credentials"]?.object)
        let (method, target, headers, body) = try vector.request()
        let at = try #require(context["timestamp"]?.string.flatMap { Instant(rfc3339: $0) })
        let region = try #require(context["region"]?.string)
        let service = try #require(context["service"]?.string)
        let secret = Secret(try #require(keys["secret_access_key"]?.string))
        let isTokenOmitted = context["omit_session_token"]?.bool == true
        let token = keys["token"]?.string
        let path = CanonicalPathForm(isNormalised: context["normalize"]?.bool == true, isEncodedAgain: true)
        let added = try SigV4.sign(
            method: method, rawTarget: target, headers: headers, body: body,
            with: SigningCredentials(
                accessKeyID: try #require(keys["access_key_id"]?.string), secretAccessKey: secret,
                sessionToken: isTokenOmitted ? nil : token.map { Secret($0) }),
            scope: SigningScope(region: region, service: service), at: at, path: path,
            isPayloadHashSent: context["sign_body"]?.bool == true)
        let signature = try vector.text("header-signature.txt").filter { !$0.isWhitespace }
        let field = try #require(added["Authorization"])
        #expect(field.hasSuffix("Signature=\(signature)"))

        // The steps themselves, so that a difference shows where it arises.
        var signed = headers
        for header in added.fields where header.name != "Authorization" { signed.add(header.name, header.value) }
        let names = Set(signed.fields.map { $0.name.lowercased() }).sorted()
        let canonical = try #require(
            CanonicalRequest(
                method: method, rawTarget: target, headers: signed, signedHeaders: names,
                payloadHash: try SigV4.payloadHash(body), path: path))
        #expect(canonical.text == (try vector.text("header-canonical-request.txt")))
        let steps = try SigningSteps(
            canonical, at: at.basicISO8601, scope: SigningScope(region: region, service: service))
        #expect(steps.stringToSign == (try vector.text("header-string-to-sign.txt")))

        signed.add("Authorization", field)
        if isTokenOmitted, let token { signed.add("X-Amz-Security-Token", token) }
        let request = HTTPRequest(
            method: method, rawTarget: target, path: "/",
            rawQuery: Array(target.drop { $0 != UInt8(ascii: "?") }.dropFirst()), headers: signed, body: body,
            peer: "192.0.2.1")
        if SigningVectors.refusedByVerification.contains(vector.name) {
            #expect(throws: SigV4Refusal.unsignedHeader("x-amz-security-token")) {
                try RequestSignature(of: request, services: .only(ExactString(service)))
            }
        } else {
            let read = try RequestSignature(of: request, services: .only(ExactString(service)))
            #expect(read.sessionToken == (isTokenOmitted ? nil : token.map { Secret($0) }))
            try read.verify(request, payload: .seen(body), secret: secret, at: at, path: path)
        }
    }
}
