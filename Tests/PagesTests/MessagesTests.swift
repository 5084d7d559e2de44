import Foundation
import Testing

@testable import Pages

/// The words for refusals, and the small words of pages.
@Suite struct MessagesTests {
    private static func catalogue(_ refusals: [String: String], texts: [String: String] = [:]) throws -> Messages {
        let entries = refusals.mapValues { ["heading": $0, "lead": "L", "turn": "you", "stage": "none"] }
        let json = try JSONSerialization.data(withJSONObject: ["texts": texts, "refusals": entries])
        return try Messages(parsing: Array(json), name: "messages.en.json")
    }

    @Test(
        arguments: [
            ("token-expired", "own"), ("token-type-x", "longest"), ("token-t", "longer"), ("token-x", "beginning"),
            ("token-", "beginning"), ("token", "fallback"), ("", "fallback"), ("TOKEN-EXPIRED", "fallback"),
            ("token-*", "beginning"),
        ])
    func theLongestBeginningWins(reason: String, expected: String) throws {
        let messages = try Self.catalogue([
            "internal-error": "fallback", "token-*": "beginning", "token-t*": "longer", "token-type-*": "longest",
            "token-expired": "own",
        ])
        #expect(messages.refusal(reason).heading == expected)
        #expect(messages.knows(reason) == (expected != "fallback"))
    }

    @Test(
        arguments: [
            ("Hello {name}.", "Hello Ada {x}."), ("{name}{name}", "Ada {x}Ada {x}"), ("{other}", "{other}"),
            ("{", "{"), ("}{", "}{"), ("{na", "{na"), ("a } {name} {", "a } Ada {x} {"), ("", ""),
        ])
    func namesAreFilledOnceAndNotReadAgain(text: String, expected: String) {
        #expect(Messages.fill(text, ["name": "Ada {x}", "x": "never"]) == expected)
    }

    @Test(
        arguments: [
            ("", "template-malformed"), ("[]", "template-malformed"), ("{}", "template-malformed"),
            ("{\"texts\": {}}", "template-malformed"), ("{\"texts\": {}, \"refusals\": {}}", "template-missing"),
            (
                "{\"texts\": {\"a\": 1}, \"refusals\": {\"internal-error\": {\"heading\": \"h\", \"lead\": \"l\", \"turn\": \"you\", \"stage\": \"none\"}}}",
                "template-malformed"
            ),
            (
                "{\"texts\": {}, \"refusals\": {\"internal-error\": {\"heading\": \"h\", \"lead\": \"l\", \"turn\": \"hers\", \"stage\": \"none\"}}}",
                "template-malformed"
            ),
            (
                "{\"texts\": {}, \"refusals\": {\"internal-error\": {\"heading\": \"h\", \"turn\": \"you\", \"stage\": \"none\"}}}",
                "template-malformed"
            ),
        ])
    func aBadCatalogueIsRefused(text: String, reason: String) {
        do throws(TemplateError) {
            _ = try Messages(parsing: Array(text.utf8), name: "messages.en.json")
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.reason == reason)
            #expect(error.detail.contains("messages.en.json"))
        }
    }

    /// Reasons are looked up in the code itself: a new one without words is found here, not by a person.
    @Test(
        arguments: [
            ("Gateway/SignIn/GatewayRefusal.swift", "var reason: String"),
            ("OpenIDConnect/Refusals/SignInRefusal+reportable.swift", "var reason: String"),
            ("JOSE/Refusals/TokenRefusal+catalogue.swift", "enum Code: String"),
            ("Federation/Identity/IdentityRefusal.swift", "var reason: String"),
            ("Federation/Grants/GrantRefusal.swift", "var reason: String"),
            ("SecurityTokens/Issuer/IssuerRefusal.swift", "var reason: String"),
            ("HTTP/Messages/FormFields.swift", "var reason: String"),
            ("Storage/StorageError.swift", "var reason: String"), ("Vault/VaultError.swift", "var reason: String"),
            ("Gateway/Sessions/Session.swift", "var reason: String"),
        ])
    func everyReasonThatAPersonMayMeetHasWords(file: String, beginning: String) throws {
        let source = try String(
            contentsOf: Fixture.root.appending(path: "Sources").appending(path: file), encoding: .utf8)
        let body = try #require(source.range(of: beginning)?.upperBound, "no `\(beginning)` in \(file)")
        let rest = source[body...]
        let line = rest.prefix { $0 != "\n" }
        let end = line.hasSuffix("}") ? line.endIndex : rest.range(of: "\n    }")?.lowerBound ?? source.endIndex
        let reasons = source[body..<end].matches(of: /"([a-z][a-z0-9-]*)"/).map { String($0.output.1) }
        #expect(!reasons.isEmpty)
        let messages = try Fixture.messages()
        let without = reasons.filter { !messages.knows($0) }
        #expect(without.isEmpty)
    }

    @Test func theBuiltInWordsNameOnlyWhatIsFilled() throws {
        let messages = try Fixture.messages()
        try messages.check(against: messages, name: "messages.en.json")
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(try Fixture.template("messages.en.json").utf8)) as? [String: Any])
        let refusals = try #require(json["refusals"] as? [String: [String: String]])
        for (reason, words) in refusals {
            let lead = words["lead"] ?? ""
            #expect(lead.hasSuffix(".") && !lead.contains("!"), "\(reason)")
            for word in ["please", "sorry", "oops", "the user"] {
                #expect(!lead.lowercased().contains(word), "\(reason)")
            }
        }
    }

    /// A text that a page asks for and that is not there would be shown as its key.
    @Test func noPageShowsAKeyOrAnUnfilledName() throws {
        let library = try Fixture.library()
        for picture in Gallery().pictures {
            let page = try Markup(picture.html(library))
            for piece in page.pieces {
                guard case .text(let text) = piece else { continue }
                // JSON's own braces stand alone on their lines.
                #expect(text.firstMatch(of: /\{[a-z]/) == nil, "\(picture.name): \(text)")
                #expect(text.firstMatch(of: /^(roles|error|way|turn|advice|signin|keys|duration)\./) == nil, "\(text)")
            }
        }
    }

    @Test(
        arguments: [
            (0, "1 minute"), (29, "1 minute"), (60, "1 minute"), (89, "1 minute"), (90, "2 minutes"),
            (900, "15 minutes"),
            (3540, "59 minutes"), (3570, "1 hour"), (3600, "1 hour"), (5400, "90 minutes"), (7200, "2 hours"),
            (43_200, "12 hours"), (-5, "1 minute"),
        ])
    func durationsInWords(seconds: Int, expected: String) throws {
        #expect(DurationWords.text(.seconds(seconds), try Fixture.messages()) == expected)
    }
}
