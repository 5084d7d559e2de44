import DemoProviders
import Essentials
import Foundation
import Gateway
import HTTP
import Synchronization

/// A cookie as a browser keeps it.
struct KeptCookie: Sendable, Equatable {
    var name: String
    var value: String
    var attributes: [String]

    /// Reads a `Set-Cookie` field.
    init(_ field: String) {
        let parts = field.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(pair[0])
        value = pair.count > 1 ? String(pair[1]) : ""
        attributes = Array(parts.dropFirst())
    }

    func has(_ attribute: String) -> Bool { attributes.contains { $0.lowercased() == attribute.lowercased() } }
    var isDeletion: Bool { has("Max-Age=0") }
}

/// A browser at gateway and provider: keeps cookies by host as browsers do, sends them as `SameSite` lets it, follows
/// redirects, presses buttons. What it saw stays at hand.
final class Browser: Sendable {
    let premises: Premises

    private struct State {
        /// By host; in the order they were first set.
        var jar: [String: [KeptCookie]] = [:]
        var pages: [(url: String, response: HTTPResponse)] = []
    }

    private let state = Mutex(State())

    init(_ premises: Premises) { self.premises = premises }

    /// The gateway's cookies.
    var cookies: [KeptCookie] {
        get { state.withLock { $0.jar[gatewayHost] ?? [] } }
        set { state.withLock { $0.jar[gatewayHost] = newValue } }
    }

    /// The session's cookie.
    var session: KeptCookie? { cookies.first { $0.name.hasSuffix("session") } }

    /// The cookies of sign-ins on their way.
    var attempts: [KeptCookie] { cookies.filter { $0.name.contains("login-") } }

    /// Every answer so far.
    var pages: [(url: String, response: HTTPResponse)] { state.withLock { $0.pages } }

    private var gatewayHost: String { HTTPURL(premises.origin)?.host ?? "" }

    /// Opens a path of the gateway or a URL, and follows redirects up to one whose place `stop` names.
    func open(
        _ place: String, from site: String? = nil, stopAt stop: (String) -> Bool = { _ in false }
    ) async throws -> HTTPResponse {
        try await follow(try await send(.get, place, site: site ?? premises.origin), stop)
    }

    /// Posts a form as a page of `site` would, and follows.
    func post(
        _ place: String, _ fields: [(String, String)], from site: String? = nil,
        stopAt stop: (String) -> Bool = { _ in false }
    ) async throws -> HTTPResponse {
        let form = PercentEncoding.form(fields)
        return try await follow(try await send(.post, place, site: site ?? premises.origin, form: form), stop)
    }

    /// Signs in by a provider's link; ends where the gateway leaves the person.
    func signIn(
        _ provider: String = "demo", as person: String? = "ben", to path: String? = nil
    ) async throws -> HTTPResponse {
        let page = try await reach(provider, to: path)
        // A provider that still knows the person asks nothing.
        return page.text.contains("Who are you today?") ? try await answer(page, as: person) : page
    }

    /// Goes to the provider and stays at its page, or at whatever it answers at once.
    func reach(_ provider: String = "demo", to path: String? = nil, manner: String? = nil) async throws -> HTTPResponse
    {
        let fields = [path.map { ("to", $0) }, manner.map { ("as", $0) }].compactMap(\.self)
        return try await open("/login/\(provider)" + (fields.isEmpty ? "" : "?" + PercentEncoding.form(fields)))
    }

    /// Chooses a person on the provider's page (`nil`: presses Cancel) and goes on.
    func answer(
        _ page: HTTPResponse, as person: String?, stopAt stop: (String) -> Bool = { _ in false }
    ) async throws -> HTTPResponse {
        let (action, fields) = try page.form()
        let chosen = fields + (person.map { [("person", $0)] } ?? [])
        let next = try await post(action, chosen, from: Premises.demo, stopAt: stop)
        // The page of form_post: its form goes across sites.
        guard next.status == .ok, next.text.contains("id=\"answer\"") else { return next }
        let answer = try next.form()
        if stop(answer.action) { return next }
        return try await post(answer.action, answer.fields, from: Premises.demo)
    }

