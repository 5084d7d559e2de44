import Essentials
import HTTP
import Testing

@testable import SecurityTokens

/// A request that botocore signed.
struct BotocoreRequest: Sendable {
    let request: HTTPRequest
    let secret: Secret
    let accessKeyID: String
    let token: String?
    let region: String

    static func all() throws -> (at: Instant, requests: [BotocoreRequest]) {
        let file = try Fixtures.json("sigv4/requests.json")
        let at = try #require(file["at"]?.string.flatMap { Instant(rfc3339: $0) })
        let requests = try #require(file["requests"]?.array).map { try BotocoreRequest(#require($0.object)) }
        return (at, requests)
    }

    init(_ json: JSONObject) throws {
        func text(_ name: String) throws -> String { try #require(json[name]?.string) }
        let target = Array(try text("target").utf8)
        let fields = try #require(json["headers"]?.array).map { pair in
            (try #require(pair.array?[0].string), try #require(pair.array?[1].string))
        }
        request = HTTPRequest(
            method: try #require(HTTPMethod(rawValue: try text("method"))), rawTarget: target, path: "/",
            rawQuery: Array(target.drop { $0 != UInt8(ascii: "?") }.dropFirst()),
            headers: HTTPHeaders(fields.map { ($0.0, $0.1) }), body: try text("body").bytes, peer: "192.0.2.1")
        secret = Secret(try text("secret"))
        accessKeyID = try text("accessKeyID")
        token = json["token"]?.string
        region = try text("region")
    }
}

extension HTTPRequest {
    func with(
        method: HTTPMethod? = nil, target: [UInt8]? = nil, headers: HTTPHeaders? = nil, body: [UInt8]? = nil
    ) -> HTTPRequest {
        let target = target ?? rawTarget
        return HTTPRequest(
            method: method ?? self.method, rawTarget: target, path: path,
            rawQuery: Array(target.drop { $0 != UInt8(ascii: "?") }.dropFirst()), headers: headers ?? self.headers,
            body: body ?? self.body, peer: peer)
    }

    func replacing(_ name: String, _ value: String?) -> HTTPRequest {
        var fields = headers.fields.filter { $0.name.lowercased() != name.lowercased() }
        if let value { fields.append((name, value)) }
        return with(headers: HTTPHeaders(fields))
    }
}

@Suite struct SigV4BesideBotocore {
    @Test func everyRequestOfBotocoreVerifies() throws {
        let (at, requests) = try BotocoreRequest.all()
        #expect(requests.count == 200)
        for (number, signed) in requests.enumerated() {
            #expect(throws: Never.self, "request \(number)") {
                let signature = try RequestSignature(of: signed.request, services: .only("sts"))
                #expect(signature.accessKeyID == signed.accessKeyID)
                #expect(signature.scope.region == signed.region)
                #expect(signature.sessionToken == signed.token.map { Secret($0) })
                try signature.verify(
                    signed.request, payload: .seen(signed.request.body), secret: signed.secret, at: at)
            }
        }
    }

    @Test func weSignAsBotocoreDoes() throws {
        let (at, requests) = try BotocoreRequest.all()
        for (number, signed) in requests.enumerated() {
            let unsigned = signed.request.headers.fields.filter {
                // botocore leaves User-Agent unsigned, and adds the others itself.
                !["authorization", "x-amz-date", "x-amz-security-token", "user-agent", "content-length"]
                    .contains($0.name.lowercased())
            }
            let added = try SigV4.sign(
                method: signed.request.method, rawTarget: signed.request.rawTarget, headers: HTTPHeaders(unsigned),
                body: signed.request.body,
                with: SigningCredentials(
                    accessKeyID: signed.accessKeyID, secretAccessKey: signed.secret,
                    sessionToken: signed.token.map { Secret($0) }),
                scope: SigningScope(region: signed.region, service: "sts"), at: at)
            #expect(added["Authorization"] == signed.request.headers["Authorization"], "request \(number)")
        }
    }

    @Test func everyAlterationFails() throws {
        let (at, requests) = try BotocoreRequest.all()
        for (number, signed) in requests.enumerated() {
            let request = signed.request
            let authorization = try #require(request.headers["Authorization"])
            let last = try #require(authorization.last)
            var alterations: [(String, HTTPRequest, Secret)] = [
                ("secret", request, Secret(signed.secret.reveal() + [0x41])),
                ("method", request.with(method: request.method == .get ? .post : .get), signed.secret),
                ("path", request.with(target: "/x".bytes + request.rawTarget), signed.secret),
                ("host", request.replacing("Host", "evil.example"), signed.secret),
                ("body", request.with(body: request.body + [0x20]), signed.secret),
                ("date", request.replacing("X-Amz-Date", "20260312T134008Z"), signed.secret),
                ("signed header", request.replacing("X-Amz-Meta", "two  word"), signed.secret),
                ("header removed", request.replacing("X-Amz-Meta", nil), signed.secret),
                (
                    "signature",
                    request.replacing("Authorization", authorization.dropLast() + (last == "0" ? "1" : "0")),
                    signed.secret
                ),
                (
                    "region",
                    request.replacing(
                        "Authorization", authorization.replacing("/\(signed.region)/", with: "/us-west-9/")),
                    signed.secret
                ),
            ]
            let separator: [UInt8] = request.rawQuery.isEmpty ? "?".bytes : "&".bytes
            alterations.append(
                ("query", request.with(target: request.rawTarget + separator + "a=b".bytes), signed.secret))
            if signed.token != nil {
                alterations.append(("token", request.replacing("X-Amz-Security-Token", "other"), signed.secret))
            }
            for (what, altered, secret) in alterations {
                #expect(throws: SigV4Refusal.self, "request \(number), \(what)") {
                    try RequestSignature(of: altered, services: .only("sts")).verify(
                        altered, payload: .seen(altered.body), secret: secret, at: at)
                }
            }
        }
    }
}
