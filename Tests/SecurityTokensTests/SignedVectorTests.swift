import Cryptography
import Essentials
import HTTP
import Testing

@testable import SecurityTokens

/// The signed requests of the published vectors, read as a service reads them: in the header and in the query, with
/// the symmetric and the asymmetric algorithm.
@Suite struct SignedVectors {
    struct Case: Sendable, CustomTestStringConvertible {
        let folder: String
        let form: String
        var testDescription: String { "\(folder) \(form)" }
    }

    static let all: [Case] = ["v4", "v4a"].flatMap { version in
        ((try? Fixtures.folders(in: "vectors/sigv4/\(version)")) ?? []).flatMap { name in
            ["header", "query"].map { Case(folder: "\(version)/\(name)", form: $0) }
        }
    }

    /// Two published folders of the asymmetric algorithm hold no signature and are left out here.
    ///
    /// The token is added after signing, which our verification refuses: in the header because every `x-amz-*` must be
    /// signed, in the query because everything there is.
    static let refused: [ExactString: SigV4Refusal] = [
        "v4/post-sts-header-after header": .unsignedHeader("x-amz-security-token"),
        "v4/post-sts-header-after query": .mismatch,
        "v4a/post-sts-header-after header": .unsignedHeader("x-amz-security-token"),
        "v4a/post-sts-header-after query": .mismatch,
    ]

    @Test func areThere() { #expect(SignedVectors.all.count == 2 * (38 + 38)) }

    @Test(arguments: all)
    func verifyAndAlterationsDoNot(_ vector: Case) throws {
        let folder = "vectors/sigv4/\(vector.folder)"
        let context = try Fixtures.json("\(folder)/context.json")
        let keys = try #require(context["credentials"]?.object)
        let at = try #require(context["timestamp"]?.string.flatMap { Instant(rfc3339: $0) })
        let service = ExactString(try #require(context["service"]?.string))
        let secret = Secret(try #require(keys["secret_access_key"]?.string))
        let path = CanonicalPathForm(isNormalised: context["normalize"]?.bool == true, isEncodedAgain: true)
        let request = try SignedVectors.request(Fixtures.text("\(folder)/\(vector.form)-signed-request.txt"))

        func verdict(_ request: HTTPRequest, _ secret: Secret, at instant: Instant) -> SigV4Refusal? {
            do throws(SigV4Refusal) {
                let signature = try RequestSignature(of: request, services: .only(service))
                #expect(signature.isPresigned == (vector.form == "query"))
                #expect(signature.accessKeyID == keys["access_key_id"]?.string)
                #expect(signature.sessionToken == keys["token"]?.string.map { Secret($0) })
                try signature.verify(request, payload: .seen(request.body), secret: secret, at: instant, path: path)
                return nil
            } catch { return error }
        }

        #expect(verdict(request, secret, at: at) == SignedVectors.refused[ExactString(vector.testDescription)])
        guard SignedVectors.refused[ExactString(vector.testDescription)] == nil else { return }
        #expect(verdict(request, Secret(secret.reveal() + [0x41]), at: at) == .mismatch)
        #expect(verdict(request.with(body: request.body + [0x20]), secret, at: at) != nil)
        #expect(verdict(request.replacing("Host", "evil.example"), secret, at: at) == .mismatch)
        #expect(verdict(request, secret, at: at - .seconds(901))?.reason == "signature-not-yet-current")
        if vector.form == "header" {
            #expect(verdict(request, secret, at: at + .seconds(901))?.reason == "signature-expired")
        } else {
            #expect(verdict(request, secret, at: at + .seconds(3600)) == nil)
            #expect(verdict(request, secret, at: at + .seconds(3601))?.reason == "signature-presigned-expired")
            let longer = String(decoding: request.rawTarget, as: UTF8.self)
                .replacing("X-Amz-Expires=3600", with: "X-Amz-Expires=3601")
            #expect(verdict(request.with(target: longer.bytes), secret, at: at) == .mismatch)
        }
    }

    /// Request line, fields and body; a line that begins with a space goes on the field before.
    private static func request(_ text: String) throws -> HTTPRequest {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n").map(String.init)
        let first = try #require(lines.first)
        let method = try #require(HTTPMethod(rawValue: String(first.prefix { $0 != " " })))
        let target = Array(first.dropFirst(method.rawValue.count + 1).dropLast(" HTTP/1.1".count).utf8)
        var fields: [HTTPHeaders.Field] = []
        for line in lines.dropFirst() {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].value += "\n" + line
            } else {
                let colon = try #require(line.firstIndex(of: ":"))
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        return HTTPRequest(
            method: method, rawTarget: target, path: "/",
            rawQuery: Array(target.drop { $0 != UInt8(ascii: "?") }.dropFirst()), headers: HTTPHeaders(fields),
            body: parts.count > 1 ? Array(parts[1].utf8) : [], peer: "192.0.2.1")
    }
}

@Suite struct AsymmetricKeys {
    @Test(arguments: (try? Fixtures.folders(in: "vectors/sigv4/v4a")) ?? [])
    func followFromTheSecret(_ name: String) throws {
        let keys = try #require(
            Fixtures.json("vectors/sigv4/v4a/\(name)/context.json")["credentials"]?.object)
        let expected = try Fixtures.json("vectors/sigv4/v4a/\(name)/public-key.json")
        let key = try AsymmetricSigningKey.publicKey(
            secret: Secret(try #require(keys["secret_access_key"]?.string)),
            accessKeyID: try #require(keys["access_key_id"]?.string))
        func coordinate(_ name: String) throws -> [UInt8] {
            try #require(expected[name]?.string.flatMap(Hexadecimal.decode))
        }
        #expect(key.components == .elliptic(.p256, x: try coordinate("X"), y: try coordinate("Y")))
    }
}