    /// Posts the form for a role's keys from the page of roles.
    func take(_ role: String, token: String? = nil) async throws -> HTTPResponse {
        let page = try await open("/")
        return try await post("/keys/\(role)", [("csrf", try token ?? page.formToken())])
    }

    private func follow(_ first: HTTPResponse, _ stop: (String) -> Bool) async throws -> HTTPResponse {
        var response = first
        for _ in 0..<10 {
            guard [.seeOther, .found].contains(response.status), let place = response.headers["Location"] else {
                return response
            }
            if stop(place) { return response }
            response = try await send(.get, place, site: premises.origin, isTopLevel: true)
        }
        throw Surprise(description: "redirected without end")
    }

    private func send(
        _ method: HTTPMethod, _ place: String, site: String, form: String? = nil, isTopLevel: Bool = true
    ) async throws -> HTTPResponse {
        let url = try Premises.url(place.hasPrefix("/") ? premises.origin + place : place)
        let isCrossSite = HTTPURL(site)?.host != url.host
        var headers: HTTPHeaders = ["Host": url.authority]
        // Pages here say `no-referrer`, so that browsers send `null`.
        if method == .post {
            headers.add("Origin", "null")
            headers.add("Sec-Fetch-Site", isCrossSite ? "cross-site" : "same-origin")
        }
        if form != nil { headers.add("Content-Type", "application/x-www-form-urlencoded") }
        let sent = state.withLock { $0.jar[url.host] ?? [] }.filter { cookie in
            !isCrossSite || cookie.has("SameSite=None") || (method == .get && cookie.has("SameSite=Lax"))
        }
        if !sent.isEmpty { headers.add("Cookie", sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")) }
        guard let request = HTTPRequest(method, url.target, headers: headers, body: (form ?? "").bytes) else {
            throw Surprise(description: "no target: \(url)")
        }
        let isProvider = url.origin == Premises.demo
        let response = isProvider ? await premises.answerOfProviders(request) : await premises.gateway.answer(request)
        keep(response, of: url)
        return response
    }

    private func keep(_ response: HTTPResponse, of url: HTTPURL) {
        state.withLock { state in
            state.pages.append((url.description, response))
            for field in response.headers.all("Set-Cookie") {
                let cookie = KeptCookie(field)
                var jar = state.jar[url.host] ?? []
                let place = jar.firstIndex { $0.name == cookie.name }
                if cookie.isDeletion {
                    place.map { _ = jar.remove(at: $0) }
                } else if let place {
                    jar[place] = cookie
                } else {
                    jar.append(cookie)
                }
                state.jar[url.host] = jar
            }
        }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The cookies that the answer sets or takes away.
    var setCookies: [KeptCookie] { headers.all("Set-Cookie").map(KeptCookie.init) }

    /// The first form that is posted: where to, and its hidden fields.
    func form() throws -> (action: String, fields: [(String, String)]) {
        guard let action = text.firstMatch(of: /<form[^>]* action="([^"]*)"[^>]*>/) else {
            throw Surprise(description: "no form: \(text)")
        }
        let inputs = text.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/)
        return (Self.unescaped(action.1), inputs.map { (Self.unescaped($0.1), Self.unescaped($0.2)) })
    }

    /// The token that the page's forms carry.
    func formToken() throws -> String {
        guard let found = text.firstMatch(of: /name="csrf" value="([^"]*)"/) else {
            throw Surprise(description: "no token: \(status) \(text)")
        }
        return String(found.1)
    }

    /// The text behind a label of a list of facts.
    func fact(_ label: String) -> String? {
        guard let start = text.range(of: "<dt>\(label)</dt><dd") else { return nil }
        let rest = text[start.upperBound...]
        guard let open = rest.firstIndex(of: ">"), let close = rest.range(of: "</dd>") else { return nil }
        return Self.unescaped(rest[rest.index(after: open)..<close.lowerBound])
    }

    /// The reference of a page that refuses.
    var reference: String? { text.firstMatch(of: /sp-[a-z2-9]{4}-[a-z2-9]{4}/).map { String($0.0) } }

    private static func unescaped(_ text: Substring) -> String {
        text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&#39;", with: "'")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}
