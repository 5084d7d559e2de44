import DemoProviders
import Essentials
import Foundation
import HTTP
import Synchronization

/// A browser at the demo provider: keeps cookies, presses buttons, and stops where it would leave the provider.
final class DemoBrowser: Sendable {
    let provider: DemoOpenIDProvider
    private let cookies = Mutex<[String: String]>([:])

    init(_ provider: DemoOpenIDProvider) { self.provider = provider }

    struct Surprise: Error, CustomStringConvertible { let description: String }

    /// Opens the URL, chooses a person where it is asked to (`nil`: presses Cancel), and gives what the client
    /// gets.
    func signIn(as person: String?, at url: HTTPURL) async throws -> FormFields {
        var answer = await open(url)
        if let handle = field("request", of: answer) {
            var fields = [("request", handle)]
            if let person { fields.append(("person", person)) }
            let target = try form(of: answer).action
            answer = await post(try parsed(target), fields)
        }
        return try callback(of: answer)
    }

    /// GET.
    func open(_ url: HTTPURL) async -> HTTPResponse {
        await send(OutgoingRequest(.get, url, peer: .public))
    }

    /// POST of a form.
    func post(_ url: HTTPURL, _ fields: [(String, String)]) async -> HTTPResponse {
        await send(.form(url, fields, peer: .public))
    }

    /// What the answer brings to the client, by query or by form.
    func callback(of answer: HTTPResponse) throws -> FormFields {
        if answer.status == .seeOther {
            let place = try parsed(answer.headers["Location"] ?? "")
            return try FormFields(parsing: (place.query ?? "").bytes)
        }
        guard answer.status == .ok else { throw Surprise(description: text(of: answer)) }
        return FormFields(try form(of: answer).fields)
    }

    private func send(_ request: OutgoingRequest) async -> HTTPResponse {
        var request = request
        let line = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
        if !line.isEmpty { request.headers.set("Cookie", line) }
        let answer = await provider.answer(request.incoming)
        for line in answer.headers.all("Set-Cookie") {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let kept = line.contains("Max-Age=0") ? nil : String(pair[1])
            cookies.withLock { $0[String(pair[0])] = kept }
        }
        return answer
    }

    private func parsed(_ text: String) throws -> HTTPURL {
        guard let url = HTTPURL(text) else { throw Surprise(description: "no URL: \(text)") }
        return url
    }

    func text(of answer: HTTPResponse) -> String { String(decoding: answer.body, as: UTF8.self) }

    private func field(_ name: String, of answer: HTTPResponse) -> String? {
        try? form(of: answer).fields.first { $0.0 == name }?.1
    }

    private func form(of answer: HTTPResponse) throws -> (action: String, fields: [(String, String)]) {
        let html = text(of: answer)
        guard let action = html.firstMatch(of: /<form[^>]* action="([^"]*)"/) else {
            throw Surprise(description: "no form: \(html)")
        }
        let inputs = html.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/)
        return (unescaped(action.1), inputs.map { (unescaped($0.1), unescaped($0.2)) })
    }

    private func unescaped(_ text: Substring) -> String {
        text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&#39;", with: "'")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}
