import Essentials
import HTTP
import Testing

@testable import SecurityTokens

/// Requests that botocore signed for S3, API Gateway and STS, in the header and in the query.
@Suite struct SigV4OfServices {
    struct Signed: Sendable {
        let request: HTTPRequest
        let service: ExactString
        let isPresigned: Bool
        let lifetime: Int64
        let secret: Secret
        let token: String?

        /// S3's body is not seen where its signature is judged; the others' is.
        func payload(_ request: HTTPRequest) -> SignedPayload {
            service == "s3" ? .notSeen(accepting: Set(PayloadDeclaration.allCases)) : .seen(request.body)
        }
    }

    private static func all() throws -> (at: Instant, requests: [Signed]) {
        let file = try Fixtures.json("sigv4/services.json")
        let at = try #require(file["at"]?.string.flatMap { Instant(rfc3339: $0) })
        return (
            at,
            try #require(file["requests"]?.array).map { value in
                let json = try #require(value.object)
                let read = try BotocoreRequest(json)
                return Signed(
                    request: read.request, service: ExactString(try #require(json["service"]?.string)),
                    isPresigned: json["place"]?.string == "query",
                    lifetime: try #require(json["lifetime"]?.number?.integer), secret: read.secret, token: read.token)
            }
        )
    }

    private func verdict(
        _ request: HTTPRequest, of signed: Signed, secret: Secret? = nil, at instant: Instant
    ) -> SigV4Refusal? {
        do throws(SigV4Refusal) {
            let signature = try RequestSignature(of: request, services: .anyOf(["s3", "execute-api", "sts"]))
            try signature.verify(
                request, payload: signed.payload(request), secret: secret ?? signed.secret, at: instant)
            return nil
        } catch { return error }
    }

    @Test func everyRequestVerifiesAndServesAsLongAsItSays() throws {
        let (at, requests) = try Self.all()
        #expect(requests.count == 300)
        for (number, signed) in requests.enumerated() {
            #expect(verdict(signed.request, of: signed, at: at) == nil, "request \(number)")
            let signature = try RequestSignature(of: signed.request, services: .only(signed.service))
            #expect(signature.isPresigned == signed.isPresigned)
            #expect(signature.sessionToken == signed.token.map { Secret($0) })
            // STS has its fifteen minutes whatever was asked for.
            let serves = signed.isPresigned && signed.service != "sts" ? signed.lifetime : 900
            #expect(verdict(signed.request, of: signed, at: at + .seconds(serves)) == nil, "request \(number)")
            #expect(verdict(signed.request, of: signed, at: at + .seconds(serves + 1)) != nil, "request \(number)")
        }
    }

    @Test func everyAlterationFails() throws {
        let (at, requests) = try Self.all()
        for (number, signed) in requests.enumerated() {
            let request = signed.request
            let target = String(decoding: request.rawTarget, as: UTF8.self)
            var alterations: [(String, HTTPRequest)] = [
                ("method", request.with(method: request.method == .get ? .put : .get)),
                ("path", request.with(target: ("/x" + target).bytes)),
                ("host", request.replacing("Host", "evil.example")),
                ("query", request.with(target: (target + (target.contains("?") ? "&" : "?") + "a=b").bytes)),
                ("added field", request.replacing("X-Amz-Acl", "public-read")),
            ]
            if signed.isPresigned {
                alterations += [
                    ("date", request.with(target: target.replacing("T134007Z", with: "T134008Z").bytes)),
                    ("day", request.with(target: target.replacing("20260312", with: "20260311").bytes)),
                    (
                        "lifetime",
                        request.with(target: target.replacing("X-Amz-Expires=", with: "X-Amz-Expires=1").bytes)
                    ),
                    ("header too", request.replacing("Authorization", "AWS4-HMAC-SHA256 Credential=a")),
                    ("date too", request.replacing("X-Amz-Date", "20260312T134007Z")),
                    ("signature twice", request.with(target: (target + "&X-Amz-Signature=00").bytes)),
                    ("other spelling", request.with(target: target.replacing("X-Amz-Date", with: "x-amz-date").bytes)),
                    ("signature cut", request.with(target: target.dropLast().description.bytes)),
                ]
            } else {
                let authorization = try #require(request.headers["Authorization"])
                let last = authorization.last == "0" ? "1" : "0"
                alterations += [
                    ("date", request.replacing("X-Amz-Date", "20260312T134008Z")),
                    ("signature", request.replacing("Authorization", authorization.dropLast() + last)),
                ]
                if request.headers.contains("X-Amz-Content-Sha256") {
                    let other = String(repeating: "0", count: 64)
                    alterations += [
                        ("payload", request.replacing("X-Amz-Content-Sha256", other)),
                        ("no payload", request.replacing("X-Amz-Content-Sha256", nil)),
                        ("odd payload", request.replacing("X-Amz-Content-Sha256", "NONE")),
                    ]
                } else {
                    alterations.append(("body", request.with(body: request.body + [0x20])))
                }
            }
            for (what, altered) in alterations {
                #expect(verdict(altered, of: signed, at: at) != nil, "request \(number), \(what)")
            }
            let other = Secret(signed.secret.reveal() + [0x41])
            #expect(verdict(request, of: signed, secret: other, at: at) == .mismatch, "request \(number), secret")
        }
    }

    @Test(arguments: [
        ("0", "signature-lifetime-out-of-range"), ("604801", "signature-lifetime-out-of-range"),
        ("", "signature-incomplete"), ("-1", "signature-incomplete"), ("1e3", "signature-incomplete"),
        ("9999999999", "signature-incomplete"),
    ])
    func aLifetimeHasItsRange(_ lifetime: String, _ reason: String) throws {
        let (at, requests) = try Self.all()
        let signed = try #require(requests.first { $0.isPresigned && $0.service == "s3" })
        let target = String(decoding: signed.request.rawTarget, as: UTF8.self)
            .replacing("X-Amz-Expires=\(signed.lifetime)", with: "X-Amz-Expires=\(lifetime)")
        #expect(verdict(signed.request.with(target: target.bytes), of: signed, at: at)?.reason == reason)
    }

    /// Which ways of speaking of a body are taken is for whoever has no body to say.
    @Test func aDeclarationIsTakenOnlyWhereItWasAsked() throws {
        let (at, requests) = try Self.all()
        for signed in requests where signed.service == "s3" {
            let signature = try RequestSignature(of: signed.request, services: .only("s3"))
            let declared = signed.request.headers["X-Amz-Content-Sha256"] ?? "UNSIGNED-PAYLOAD"
            let way: PayloadDeclaration = declared.isExactly("UNSIGNED-PAYLOAD") ? .unsigned : .digest
            for accepted in [PayloadDeclaration.digest, .unsigned, .streaming] {
                var refusal: SigV4Refusal?
                do throws(SigV4Refusal) {
                    try signature.verify(
                        signed.request, payload: .notSeen(accepting: [accepted]), secret: signed.secret, at: at)
                } catch { refusal = error }
                #expect((refusal == nil) == (accepted == way))
                if let refusal { #expect(refusal.reason == "signature-payload-declaration-refused") }
            }
        }
    }
}
