import EmbeddedIssuer
import Essentials
import HTTP
import Testing

@testable import Configuration

/// What requests do to what, by the rule file for S3 that is compiled in.
@Suite struct S3Requests {
    static func map() throws -> ResourceMap {
        let (configuration, findings) = Fixture.load(
            text: Fixture.small(
                """
                resources:
                  s3: {hosts: [files.example.org, "*.files.example.org"], account: local}
                """
            ).replacing("{dev: 111111111111}", with: "{local: {id: 000000000001, issuer: embedded}}"))
        #expect(findings.filter { $0.severity == .error }.isEmpty)
        return try #require(configuration?.resources.first)
    }

    /// Method, target, fields; then the actions with their resources, or the reason of the refusal.
    static let cases: [(String, String, [String: String], [String])] = [
        ("GET", "/", [:], ["s3:ListAllMyBuckets *"]),
        ("GET", "/?x-id=ListBuckets", [:], ["s3:ListAllMyBuckets *"]),
        ("HEAD", "/b", [:], ["s3:ListBucket arn:aws:s3:::b"]),
        ("GET", "/b", [:], ["s3:ListBucket arn:aws:s3:::b"]),
        ("GET", "/b/", [:], ["s3:ListBucket arn:aws:s3:::b"]),
        ("GET", "/b?list-type=2&prefix=x%2F", [:], ["s3:ListBucket arn:aws:s3:::b"]),
        ("GET", "/b?location", [:], ["s3:GetBucketLocation arn:aws:s3:::b"]),
        ("GET", "/b?policy", [:], ["resource-request-unknown"]),
        ("GET", "/b?list-type=2&policy", [:], ["resource-request-unknown"]),
        ("GET", "/b?prefix=a&prefix=b", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/k", [:], ["s3:GetObject arn:aws:s3:::b/k"]),
        ("HEAD", "/b/k", [:], ["s3:GetObject arn:aws:s3:::b/k"]),
        ("GET", "/b/a/b%20c/%2A", [:], ["s3:GetObject arn:aws:s3:::b/a/b c/*"]),
        ("GET", "/b/a/", [:], ["s3:GetObject arn:aws:s3:::b/a/"]),
        ("GET", "/b/k?versionId=3", [:], ["s3:GetObjectVersion arn:aws:s3:::b/k"]),
        ("GET", "/b/k?acl", [:], ["s3:GetObjectAcl arn:aws:s3:::b/k"]),
        ("GET", "/b/k?torrent", [:], ["resource-request-unknown"]),
        ("GET", "/b/k?response-content-type=a&X-Amz-Signature=0", [:], ["s3:GetObject arn:aws:s3:::b/k"]),
        ("PUT", "/b/k", [:], ["s3:PutObject arn:aws:s3:::b/k"]),
        (
            "PUT", "/b/k", ["x-amz-acl": "public-read", "X-Amz-Tagging": "a=b"],
            [
                "s3:PutObject arn:aws:s3:::b/k", "s3:PutObjectAcl arn:aws:s3:::b/k",
                "s3:PutObjectTagging arn:aws:s3:::b/k",
            ]
        ),
        ("PUT", "/b/k", ["x-amz-object-lock-mode": "GOVERNANCE"], ["resource-request-unknown"]),
        (
            "PUT", "/b/k", ["x-amz-copy-source": "/src/a%20b"],
            ["s3:PutObject arn:aws:s3:::b/k", "s3:GetObject arn:aws:s3:::src/a b"]
        ),
        ("PUT", "/b/k", ["x-amz-copy-source": "src/a?versionId=1"], ["resource-request-unknown"]),
        ("PUT", "/b/k", ["x-amz-copy-source": "src/../other/a"], ["resource-path-ambiguous"]),
        ("PUT", "/b/k", ["x-amz-copy-source": "src"], ["resource-request-unknown"]),
        ("PUT", "/b/k", ["x-amz-copy-source": "src/a#b"], ["resource-path-ambiguous"]),
        ("PUT", "/b/k", ["x-amz-copy-source": "src/a+b"], ["resource-path-ambiguous"]),
        ("GET", "/b/a%23k", [:], ["s3:GetObject arn:aws:s3:::b/a#k"]),
        ("GET", "/b/a|k", [:], ["resource-path-ambiguous"]),
        (
            "PUT", "/b/k?partNumber=1&uploadId=u",
            ["x-amz-copy-source": "src/a", "x-amz-copy-source-range": "bytes=0-1"],
            ["s3:PutObject arn:aws:s3:::b/k", "s3:GetObject arn:aws:s3:::src/a"]
        ),
        ("GET", "/b/k", ["x-amz-copy-source": "src/a"], ["resource-request-unknown"]),
        ("POST", "/b/k?uploads", [:], ["s3:PutObject arn:aws:s3:::b/k"]),
        ("POST", "/b?delete", [:], ["resource-request-unknown"]),
        ("POST", "/b", [:], ["resource-request-unknown"]),
        ("DELETE", "/b/k", [:], ["s3:DeleteObject arn:aws:s3:::b/k"]),
        ("DELETE", "/b/k?uploadId=u", [:], ["s3:AbortMultipartUpload arn:aws:s3:::b/k"]),
        ("DELETE", "/b", [:], ["s3:DeleteBucket arn:aws:s3:::b"]),
        ("GET", "/b//k", [:], ["resource-path-ambiguous"]),
        ("GET", "//b/k", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/./k", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/%2e%2E/k", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/a%2Fk", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/a%5Ck", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/a%00k", [:], ["resource-path-ambiguous"]),
        ("GET", "/b/%FF", [:], ["resource-path-ambiguous"]),
        ("OPTIONS", "/b/k", [:], ["resource-request-unknown"]),
    ]

    @Test(arguments: cases)
    func areActions(_ method: String, _ target: String, _ fields: [String: String], _ expected: [String]) throws {
        let request = HTTPRequest(
            method: try #require(HTTPMethod(rawValue: method)), rawTarget: target.bytes, path: "/",
            rawQuery: Array(target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()),
            headers: HTTPHeaders(fields.map { ($0.key, $0.value) }), body: [], peer: "192.0.2.1")
        do throws(ResourceRefusal) {
            let found = try (try? Self.map())?.accesses(request, label: nil)
            #expect(found?.accesses.map { "\($0.action) \($0.resource)" } == expected)
        } catch { #expect([error.reason] == expected) }
    }

    @Test func aBucketMayStandInTheHost() throws {
        let map = try Self.map()
        #expect(map.matches("files.example.org").isOurs)
        #expect(map.matches("b.files.example.org").label == "b")
        #expect(map.matches("a.b.files.example.org").label == "a.b")
        #expect(!map.matches(".files.example.org").isOurs)
        #expect(!map.matches("evilfiles.example.org").isOurs)
        let request = HTTPRequest(
            method: .get, rawTarget: "/k".bytes, path: "/", rawQuery: [], headers: [:], body: [], peer: "192.0.2.1")
        #expect(try map.accesses(request, label: "b").accesses.map(\.resource) == ["arn:aws:s3:::b/k"])
    }

    @Test func aListSaysItsPrefix() throws {
        let request = HTTPRequest(
            method: .get, rawTarget: "/b?prefix=home%2Fada&max-keys=5".bytes, path: "/",
            rawQuery: "prefix=home%2Fada&max-keys=5".bytes, headers: [:], body: [], peer: "192.0.2.1")
        let context = try Self.map().accesses(request, label: nil).context
        #expect(context.map { "\($0.key)=\($0.value)" }.sorted() == ["s3:max-keys=5", "s3:prefix=home/ada"])
    }
}

/// What the section may say.
@Suite struct ResourceSections {
    static let wrong: [(String, String)] = [
        ("s4: {hosts: [a.example], account: local}", "there is no rule file `s4`"),
        ("s3: {account: local}", "`resources.s3.hosts` is missing"),
        ("s3: {hosts: [a.example]}", "`resources.s3.account` is missing"),
        ("s3: {hosts: [a.example], account: locl}", "nearest: `local`"),
        ("s3: {hosts: [a.example], account: far}", "is not an account of the embedded issuer"),
        ("s3: {hosts: [\"https://a.example/\"], account: local}", "is not a host name"),
        ("s3: {hosts: [a.example], account: local, payloads: [some]}", "holds `some`"),
        ("s3: {hosts: [a.example], account: local, rules: here}", "must name a file"),
        ("s3: {hosts: [a.example], account: local, rules: file:r.yaml}", "the path has no `{key}`"),
    ]

    @Test(arguments: wrong)
    func isToldWithItsPlace(_ line: String, _ words: String) {
        let text = Fixture.small("resources:\n  \(line)").replacing(
            "{dev: 111111111111}", with: "{local: {id: 000000000001, issuer: embedded}, far: 111111111111}")
        let rules = "service: s3\nrules: [{method: GET, path: \"/{bucket}\", action: \"s3:X\", resource: \"{key}\"}]\n"
        let (configuration, findings) = Fixture.load(text: text, files: ["r.yaml": rules])
        #expect(configuration == nil)
        #expect(findings.contains { $0.severity == .error && $0.message.contains(words) }, "\(findings.map(\.text))")
    }
}
