import DemoProviders
import Essentials
import HTTP
import Synchronization

/// The demo provider's place among the gateway's routes; filled once the port, and so the issuer, is known.
final class DemoSlot: RouteMounting {
    private let current: Mutex<DemoOpenIDProvider?>

    init() { current = Mutex(nil) }

    func install(_ provider: DemoOpenIDProvider) { current.withLock { $0 = provider } }

    func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        guard let provider = current.withLock({ $0 }),
            request.path.startsExactly(with: provider.issuer.path + "/")
        else { return nil }
        return await provider.answer(request)
    }

    /// `Ada Arkwright (admins, developers), …`
    var peopleInOneLine: String {
        let people = current.withLock { $0?.people ?? [] }
        return people.map { "\($0.name) (\($0.groups.joined(separator: ", ")))" }.joined(separator: "; ")
    }
}
