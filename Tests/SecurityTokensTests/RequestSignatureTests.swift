import Essentials
import HTTP
import Testing

@testable import SecurityTokens

@Suite struct RequestSignatures {
    private let at = Instant(seconds: 1_773_322_807)
    private let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

    private func signed(at instant: Instant? = nil, isPayloadHashSent: Bool = false) throws -> HTTPRequest {
        var headers: HTTPHeaders = ["Host": "sts.example.org"]
        let body = "Action=GetCallerIdentity&Version=2011-06-15".bytes
        let added = try SigV4.sign(
            method: .post, rawTarget: "/sts".bytes, headers: headers, body: body,
            with: SigningCredentials(
                accessKeyID: "ASIAEXAMPLE", secretAccessKey: secret, sessionToken: Secret("token")),
            scope: SigningScope(region: "us-east-1", service: "sts"), at: instant ?? at,
            isPayloadHashSent: isPayloadHashSent)
        for field in added.fields { headers.add(field.name, field.value) }
        return HTTPRequest(
            method: .post, rawTarget: "/sts".bytes, path: "/sts", rawQuery: [], headers: headers, body: body,
            peer: "192.0.2.1")
    }

    private func verdict(_ request: HTTPRequest, at instant: Instant? = nil) -> SigV4Refusal? {
        do throws(SigV4Refusal) {
            try RequestSignature(of: request, services: .only("sts")).verify(
                request, payload: .seen(request.body), secret: secret, at: instant ?? at)
            return nil
        } catch { return error }
    }

    @Test(
        arguments: [
            (-900, nil), (900, nil), (901, "signature-expired"), (-901, "signature-not-yet-current"),
        ] as [(Int, String?)])
    func theClockMayDifferByFifteenMinutes(_ seconds: Int, _ reason: String?) throws {
        #expect(verdict(try signed(), at: at + .seconds(seconds))?.reason == reason)
    }

    @Test func aPayloadHashThatIsSentMustBeTheBodys() throws {
        let request = try signed(isPayloadHashSent: true)
        #expect(verdict(request) == nil)
        #expect(verdict(request.with(body: "other".bytes)) == .payloadMismatch)
        let unsigned = request.replacing("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
        #expect(verdict(unsigned) == .payloadDeclarationRefused("a name instead of a digest"))
    }

    @Test func exactlyOneSignatureIsTaken() throws {
        let request = try signed()
        #expect(verdict(request.replacing("Authorization", nil)) == .missing)
        var twice = request.headers
        twice.add("authorization", try #require(request.headers["Authorization"]))
        #expect(verdict(request.with(headers: twice))?.reason == "signature-ambiguous")
        let query = "/sts?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00".bytes
        #expect(verdict(request.with(target: query))?.reason == "signature-ambiguous")
        let bare = request.replacing("Authorization", nil)
        #expect(verdict(bare.with(target: query))?.reason == "signature-ambiguous")
        for name in ["X-Amz-Date", "X-Amz-Security-Token"] {
            var headers = request.headers
            headers.add(name, try #require(request.headers[name]))
            #expect(verdict(request.with(headers: headers))?.reason == "signature-ambiguous", "\(name)")
        }
    }

    @Test func everyAmazonFieldMustBeSigned() throws {
        var headers = try signed().headers
        headers.add("x-amz-meta", "smuggled")
        #expect(verdict(try signed().with(headers: headers)) == .unsignedHeader("x-amz-meta"))
    }

    /// What stands in `Authorization` (HOST: the signed names, SIG: the right signature) and what becomes of it.
    static let malformed: [(String, String)] = [
        ("", "signature-incomplete"), ("Bearer x", "signature-incomplete"),
        ("AWS4-HMAC-SHA256", "signature-incomplete"),
        ("AWS4-HMAC-SHA1 Credential=CRED, SignedHeaders=NAMES, Signature=SIG", "signature-incomplete"),
        ("AWS4-HMAC-SHA256 SignedHeaders=NAMES, Signature=SIG", "signature-incomplete"),
        ("AWS4-HMAC-SHA256 Credential=CRED, Signature=SIG", "signature-incomplete"),
        ("AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=NAMES", "signature-incomplete"),
        ("AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=NAMES, Signature=00", "signature-incomplete"),
        ("AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=NAMES, Signature=SIG, Extra=1", "signature-incomplete"),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, Credential=CRED, SignedHeaders=NAMES, Signature=SIG",
            "signature-ambiguous"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20260312/us-east-1/sts, SignedHeaders=NAMES, Signature=SIG",
            "signature-incomplete"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20260311/us-east-1/sts/aws4_request, SignedHeaders=NAMES, Signature=SIG",
            "signature-wrong-scope"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20260312//sts/aws4_request, SignedHeaders=NAMES, Signature=SIG",
            "signature-wrong-scope"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20260312/us-east-1/s3/aws4_request, SignedHeaders=NAMES, Signature=SIG",
            "signature-wrong-scope"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20260312/us-east-1/sts/aws4, SignedHeaders=NAMES, Signature=SIG",
            "signature-wrong-scope"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=x-amz-date;x-amz-security-token, Signature=SIG",
            "signature-header-not-signed"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=Host;x-amz-date;x-amz-security-token, Signature=SIG",
            "signature-incomplete"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=x-amz-date;host;x-amz-security-token, Signature=SIG",
            "signature-incomplete"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=host;host;x-amz-date;x-amz-security-token, Signature=SIG",
            "signature-incomplete"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=CRED, SignedHeaders=absent;host;x-amz-date;x-amz-security-token, Signature=SIG",
            "signature-incomplete"
        ),
        ("AWS4-HMAC-SHA256 Credential=CRED,SignedHeaders=NAMES,Signature=SIG", ""),
        ("AWS4-HMAC-SHA256 Signature=SIG, SignedHeaders=NAMES, Credential=CRED", ""),
    ]

    @Test(arguments: malformed)
    func theFieldHasOneForm(_ field: String, _ reason: String) throws {
        let request = try signed()
        let signature = try #require(request.headers["Authorization"]).suffix(64)
        let written = field.replacing("SIG", with: signature)
            .replacing("CRED", with: "ASIAEXAMPLE/20260312/us-east-1/sts/aws4_request")
            .replacing("NAMES", with: "host;x-amz-date;x-amz-security-token")
            .replacing("Credential=A/", with: "Credential=ASIAEXAMPLE/")
        #expect(verdict(request.replacing("Authorization", written))?.reason ?? "" == reason, "\(written)")
    }

    @Test(arguments: ["", "yesterday", "2026-03-12T13:40:07Z", "20260312T134007", "20260332T134007Z"])
    func theDateHasOneForm(_ date: String) throws {
        #expect(verdict(try signed().replacing("X-Amz-Date", date))?.reason == "signature-incomplete")
    }

    @Test func s3KeepsItsPaths() throws {
        func canonical(_ target: String, _ form: CanonicalPathForm) -> String? {
            CanonicalRequest(
                method: .get, rawTarget: target.bytes, headers: [:], signedHeaders: [], payloadHash: "-", path: form)?
                .text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
        }
        #expect(canonical("/a%20b//../c+d", .s3) == "/a%20b//../c%2Bd")
        #expect(canonical("/a%20b//../c+d", .ordinary) == "/c%2Bd")
        #expect(canonical("/a%20b", .ordinary) == "/a%2520b")
        #expect(canonical("", .s3) == "/")
        #expect(canonical("/../..", .ordinary) == "/")
        #expect(canonical("/a?b=%zz", .ordinary) == nil)
    }
}
