import Essentials
import HTTP
import SecurityTokens

/// `console` of an issuer.
struct ConsoleReader {
    let context: ReadingContext

    /// The console of an issuer where nothing is said: AWS's own by its partition, the embedded issuer's own page.
    static func standard(_ dialect: IssuerDefinition.Dialect) -> ConsoleSettings? {
        switch dialect {
        case .aws(let region): ConsoleEndpoint.aws(region: region).map { .elsewhere($0) }
        case .embedded: .own([])
        case .sts: nil
        }
    }

    /// The issuer with what `console` says.
    func read(_ issuer: MapReader, for definition: IssuerDefinition) -> IssuerDefinition {
        guard let node = issuer.node("console"),
            let map = MapReader(node, schema: .console, path: issuer.path(of: "console"), context: context)
        else { return definition }
        var definition = definition
        if definition.dialect == .embedded {
            for key in ["sign_in", "page", "connect", "ca", "timeout"] { refuse(key, map, "other issuers") }
            definition.console = .own(places(map))
            return definition
        }
        refuse("destinations", map, "the embedded issuer")
        var standard: ConsoleEndpoint?
        if case .elsewhere(let endpoint) = definition.console { standard = endpoint }
        let signIn = map.url("sign_in")
        guard let federation = signIn ?? standard?.federation, let page = map.url("page") ?? standard?.page else {
            for key in ["sign_in", "page"] where !map.has(key) {
                map.demand(key, remedy: "an issuer that is not AWS has a console only where both URLs are named")
            }
            return definition
        }
        guard map.has("sign_in") || map.has("page") else { return definition }
        definition.console = .elsewhere(ConsoleEndpoint(federation: federation, page: page))
        definition.consolePeer = map.peer(outer: signIn)
        context.note(map.path(of: "sign_in"), federation.text.text, .file(map.place))
        return definition
    }

    private func refuse(_ key: String, _ map: MapReader, _ others: String) {
        guard map.has(key) else { return }
        map.error(key, "`\(map.path(of: key))` has a meaning for \(others) only", remedy: "leave it out")
    }

    private func places(_ map: MapReader) -> [RegisteredPlace] {
        (map.texts("destinations") ?? []).compactMap { found in
            guard let url = HTTPURL(found.text), url.scheme == .https || url.isLoopback,
                let place = RegisteredPlace(url)
            else {
                context.error(
                    at: found.place,
                    "`\(map.path(of: "destinations"))` has `\(found.text)`, which is no https URL without a query",
                    remedy: "write the URL of the page, or of its folder with `/` at the end")
                return nil
            }
            context.note(map.path(of: "destinations"), found.text, .file(found.place))
            return place
        }
    }
}
